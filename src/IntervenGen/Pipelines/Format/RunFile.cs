using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen;

/// <summary>A run as its YAML file describes it: the whole loop on one task, any number of rounds.</summary>
/// <remarks>Lengths in metres, angles in radians, times in control steps of 50 ms. Immutable.</remarks>
internal sealed record RunFile : YamlRecord
{
    [Key("the task: a built-in one's name, or a folder with a task.yaml")]
    public required YamlName Task { get; init; }

    [Key("the robot: a built-in one's name, or a folder with a robot.yaml; without it, the task's own")]
    public YamlName? Robot { get; init; }

    [Key("seed from which every random number derives", Min = 0)]
    public int Seed { get; init; } = 1;

    [Key(
        "what the first contact reveals: full (the true pose), partial, force (nothing: the wrist feels it), touch (and the last touch " +
        "is remembered), nothing, or on_request (contact is not felt; the truth comes when the robot asks by method.trigger)")]
    public Observability Observability { get; init; }

    [Key("factor on the distance of wrong beliefs from the truth", Min = 0, Max = SimulatedTask.MaxBeliefError)]
    public double BeliefError { get; init; } = 1;

    [Key("how beliefs are wrong: own (as the task says), drift, delay, dropout, yaw, scale, or mixture (one, drawn for every episode)")]
    public ErrorKind Errors { get; init; }

    [Key("chance that the hand loses what it carries in an episode, once, on the way", Min = 0, Max = 1)]
    public double Drops { get; init; }

    [Key("physics substeps: fixed, or adaptive (faster, and less tried)")]
    public SteppingMode Stepping { get; init; }

    [Key("where policies are evaluated: kernel (each worker), batched (libtorch, one thread for all) or cuda")]
    public PolicyInference Inference { get; init; }

    [Key("demonstrations with true beliefs: what the base policy learns from")]
    public DemonstrationsFile Demonstrations { get; init; } = new();

    [Key("a base policy, or base data, that is there already")]
    public BaseFile Base { get; init; } = new();

    [Key("interventions on the policy's mistakes: what makes it robust")]
    public InterventionsFile Interventions { get; init; } = new();

    [Key("how segments are selected, moved and joined")]
    public MethodFile Method { get; init; } = new();

    [Key("how policies are trained")]
    public TrainFile Train { get; init; } = new();

    [Key("how often collecting, generating and training are repeated, on the policy of the round before")]
    public RoundsFile Rounds { get; init; } = new();

    [Key("how policies are evaluated: on scenes and errors that nothing was trained on")]
    public EvaluateFile Evaluate { get; init; } = new();

    [Key("files for other programs, made of datasets of the last round")]
    public ExportFile[] Exports { get; init; } = [];

    [Key("variants of this file, by name: what each says instead")]
    public Named<YamlMap>[] Variants { get; init; } = [];

    [Key("lists of values for keys, such as 'seed: [1, 2]' or 'train.hidden: [64, 128]'; every combination is run")]
    public YamlMap? Sweep { get; init; }
}

/// <summary>Where demonstrations come from, and how many are made of them.</summary>
internal sealed record DemonstrationsFile : YamlRecord
{
    [Key("where they come from: operator (the task's scripted one), person (in the browser), datasets, or HDF5 files")]
    public YamlName[] From { get; init; } = [new("operator", default)];

    [Key("number of source demonstrations of the operator or person", Min = 1, Max = 1_000_000)]
    public int Episodes { get; init; } = 10;

    [Key("largest number of attempts of the operator; without it, ten per episode and at least a hundred", Min = 1, Max = int.MaxValue)]
    public int? MaxAttempts { get; init; }

    [Key("number of demonstrations that MimicGen makes of them; 0 learns from the sources alone", Min = 0, Max = 100_000_000)]
    public int Generate { get; init; } = 1000;

    [Key("largest number of attempts to make them; without it, ten per episode", Min = 1, Max = int.MaxValue)]
    public int? GenerateAttempts { get; init; }
}

/// <summary>What of the base is there already.</summary>
internal sealed record BaseFile : YamlRecord
{
    [Key("a policy to begin with instead of training one: whatever igen evaluate takes")]
    public YamlName? Policy { get; init; }

    [Key("datasets of demonstrations to learn from instead of collecting and generating some")]
    public YamlName[] Data { get; init; } = [];
}

/// <summary>Where interventions come from, and how many are made of them.</summary>
internal sealed record InterventionsFile : YamlRecord
{
    [Key("where they come from: operator (the task's scripted one), person (in the browser), datasets, or HDF5 files")]
    public YamlName[] From { get; init; } = [new("operator", default)];

    [Key("whether the mistakes are made on purpose, and replayed with the recoveries: no policy acts, collecting or generating")]
    public bool Offline { get; init; }

    [Key("number of source interventions of the operator or person, in every round", Min = 1, Max = 1_000_000)]
    public int Episodes { get; init; } = 10;

    [Key(
        "largest number of attempts of the operator; without it, forty per episode, and a hundred with patience", Min = 1,
        Max = int.MaxValue)]
    public int? MaxAttempts { get; init; }

    [Key("number of interventions that I-Gen makes of them, in every round; 0 learns from the sources alone", Min = 0, Max = 100_000_000)]
    public int Generate { get; init; } = 1000;

    [Key("largest number of attempts to make them; without it, ten per episode, and a hundred with patience", Min = 1, Max = int.MaxValue)]
    public int? GenerateAttempts { get; init; }
}
