using IntervenGen.Core;
using IntervenGen.Interop.Torch;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using IntervenGen.Numerics;

namespace IntervenGen.Learning;

/// <summary>How the learning rate changes over a training run.</summary>
public enum LearningRateSchedule
{
    /// <summary>Stays as it is, as in robomimic.</summary>
    Constant = 0,

    /// <summary>Falls along half a cosine to a hundredth at the last gradient step.</summary>
    Cosine = 1,
}

/// <summary>Everything that decides what a training run yields, besides its data.</summary>
/// <remarks>Defaults are MimicGen's low-dimensional BC-RNN-GMM recipe. Stored whole in every checkpoint.</remarks>
public sealed record PolicyConfig
{
    /// <summary>robomimic's size and length: 2 × 400 units, 200,000 gradient steps of 100 windows.</summary>
    public static PolicyConfig Robomimic { get; } = new();

    /// <summary>For a demonstration on a laptop's CPU: smaller, shorter, and with what makes a short run end well.</summary>
    public static PolicyConfig Demo { get; } = new()
    {
        Hidden = 128,
        GradientSteps = 3000,
        NormaliseObservations = true,
        Schedule = LearningRateSchedule.Cosine,
        AverageDecay = 0.995f,
    };

    /// <summary>Hidden units per LSTM layer.</summary>
    public int Hidden { get; init; } = 400;

    /// <summary>LSTM layers.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Modes of the Gaussian mixture.</summary>
    public int GmmModes { get; init; } = 5;

    /// <summary>Added to every standard deviation in training; in use, all deviations are 1e-4.</summary>
    public float MinStd { get; init; } = 1e-4f;

    /// <summary>Steps per training window; in use, the hidden state is reset as often.</summary>
    public int SequenceLength { get; init; } = 10;

    /// <summary>Adam's learning rate, before the schedule.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>How the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Decay of the moving average of weights that is used in the end; 0: the last weights are.</summary>
    public float AverageDecay { get; init; }

    /// <summary>Windows per gradient step.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Gradient steps of the whole run.</summary>
    public int GradientSteps { get; init; } = 200_000;

    /// <summary>How windows are drawn.</summary>
    public WindowSampling Sampling { get; init; }

    /// <summary>Whether observations are shifted and scaled to mean 0 and deviation 1 over the training set.</summary>
    public bool NormaliseObservations { get; init; }

    /// <summary>Seed of weights and window order.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <returns>This.</returns>
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

    /// <summary>The learning rate of a gradient step, counted from 0.</summary>
    public float RateAt(long step)
    {
        if (Schedule == LearningRateSchedule.Constant)
            return LearningRate;
        double progress = Math.Clamp(step / (double)GradientSteps, 0, 1);
        return (float)(LearningRate * (0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * progress)))));
    }

    /// <summary>The average's decay at a gradient step, counted from 0: small at first, so that the initial weights are soon
    /// forgotten.</summary>
    public float DecayAt(long step) => AverageDecay <= 0 ? 0 : Math.Min(AverageDecay, (1f + step) / (10f + step));

    /// <summary>The network's sizes.</summary>
    /// <exception cref="UsageException">An observation or an action is too long.</exception>
    internal NetworkShape ToShape(int observationSize, int actionSize)
    {
        Require(observationSize, 1, NetworkShape.MaxObservation, "observation size");
        Require(actionSize, 1, NetworkShape.MaxAction, "action size");
        return new NetworkShape(observationSize, actionSize, Hidden, Layers, GmmModes, MinStd);
    }

    /// <summary>A network with new weights and its optimiser: own kernels on the CPU, libtorch on a GPU.</summary>
    internal INetworkTrainer CreateTrainer(int observationSize, int actionSize, TrainingResources resources) =>
        resources.Device == ComputeDevice.Cpu
            ? new CpuTrainer(ToShape(observationSize, actionSize), WeightSeed(), resources.Threads)
            : new TorchTrainer(ToTorch(observationSize, actionSize, resources));

    internal TorchPolicyConfig ToTorch(int observationSize, int actionSize, TrainingResources resources) => new()
    {
        ObservationSize = observationSize,
        ActionSize = actionSize,
        Hidden = Hidden,
        Layers = Layers,
        Modes = GmmModes,
        MinStd = MinStd,
        Seed = WeightSeed(),
        Device = TrainingResources.TorchDeviceOf(resources.Device),
        Threads = resources.Threads,
    };

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
