using IntervenGen.Core;
using IntervenGen.Learning.Torch;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Numerics;

namespace IntervenGen.Learning;

/// <summary>How the learning rate changes over a training run.</summary>
public enum LearningRateSchedule
{
    /// <summary>The rate is constant, as in robomimic.</summary>
    Constant = 0,

    /// <summary>The rate falls along half a cosine to a hundredth at the last gradient step.</summary>
    Cosine = 1,
}

/// <summary>Network and hyperparameters: everything that decides the result of a training besides its data.</summary>
/// <remarks>The defaults are MimicGen's low-dimensional BC-RNN-GMM recipe. Every checkpoint stores the whole record.</remarks>
public sealed record PolicyConfig
{
    /// <summary>robomimic's size and length: 2 × 400 units, 200,000 gradient steps of 100 windows.</summary>
    public static PolicyConfig Robomimic { get; } = new();

    /// <summary>A smaller, shorter training for a laptop's CPU, with the schedule and averaging that make a short run end well.</summary>
    public static PolicyConfig Demo { get; } = new()
    {
        Hidden = 128,
        GradientSteps = 3000,
        NormaliseObservations = true,
        Schedule = LearningRateSchedule.Cosine,
        AverageDecay = 0.995f,
    };

    /// <summary>Number of hidden units per LSTM layer.</summary>
    public int Hidden { get; init; } = 400;

    /// <summary>Number of LSTM layers.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Number of modes of the Gaussian mixture.</summary>
    public int GmmModes { get; init; } = 5;

    /// <summary>Added to every standard deviation in training; in use, all standard deviations are 1e-4.</summary>
    public float MinStd { get; init; } = 1e-4f;

    /// <summary>Number of steps per training window; in use, the hidden state is reset at the same interval.</summary>
    public int SequenceLength { get; init; } = 10;

    /// <summary>Learning rate of Adam, before the schedule.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>How the learning rate changes over the run.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Decay of the moving average of weights that is used at the end; 0 uses the last weights.</summary>
    public float AverageDecay { get; init; }

    /// <summary>Number of windows per gradient step.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Number of gradient steps of the whole run.</summary>
    public int GradientSteps { get; init; } = 200_000;

    /// <summary>How training windows are drawn.</summary>
    public WindowSampling Sampling { get; init; }

    /// <summary>Whether observations are normalised to mean 0 and deviation 1 over the training set.</summary>
    public bool NormaliseObservations { get; init; }

    /// <summary>Seed of the initial weights and of the window order.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks that every value is within its limits.</summary>
    /// <returns>This configuration, unchanged.</returns>
    /// <exception cref="UsageException">A value is out of range; the message names it and its limits.</exception>
    public PolicyConfig Validate()
    {
        Require(Hidden, 1, NetworkShape.MaxHidden, "hidden");
        Require(Layers, 1, 8, "layers");
        Require(GmmModes, 1, 64, "GMM modes");
        Require(SequenceLength, 1, 1000, "sequence length");
        Require(BatchSize, 1, 100_000, "batch size");
        Require(GradientSteps, 1, int.MaxValue, "gradient steps");
        if (!(MinStd > 0 && MinStd <= 1))
            throw new UsageException($"min std is {MinStd}; it must be above 0 and at most 1");
        if (!(LearningRate > 0 && LearningRate <= 1))
            throw new UsageException($"learning rate is {LearningRate}; it must be above 0 and at most 1");
        if (!(AverageDecay >= 0 && AverageDecay < 1))
            throw new UsageException($"average decay is {AverageDecay}; it must be at least 0 and below 1");
        if (!Enum.IsDefined(Schedule))
            throw new UsageException($"learning rate schedule is {(int)Schedule}; constant and cosine are known");
        if (!Enum.IsDefined(Sampling))
            throw new UsageException($"sampling is {(int)Sampling}; uniform and weighted are known");
        return this;
    }

    /// <summary>The learning rate at a gradient step, counted from 0.</summary>
    public float RateAt(long step)
    {
        if (Schedule == LearningRateSchedule.Constant)
            return LearningRate;
        double progress = Math.Clamp(step / (double)GradientSteps, 0, 1);
        return (float)(LearningRate * (0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * progress)))));
    }

    /// <summary>
    /// The decay of the average at a gradient step, counted from 0: small at first, so that the initial weights are soon
    /// forgotten.
    /// </summary>
    public float DecayAt(long step) => AverageDecay <= 0 ? 0 : Math.Min(AverageDecay, (1f + step) / (10f + step));

    /// <summary>Sizes of the network for an observation and an action.</summary>
    /// <exception cref="UsageException">The observation or the action has too many components.</exception>
    internal NetworkShape ToShape(int observationSize, int actionSize)
    {
        Require(observationSize, 1, NetworkShape.MaxObservation, "observation size");
        Require(actionSize, 1, NetworkShape.MaxAction, "action size");
        return new NetworkShape(observationSize, actionSize, Hidden, Layers, GmmModes, MinStd);
    }

    /// <summary>Creates a network with initial weights and its optimiser: own kernels on the CPU, libtorch on a GPU.</summary>
    internal INetworkTrainer CreateTrainer(int observationSize, int actionSize, TrainingResources resources) =>
        resources.Device == ComputeDevice.Cpu && !resources.AsOnGpu
            ? new CpuTrainer(ToShape(observationSize, actionSize), WeightSeed(), resources.Threads)
            : new TorchTrainer(ToShape(observationSize, actionSize), WeightSeed(), resources.Device, isWrittenOut: true);

    private ulong WeightSeed()
    {
        var random = new CounterRandom(Seed, 0, (uint)RandomPurpose.Weights);
        return ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
    }

    private static void Require(int value, int low, int high, string name)
    {
        if (value < low || value > high)
            throw new UsageException($"{name} is {value}; {low} to {high} are possible");
    }
}
