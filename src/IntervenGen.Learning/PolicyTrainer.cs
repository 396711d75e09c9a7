using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Learning.Torch;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning;

/// <summary>Trains one policy on one training set.</summary>
/// <remarks>
/// Every gradient step is a function of (config, set, step) and the weights before it, so a run that was interrupted,
/// saved and resumed ends with the same bits as one that was not. On the CPU also for any number of threads.
/// One thread at a time.
/// </remarks>
public sealed class PolicyTrainer : IDisposable
{
    // A loss that is no longer finite is seen this many steps late at most.
    private const int MaxQueued = 100;

    private readonly TaskSpec _spec;
    private readonly TrainingSet _set;
    private readonly ObservationNormalization _normalization;
    private readonly INetworkTrainer _network;
    private readonly int[] _starts;
    private readonly float[] _observations;
    private readonly float[] _actions;
    private double _loss, _pendingLoss;
    private long _pendingSteps;
    private int _queued;

    /// <summary>Starts a training from initial weights.</summary>
    /// <param name="config">Network and hyperparameters.</param>
    /// <param name="spec">The task; its names and shapes are stored in the checkpoint.</param>
    /// <param name="set">The training set, to which nothing may be added any more.</param>
    /// <param name="resources">Device and threads; null for one thread of the CPU.</param>
    /// <exception cref="UsageException">The config is out of range, the set is empty or of another task, or CUDA is missing.</exception>
    public PolicyTrainer(PolicyConfig config, TaskSpec spec, TrainingSet set, TrainingResources? resources = null)
        : this(config, spec, set, set.Normalization(config.NormaliseObservations), resources)
    {
    }

    private PolicyTrainer(
        PolicyConfig config, TaskSpec spec, TrainingSet set, ObservationNormalization normalization, TrainingResources? resources)
    {
        config.Validate();
        Resources = (resources ?? TrainingResources.OneThread).Validate();
        set.EnsureUsable();
        if (set.Task != spec.Name || set.ObservationSize != spec.ObservationSize || set.ActionSize != spec.ActionSize)
        {
            throw new UsageException(
                $"the training set is of task '{set.Task}' with observations of {set.ObservationSize} and actions of {set.ActionSize} " +
                "numbers; " +
                $"task '{spec.Name}' has {spec.ObservationSize} and {spec.ActionSize}");
        }

        Config = config;
        _spec = spec;
        _set = set;
        _normalization = normalization;
        _network = config.CreateTrainer(set.ObservationSize, set.ActionSize, Resources);
        if (_network is IResidentTrainer resident)
            set.HoldIn(resident, normalization);
        _starts = new int[config.BatchSize];
        _observations = new float[config.BatchSize * config.SequenceLength * set.ObservationSize];
        _actions = new float[config.BatchSize * config.SequenceLength * set.ActionSize];
    }

    /// <summary>Network and hyperparameters.</summary>
    public PolicyConfig Config { get; }

    /// <summary>Device and threads.</summary>
    public TrainingResources Resources { get; }

    /// <summary>
    /// Arithmetic fingerprints of the machines that the weights were computed on, this one and earlier ones of a run that
    /// moved.
    /// </summary>
    public string Arithmetic { get; private init; } = ArithmeticFingerprint.Current;

    /// <summary>Number of gradient steps done.</summary>
    public long Step => _network.Step;

    /// <summary>Starts a training from a trained policy's weights (fine-tuning), with a new optimiser.</summary>
    /// <param name="start">The policy; its normalisation of observations is kept, because its weights expect it.</param>
    /// <param name="config">Network and hyperparameters; the network must be the policy's.</param>
    /// <param name="spec">The task of the policy.</param>
    /// <param name="set">The training set.</param>
    /// <param name="resources">Device and threads; null for one thread of the CPU.</param>
    /// <exception cref="UsageException">The policy is of another task or network; the message names both.</exception>
    public static PolicyTrainer From(
        Checkpoint start, PolicyConfig config, TaskSpec spec, TrainingSet set, TrainingResources? resources = null)
    {
        start.EnsureFor(spec);
        PolicyShapes.Require(start);
        PolicyConfig had = start.Config;
        if ((had.Hidden, had.Layers, had.GmmModes) != (config.Hidden, config.Layers, config.GmmModes))
        {
            throw new UsageException(
                $"the checkpoint to start from has {had.Layers} layers of {had.Hidden} units and {had.GmmModes} modes; " +
                $"{config.Layers} of {config.Hidden} and {config.GmmModes} are asked for");
        }

        float[][] weights = [.. start.Weights.Select(tensor => tensor.Values)];
        var trainer = new PolicyTrainer(config, spec, set, start.Normalization, resources);
        trainer._network.CopyIn(NetworkSlot.Value, weights);
        trainer._network.CopyIn(NetworkSlot.Average, weights);
        return trainer;
    }

    /// <summary>Continues an interrupted run.</summary>
    /// <param name="checkpoint">A checkpoint with optimiser state, from <see cref="ToCheckpoint"/>.</param>
    /// <param name="spec">The task of the policy.</param>
    /// <param name="set">The same training set as in the interrupted run; a checkpoint does not contain it.</param>
    /// <param name="config">May differ from the checkpoint's in the number of gradient steps only; null for the checkpoint's.</param>
    /// <param name="resources">Device and threads; null for those of the checkpoint.</param>
    /// <exception cref="UsageException">The checkpoint has no optimiser state, or belongs to another task, training set or
    /// network.</exception>
    public static PolicyTrainer Resume(
        Checkpoint checkpoint, TaskSpec spec, TrainingSet set, PolicyConfig? config = null, TrainingResources? resources = null)
    {
        checkpoint.EnsureFor(spec);
        if (checkpoint.Optimizer is not { } state)
            throw new UsageException("the checkpoint has no optimiser state; only one saved during training can be resumed");
        PolicyShapes.Require(checkpoint);
        config ??= checkpoint.Config;
        PolicyConfig expected = checkpoint.Config with { GradientSteps = config.GradientSteps };
        if (config != expected)
            throw new UsageException($"the checkpoint was trained with {checkpoint.Config}; it cannot be resumed with {config}");
        if (!checkpoint.Facts.Groups.SequenceEqual(set.Groups))
        {
            throw new UsageException(
                $"the checkpoint was trained on [{string.Join("; ", checkpoint.Facts.Groups)}]; " +
                $"the training set is [{string.Join("; ", set.Groups)}]");
        }

        var trainer = new PolicyTrainer(config, spec, set, checkpoint.Normalization, resources ?? checkpoint.Resources)
        {
            _loss = checkpoint.Facts.Loss,
            _pendingLoss = checkpoint.Facts.PendingLoss,
            _pendingSteps = checkpoint.Facts.PendingSteps,
            Arithmetic = checkpoint.Facts.Arithmetic is "" || checkpoint.Facts.Arithmetic == ArithmeticFingerprint.Current
                ? ArithmeticFingerprint.Current
                : $"{checkpoint.Facts.Arithmetic} + {ArithmeticFingerprint.Current}",
        };
        trainer._network.CopyIn(NetworkSlot.Value, state.Values);
        trainer._network.CopyIn(NetworkSlot.FirstMoment, state.FirstMoments);
        trainer._network.CopyIn(NetworkSlot.SecondMoment, state.SecondMoments);
        trainer._network.CopyIn(NetworkSlot.Average, state.Averages);
        trainer._network.Step = state.Step;
        return trainer;
    }

    /// <summary>Runs until the configured number of gradient steps is done.</summary>
    /// <param name="progress">Called every <paramref name="every"/> steps and after the last.</param>
    /// <param name="every">Gradient steps between reports.</param>
    /// <param name="cancellation">Checked between gradient steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled; <see cref="ToCheckpoint"/> still works.</exception>
    /// <exception cref="IntervenGenException">The loss is no longer finite.</exception>
    public void Run(Action<TrainingProgress>? progress = null, int every = 100, CancellationToken cancellation = default) =>
        RunTo(Config.GradientSteps, progress, every, cancellation);

    /// <summary>Runs until <paramref name="step"/> gradient steps are done, as for an intermediate checkpoint.</summary>
    /// <inheritdoc cref="Run"/>
    public void RunTo(long step, Action<TrainingProgress>? progress = null, int every = 100, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        long done = Step, last = Math.Min(step, Config.GradientSteps), begun = done, started = Stopwatch.GetTimestamp();
        while (done < last)
        {
            cancellation.ThrowIfCancellationRequested();
            RunOne(done++);
            if (done % every != 0 && done != last)
                continue;
            Settle();
            _loss = _pendingLoss / _pendingSteps;
            (_pendingLoss, _pendingSteps) = (0, 0);
            progress?.Invoke(new TrainingProgress(
                done, Config.GradientSteps, _loss, (done - begun) / Stopwatch.GetElapsedTime(started).TotalSeconds));
            (begun, started) = (done, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>The loss of the present weights on held-out steps (validation loss).</summary>
    /// <param name="heldOut">Held-out steps of the same task; windows are taken evenly over all of them, the same every time.</param>
    /// <param name="batches">Largest number of batches of <see cref="PolicyConfig.BatchSize"/> windows.</param>
    /// <returns>Mean negative log-likelihood, comparable to the training loss. The state of the training is unchanged.</returns>
    public double LossOn(TrainingSet heldOut, int batches = 10)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batches);
        heldOut.EnsureUsable();
        batches = Math.Clamp(heldOut.Count / Config.BatchSize, 1, batches);
        long windows = (long)batches * Config.BatchSize;
        double sum = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            for (int i = 0; i < _starts.Length; i++)
                _starts[i] = (int)((((long)batch * Config.BatchSize) + i) * heldOut.Count / windows);
            heldOut.CopyWindows(_starts, Config.SequenceLength, _normalization, _observations, _actions);
            sum += _network.Loss(_observations, _actions, Config.BatchSize, Config.SequenceLength);
        }

        return sum / batches;
    }

    /// <summary>The present policy as a checkpoint.</summary>
    /// <param name="resumable">Whether to include the optimiser's state, which makes the checkpoint four times as large.</param>
    /// <param name="notes">Notes to store in the checkpoint.</param>
    public Checkpoint ToCheckpoint(bool resumable = true, string notes = "")
    {
        Settle();
        float[][] values = _network.CopyOut(NetworkSlot.Value), averages = _network.CopyOut(NetworkSlot.Average);
        float[][] chosen = Config.AverageDecay > 0 ? averages : values;
        return new Checkpoint
        {
            Task = _spec.Name,
            Observations = _spec.Observations,
            ActionSize = _spec.ActionSize,
            Config = Config,
            Resources = Resources,
            Normalization = _normalization,
            Facts = new TrainingFacts
            {
                GradientSteps = Step,
                Loss = _loss,
                PendingLoss = _pendingLoss,
                PendingSteps = _pendingSteps,
                Groups = [.. _set.Groups],
                Operator = string.Join('+', _set.Groups.Select(group => group.Operator).Where(
                    label => label.Length > 0).Distinct().Order(StringComparer.Ordinal)),
                Notes = notes,
                Versions = Versions(),
                Arithmetic = Arithmetic,
                Vectors = ArithmeticFingerprint.Vectors,
                Observability = _set.Observability,
                Robot = _set.Robot == TaskSpec.DefaultRobot ? null : _set.Robot,
                Source = _spec.Source,
            },
            Weights = [.. _network.Parameters.Select(
                (parameter, i) => new CheckpointTensor(parameter.Name, parameter.Rows, parameter.Columns, chosen[i]))],
            Optimizer = !resumable ? null : new OptimizerState
            {
                Step = Step,
                Values = values,
                FirstMoments = _network.CopyOut(NetworkSlot.FirstMoment),
                SecondMoments = _network.CopyOut(NetworkSlot.SecondMoment),
                Averages = averages,
            },
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    // libtorch is named where it computed: on the CPU it isn't even loaded.
    private string Versions() =>
        $"IntervenGen {typeof(PolicyTrainer).Assembly.GetName().Version?.ToString(3)}" +
        (Resources.Device == ComputeDevice.Cpu ? "" : $", libtorch {LibTorch.Version}");

    private void RunOne(long step)
    {
        _set.SampleWindows(Config.Seed, step, Config.Sampling, _starts);
        float rate = Config.RateAt(step), decay = Config.DecayAt(step);
        if (_network is IResidentTrainer resident)
        {
            resident.QueueStep(_starts, Config.SequenceLength, rate, decay);
            if (++_queued == MaxQueued)
                Settle();
            return;
        }

        _set.CopyWindows(_starts, Config.SequenceLength, _normalization, _observations, _actions);
        Count(_network.TrainStep(_observations, _actions, Config.BatchSize, Config.SequenceLength, rate, decay), step);
    }

    // Counts the losses of steps that were queued and not waited for.
    private void Settle()
    {
        if (_queued == 0)
            return;
        long first = Step - _queued;
        _queued = 0;
        foreach (double loss in ((IResidentTrainer)_network).TakeLosses())
            Count(loss, first++);
    }

    private void Count(double loss, long step)
    {
        if (!double.IsFinite(loss))
            throw new IntervenGenException(
                $"the loss is {loss} at gradient step {step}; lower the learning rate or look for bad numbers in the data");
        _pendingLoss += loss;
        _pendingSteps++;
    }
}
