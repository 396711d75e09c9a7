using IntervenGen.Episodes;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>Which rounds' interventions a training learns from.</summary>
internal enum Aggregation
{
    /// <summary>Those of all rounds so far.</summary>
    All = 0,

    /// <summary>Those of its own round.</summary>
    Last = 1,
}

/// <summary>What weights a training begins with.</summary>
internal enum RoundStart
{
    /// <summary>New ones.</summary>
    Scratch = 0,

    /// <summary>Those of the round before.</summary>
    Previous = 1,
}

/// <summary>How often the loop is repeated.</summary>
internal sealed record RoundsFile : YamlRecord
{
    [Key("number of rounds", Min = 1, Max = 100)]
    public int Count { get; init; } = 1;

    [Key(
        "control steps that the policy may use to recover by itself, from the second round on; none where it asks (on_request)", Min = 0,
        Max = 10_000)]
    public int Patience { get; init; } = 60;

    [Key("whose interventions a training learns from: all (rounds so far) or last")]
    public Aggregation Aggregate { get; init; }

    [Key("largest number of episodes that a training takes of one round's interventions; without it, all", Min = 1, Max = int.MaxValue)]
    public int? Cap { get; init; }

    [Key(
        "how often each is sampled, relative to the others: the base data, then the rounds, the last number for all further ones; " +
        "without it, by size", Min = 0.000001, Max = 1e6)]
    public double[] Weights { get; init; } = [];

    [Key("weights that a training begins with: scratch (new ones) or previous (those of the round before)")]
    public RoundStart Start { get; init; }

    [Key("ends the rounds when success stops rising")]
    public StopFile? Stop { get; init; }
}

/// <summary>When rounds end early.</summary>
internal sealed record StopFile : YamlRecord
{
    [Key("smallest rise of the success rate from one round to the next, percentage points, with which they go on", Min = -100, Max = 100)]
    public double MinGain { get; init; } = 1;

    [Key("trials that decide it; on scenes of their own, so that held-out trials decide nothing", Min = 1, Max = 1_000_000)]
    public int Trials { get; init; } = 200;
}

/// <summary>How policies are evaluated.</summary>
internal sealed record EvaluateFile : YamlRecord
{
    [Key("number of held-out trials", Min = 1, Max = 100_000_000)]
    public int Trials { get; init; } = 100;

    [Key("whether the base policy is also evaluated with true beliefs")]
    public bool TrueBeliefs { get; init; } = true;

    [Key("whether to take the policy's most likely mode always, instead of sampling one")]
    public bool Greedy { get; init; }
}

/// <summary>A dataset of a run that an export can be made of.</summary>
internal enum ExportSource
{
    /// <summary>The source demonstrations.</summary>
    Demonstrations = 0,

    /// <summary>The generated demonstrations.</summary>
    Base = 1,

    /// <summary>The last round's source interventions.</summary>
    Interventions = 2,

    /// <summary>The last round's generated interventions.</summary>
    Igen = 3,
}

/// <summary>One file for another program.</summary>
internal sealed record ExportFile : YamlRecord
{
    [Key("the dataset: demonstrations, base, interventions or igen")]
    public required ExportSource Dataset { get; init; }

    [Key("the format: robomimic (HDF5) or lerobot (version 3.0)")]
    public ExportFormat Format { get; init; }

    [Key("which steps: all or recovery")]
    public ExportFilter Filter { get; init; }

    [Key("fraction of the episodes in mask/valid, or in the split val", Min = 0, Max = 1)]
    public double ValidFraction { get; init; }
}
