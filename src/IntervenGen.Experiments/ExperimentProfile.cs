using System.Globalization;
using System.Text.Json.Serialization;
using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>Sizes and hyperparameters that all cells of an experiment share.</summary>
public sealed record ExperimentProfile
{
    /// <summary>robomimic's network and length with the paper's learning rate: 2000 epochs of 100 steps, meant for a GPU.</summary>
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

    /// <summary>The smallest training that keeps the paper's conclusions on two cores.</summary>
    public static ExperimentProfile Cpu { get; } = new() { Name = "cpu" };

    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of scenes, beliefs and operators.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Demonstrations or interventions that the operator gives.</summary>
    public int SourceEpisodes { get; init; } = 10;

    /// <summary>Episodes that MimicGen or I-Gen makes of them.</summary>
    public int GeneratedEpisodes { get; init; } = 1000;

    /// <summary>Control steps that a policy has, in a second round, to recover by itself: 3 s.</summary>
    public int Patience { get; init; } = 60;

    /// <summary>LSTM units per layer, of two.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Gradient steps of every training, whatever its data.</summary>
    public int GradientSteps { get; init; } = 4000;

    /// <summary>How many times as long the task with two subtasks is trained: twice the motion, and a grasp at any yaw.</summary>
    public int LongTaskFactor { get; init; } = 3;

    /// <summary>Adam's learning rate.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Whether observations are shifted and scaled.</summary>
    public bool NormaliseObservations { get; init; } = true;

    /// <summary>Whether the learning rate falls along half a cosine.</summary>
    public bool CosineSchedule { get; init; } = true;

    /// <summary>Decay of the average of weights that is used; 0: the last weights are.</summary>
    public float AverageDecay { get; init; } = 0.995f;

    /// <summary>Rollouts that compare checkpoints, in the test environment; 0 takes the last checkpoint.</summary>
    public int SelectionTrials { get; init; }

    /// <summary>Checkpoints that are compared.</summary>
    public int Checkpoints { get; init; } = 1;

    /// <summary>Held-out trials per cell.</summary>
    public int Trials { get; init; } = 200;

    /// <summary>Trials per cell on an arm, real or virtual: the paper has 10.</summary>
    public int ArmTrials { get; init; } = 50;

    /// <summary>How physics substeps are chosen.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<SteppingMode>))]
    public SteppingMode Stepping { get; init; }

    /// <summary>Where policies are trained.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Gradient steps of a task's trainings.</summary>
    public int GradientStepsOf(string task) => task == "nut-and-peg-assembly" ? LongTaskFactor * GradientSteps : GradientSteps;

    /// <summary>The command that makes an experiment: every option that decides its numbers and is not the profile's own.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="selection">Which of its cells.</param>
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
            + Unless("--trials", Trials, usual.Trials) + Unless("--device", Device, usual.Device).ToLowerInvariant() + selection.Options +
                " --out DIR";
    }

    /// <summary>A profile by name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static ExperimentProfile Find(string name) => name switch
    {
        "cpu" => Cpu,
        "paper" => Paper,
        _ => throw new UsageException($"unknown profile '{name}'; known: cpu, paper"),
    };
}
