using IntervenGen.Interop;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Folders;

namespace IntervenGen.Cli.Commands.Common;

/// <summary>Options that several commands share; made anew for each, because a symbol belongs to one command.</summary>
internal sealed class CommonOptions
{
    public Option<string> Task { get; } = new Option<string>("--task")
    {
        Description =
            $"Task: {string.Join(", ", TaskCatalog.All.Select(entry => entry.Name))}. Without it, the task of the given data or policy.",
        DefaultValueFactory = _ => TaskCatalog.All[0].Name,
    }.Under(OptionGroup.Scene);

    public Option<string?> Robot { get; } = NewOption.Of<string?>(
        "--robot", $"Robot: {string.Join(", ", RobotFolder.BuiltIn)}, or a folder with a robot.yaml. Without it, that of the data or " +
        "policy, or of the task.").Under(OptionGroup.Scene);

    public ModelOptions Model { get; } = new("MJCF file to use instead of the task's own model.");

    public Option<ulong> Seed { get; } = NewOption.Of<ulong>(
        "--seed", "Seed from which every random stream derives.", 1).Under(OptionGroup.Scene);

    public Option<int> Lanes { get; } = NewOption.Of<int>(
        "--lanes", "Number of simulated environments; the result does not depend on it.", 16).AtLeast(1).Under(OptionGroup.Machine);

    public Option<int> Workers { get; } = NewOption.Of<int>(
        "--workers", "Number of pinned worker threads, at most one per core; the result does not depend on it.",
        Allocation.Current.Count).AtLeast(1).Under(OptionGroup.Machine);

    public Option<SteppingMode> Stepping { get; } = NewOption.Of<SteppingMode>(
        "--stepping", "Physics substeps: Fixed (25 of 2 ms) or Adaptive (5 of 10 ms where nothing can be touched, 10 of 5 ms where " +
        "contact is slow).", SteppingMode.Fixed).Under(OptionGroup.Scene);

    public Option<PhysicsKernelLevel> Kernels { get; } = NewOption.Of<PhysicsKernelLevel>(
        "--kernels", "Vector instructions for the physics; all give the same result, and Off, MuJoCo as it is, one that differs in its " +
        "last bits.", PhysicsKernelLevel.Auto).Under(OptionGroup.Machine);

    public Option<PolicyInference> Inference { get; } = NewOption.Of<PolicyInference>(
        "--inference", "Where the policy is evaluated: Kernel (each worker, on the CPU), Batched (libtorch on the CPU, one thread for " +
        "all workers) or Cuda (the same on a GPU).", PolicyInference.Kernel).Under(OptionGroup.Machine);

    public Option<Observability> Observability { get; } = NewOption.Of<Observability>(
        "--observability", "What the first contact reveals: Full (the true pose), Partial (something coarser; nut-insertion: where the " +
        "contact was, two-piece-assembly: which way to go), Force (nothing: a sensor at the wrist feels it), Touch (and the last touch " +
        "is remembered), Nothing, or OnRequest (contact is not felt; the truth comes when the robot asks).", Core.Observability.Full)
        .Under(OptionGroup.Scene);

    public Option<double> Drops { get; } = NewOption.Of<double>(
        "--drops", "Chance that the hand loses what it carries in an episode, once, on the way: what it holds from the start, or has " +
        "lifted by 3 cm.").Within(0, 1).Under(OptionGroup.Scene);

    public Option<double> BeliefError { get; } = NewOption.Of<double>(
        "--belief-error", "Factor on the distance of wrong beliefs from the truth; 1 is the task's own, listed by 'igen tasks'.", 1)
        .Within(0, SimulatedTask.MaxBeliefError).Under(OptionGroup.Scene);

    public Option<ErrorKind> Error { get; } = NewOption.Of<ErrorKind>(
        "--error", "How beliefs are wrong: Own (as the task says), Drift, Delay, Dropout, Yaw, Scale, or Mixture (one of all, drawn for " +
        "every episode).", ErrorKind.Own).Under(OptionGroup.Scene);

    public Option<bool> MixArithmetic { get; } = NewOption.Of<bool>(
        "--mix-arithmetic", "Continue the result of a machine whose arithmetic rounds differently; it then names both, and no single " +
        "machine can repeat it.").Under(OptionGroup.Machine);

    public Option<string> Out { get; } = NewOption.Required<string>("--out", "Folder or file of the result.");

    public CommonOptions() => Task.CompletionSources.Add([.. TaskCatalog.All.Select(entry => entry.Name)]);

    /// <summary>The requested task; without one, the task of the data or policy at hand.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ofInput">Names the input's task; null: there is no input to follow.</param>
    public string TaskOf(ParseResult parsed, Func<string>? ofInput = null) =>
        ofInput is not null && parsed.GetResult(Task) is null or { Implicit: true } ? ofInput() : parsed.GetValue(Task)!;

    /// <summary>Opens the task and its lanes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="input">The data or policy at hand, whose task and robot are opened where no others are asked for.</param>
    public Workspace Open(ParseResult parsed, RunInput? input = null) =>
        Workspace.Open(new WorkspaceOptions
        {
            Task = TaskOf(parsed, input is null ? null : () => input.Task),
            Robot = parsed.GetValue(Robot) ?? input?.Robot,
            Model = Model.Of(parsed),
            Observability = parsed.GetResult(Observability) is null or { Implicit: true } && input?.Feels is { } felt
                ? felt
                : parsed.GetValue(Observability),
            Lanes = parsed.GetValue(Lanes),
            Workers = parsed.GetValue(Workers),
            Stepping = parsed.GetValue(Stepping),
            Inference = parsed.GetValue(Inference),
            BeliefError = parsed.GetValue(BeliefError),
            Error = parsed.GetValue(Error),
            Drops = parsed.GetValue(Drops),
            Kernels = parsed.GetValue(Kernels),
        });

    /// <summary>Adds where a policy is evaluated, for commands that use one.</summary>
    public Command AddInferenceTo(Command command) => command.With(Inference);

    /// <summary>Adds task, robot, model, lanes, workers and seed to a command.</summary>
    public Command AddTo(Command command) =>
        Model.AddTo(command.With(Task, Robot)).With(
            Seed, Lanes, Workers, Kernels, Stepping, Observability, Error, Drops, BeliefError, Telemetry.Option);
}
