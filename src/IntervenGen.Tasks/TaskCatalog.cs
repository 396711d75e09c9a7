using IntervenGen.Core;
using IntervenGen.Tasks.BlockGrasp;
using IntervenGen.Tasks.Coffee;
using IntervenGen.Tasks.NutAndPegAssembly;
using IntervenGen.Tasks.NutInsertion;
using IntervenGen.Tasks.TwoPieceAssembly;

namespace IntervenGen.Tasks;

/// <summary>All tasks, found by name.</summary>
public static class TaskCatalog
{
    /// <summary>Every task, in the paper's order.</summary>
    public static IReadOnlyList<TaskEntry> All { get; } =
    [
        new("nut-insertion", true, options => new NutInsertionTask(options), () => new NutInsertionOperator()),
        new("two-piece-assembly", true, options => new TwoPieceAssemblyTask(options), () => new TwoPieceAssemblyOperator()),
        new("coffee", false, options => new CoffeeTask(options), () => new CoffeeOperator()),
        new("nut-and-peg-assembly", false, options => new NutAndPegAssemblyTask(options), () => new NutAndPegAssemblyOperator()),
        new("block-grasp", false, options => new BlockGraspTask(options), () => new BlockGraspOperator()),
    ];

    /// <summary>Finds a task by name.</summary>
    /// <exception cref="UsageException">No task has that name; the message names the nearest.</exception>
    public static TaskEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new UsageException(
            $"unknown task '{name}'; did you mean '{NearestName.Of(name, All.Select(entry => entry.Name))}'? " +
            $"Known tasks: {string.Join(", ", All.Select(entry => entry.Name))}");
}
