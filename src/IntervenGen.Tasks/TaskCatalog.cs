using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
using IntervenGen.Tasks.BlockGrasp;
using IntervenGen.Tasks.Coffee;
using IntervenGen.Tasks.NutAndPegAssembly;
using IntervenGen.Tasks.NutInsertion;
using IntervenGen.Tasks.TwoPieceAssembly;

namespace IntervenGen.Tasks;

/// <summary>What the robot learns when the trigger first fires.</summary>
public enum Observability
{
    /// <summary>The true object poses.</summary>
    Full = 0,

    /// <summary>Something coarser that still tells where to go; each task says what.</summary>
    Partial = 1,
}

/// <summary>How a task is to be opened.</summary>
/// <param name="Mjcf">The model in place of the built-in one.</param>
/// <param name="Observability">What the trigger reveals.</param>
/// <param name="Names">What that model calls the elements of the task; by default what the task calls them.</param>
public sealed record TaskOptions(MjcfSource? Mjcf = null, Observability Observability = Observability.Full, ElementNames? Names = null);

/// <summary>One task that can be opened by name.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="HasPartialObservability">Whether <see cref="Observability.Partial"/> means something here.</param>
/// <param name="Create">Compiles the task's model.</param>
/// <param name="CreateOperator">Makes a scripted operator for one lane.</param>
public sealed record TaskEntry(
    string Name, bool HasPartialObservability, Func<TaskOptions, SimulatedTask> Create, Func<IOperator> CreateOperator)
{
    /// <summary>Compiles the task's model.</summary>
    /// <exception cref="UsageException">The task has no such observability, the MJCF does not compile, or it lacks something.</exception>
    public SimulatedTask Open(TaskOptions? options = null)
    {
        options ??= new TaskOptions();
        return options.Observability == Observability.Full || HasPartialObservability
            ? Create(options)
            : throw new UsageException($"task '{Name}' knows only full observability on contact");
    }
}

/// <summary>All tasks, by name.</summary>
public static class TaskCatalog
{
    /// <summary>Every task, in the order of the paper.</summary>
    public static IReadOnlyList<TaskEntry> All { get; } =
    [
        new("nut-insertion", true, options => new NutInsertionTask(options), () => new NutInsertionOperator()),
        new("two-piece-assembly", true, options => new TwoPieceAssemblyTask(options), () => new TwoPieceAssemblyOperator()),
        new("coffee", false, options => new CoffeeTask(options), () => new CoffeeOperator()),
        new("nut-and-peg-assembly", false, options => new NutAndPegAssemblyTask(options), () => new NutAndPegAssemblyOperator()),
        new("block-grasp", false, options => new BlockGraspTask(options), () => new BlockGraspOperator()),
    ];

    /// <summary>Finds a task.</summary>
    /// <exception cref="UsageException">There is none; the message names the nearest.</exception>
    public static TaskEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new UsageException(
            $"unknown task '{name}'; did you mean '{NearestName.Of(name, All.Select(entry => entry.Name))}'? " +
            $"Known tasks: {string.Join(", ", All.Select(entry => entry.Name))}");
}
