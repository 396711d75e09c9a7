using System.Globalization;
using System.Text.Json.Serialization;
using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>Sizes and hyperparameters that all cells of an experiment share.</summary>
public sealed record ExperimentProfile
{
    /// <summary>
    /// robomimic's network and training length with the paper's learning rate: 2000 epochs of 100 gradient steps, meant for a
    /// GPU.
    /// </summary>
    public static ExperimentProfile Paper { get; } = new()
    {
        Name = "paper",
        Hidden = 400,
        GradientSteps = 200_000,
        NormaliseObservations = false,
        CosineSchedule = false,
        AverageDecay = 0,
        SelectionTrials = 50,
        Checkpoints = 40,
        Trials = 50,
        Device = ComputeDevice.Cuda,
        LongTaskFactor = 1,
    };

    /// <summary>The smallest training that preserves the paper's conclusions, for two CPU cores.</summary>
    public static ExperimentProfile Cpu { get; } = new() { Name = "cpu", HasPaperProtocol = true };

    /// <summary>The profile's name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of scenes, beliefs and scripted operators.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of demonstrations or interventions collected from the operator.</summary>
    public int SourceEpisodes { get; init; } = 10;

    /// <summary>Number of episodes that MimicGen or I-Gen generates from them.</summary>
    public int GeneratedEpisodes { get; init; } = 1000;

    /// <summary>Control steps that a policy may use to recover by itself in a second round: 3 s.</summary>
    public int Patience { get; init; } = 60;

    /// <summary>LSTM units per layer; the network has two layers.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Gradient steps of every training, whatever the size of its data.</summary>
    public int GradientSteps { get; init; } = 4000;

    /// <summary>Factor on the gradient steps of the task with two subtasks, which has twice the motion and a grasp at any yaw.</summary>
    public int LongTaskFactor { get; init; } = 3;

    /// <summary>Learning rate of Adam, before the schedule.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Whether observations are normalised to mean 0 and deviation 1.</summary>
    public bool NormaliseObservations { get; init; } = true;

    /// <summary>Whether the learning rate follows half a cosine down.</summary>
    public bool CosineSchedule { get; init; } = true;

    /// <summary>Decay of the moving average of weights that is evaluated; 0 evaluates the last weights.</summary>
    public float AverageDecay { get; init; } = 0.995f;

    /// <summary>Rollouts per checkpoint that select the best one, in the test environment; 0 takes the last checkpoint.</summary>
    public int SelectionTrials { get; init; }

    /// <summary>Number of checkpoints compared.</summary>
    public int Checkpoints { get; init; } = 1;

    /// <summary>Checkpoints compared in the paper's protocol, spread evenly over a training.</summary>
    public const int PaperCheckpoints = 40;

    /// <summary>Rollouts per checkpoint in the paper's protocol.</summary>
    public const int PaperRollouts = 50;

    /// <summary>
    /// Whether tables also report the paper's protocol, besides the last checkpoint on held-out trials. Of no effect in a profile that
    /// selects in every training, and so follows it anyway.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasPaperProtocol { get; init; }

    /// <summary>Whether trainings keep checkpoints on their way, of which the paper's protocol chooses.</summary>
    internal bool KeepsCheckpoints => HasPaperProtocol && SelectionTrials == 0;

    /// <summary>Number of held-out trials per cell.</summary>
    public int Trials { get; init; } = 200;

    /// <summary>Number of trials per cell on an arm, real or virtual; the paper has 10.</summary>
    public int ArmTrials { get; init; } = 50;

    /// <summary>How a control step is divided into physics substeps.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<SteppingMode>))]
    public SteppingMode Stepping { get; init; }

    /// <summary>The device that policies are trained on.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Gradient steps of the trainings for a task.</summary>
    public int GradientStepsOf(string task) => task == "nut-and-peg-assembly" ? LongTaskFactor * GradientSteps : GradientSteps;

    /// <summary>
    /// The command that reproduces an experiment, with every option that decides its numbers and differs from the profile.
    /// </summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="selection">The selected cells.</param>
    public string CommandLine(string experiment, ExperimentSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ExperimentProfile usual = Find(Name);
        string Unless<T>(string option, T here, T there) =>
            Equals(here, there) ? "" : string.Create(CultureInfo.InvariantCulture, $" {option} {here}");
        string always = string.Create(
            CultureInfo.InvariantCulture, $"igen experiment {experiment} --profile {Name} --stepping {Stepping} --seed {Seed}");
        return always
            + Unless("--episodes", GeneratedEpisodes, usual.GeneratedEpisodes) + Unless("--steps", GradientSteps, usual.GradientSteps)
            + Unless("--trials", Trials, usual.Trials) + Unless("--device", Device, usual.Device).ToLowerInvariant()
            + Unless("--protocol", HasPaperProtocol ? "both" : "last", usual.HasPaperProtocol ? "both" : "last") + selection.Options
            + " --out DIR";
    }

    /// <summary>Finds a profile by name.</summary>
    /// <exception cref="UsageException">No profile has that name.</exception>
    public static ExperimentProfile Find(string name) => name switch
    {
        "cpu" => Cpu,
        "paper" => Paper,
        _ => throw new UsageException($"unknown profile '{name}'; known: cpu, paper"),
    };
}
