using IntervenGen.Core;
using IntervenGen.Learning;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>Sizes that a training begins with; single values replace its own.</summary>
internal enum TrainProfile
{
    /// <summary>Small and short, for a CPU.</summary>
    Demo = 0,

    /// <summary>robomimic's size and length, meant for a GPU.</summary>
    Robomimic = 1,
}

/// <summary>How policies are trained; what is not given is the profile's.</summary>
internal sealed record TrainFile : YamlRecord
{
    [Key("values to begin with: demo (2 x 128 units, 3,000 gradient steps) or robomimic (2 x 400 units, 200,000)")]
    public TrainProfile Profile { get; init; }

    [Key("units per LSTM layer", Min = 1, Max = 65_536)]
    public int? Hidden { get; init; }

    [Key("LSTM layers", Min = 1, Max = 8)]
    public int? Layers { get; init; }

    [Key("modes of the Gaussian mixture", Min = 1, Max = 64)]
    public int? GmmModes { get; init; }

    [Key("steps of a training window", Min = 1, Max = 1000)]
    public int? SequenceLength { get; init; }

    [Key("gradient steps", Min = 1, Max = int.MaxValue)]
    public int? Steps { get; init; }

    [Key("windows per gradient step", Min = 1, Max = 100_000)]
    public int? BatchSize { get; init; }

    [Key("learning rate of Adam, before the schedule", Min = 1e-9, Max = 1)]
    public double? LearningRate { get; init; }

    [Key("how the learning rate changes: constant or cosine")]
    public LearningRateSchedule? Schedule { get; init; }

    [Key("decay of the moving average of weights that is used; 0 uses the last weights", Min = 0, Max = 0.999999)]
    public double? AverageDecay { get; init; }

    [Key("whether observations are normalised to mean 0 and deviation 1")]
    public bool? Normalise { get; init; }

    [Key("seed of weights and batches; without it, the run's", Min = 0)]
    public int? Seed { get; init; }

    [Key("rollouts per checkpoint that select the best one; 0 takes the last", Min = 0, Max = 100_000)]
    public int SelectionTrials { get; init; } = 40;

    [Key("number of checkpoints compared", Min = 1, Max = 1000)]
    public int Checkpoints { get; init; } = 3;

    [Key("fraction of every dataset's episodes held out for validation", Min = 0, Max = 0.9)]
    public double ValidFraction { get; init; }

    [Key("what to compute on: cpu or cuda")]
    public ComputeDevice Device { get; init; }

    /// <summary>The configuration of a training.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="isWeighted">Whether datasets are sampled by their weights.</param>
    public PolicyConfig ToConfig(ulong seed, bool isWeighted)
    {
        PolicyConfig usual = Profile == TrainProfile.Robomimic ? PolicyConfig.Robomimic : PolicyConfig.Demo;
        return (usual with
        {
            Hidden = Hidden ?? usual.Hidden,
            Layers = Layers ?? usual.Layers,
            GmmModes = GmmModes ?? usual.GmmModes,
            SequenceLength = SequenceLength ?? usual.SequenceLength,
            GradientSteps = Steps ?? usual.GradientSteps,
            BatchSize = BatchSize ?? usual.BatchSize,
            LearningRate = (float?)LearningRate ?? usual.LearningRate,
            Schedule = Schedule ?? usual.Schedule,
            AverageDecay = (float?)AverageDecay ?? usual.AverageDecay,
            NormaliseObservations = Normalise ?? usual.NormaliseObservations,
            Sampling = isWeighted ? WindowSampling.Weighted : WindowSampling.Uniform,
            Seed = (ulong?)Seed ?? seed,
        }).Validate();
    }
}
