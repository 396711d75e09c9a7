using IntervenGen.Core;
using IntervenGen.Simulation;
using IntervenGen.Tasks.NutInsertion;

namespace IntervenGen.Tasks;

/// <summary>One task that can be opened by name.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Open">Compiles the task's model; an MJCF text given replaces the built-in one.</param>
/// <param name="CreateOperator">Makes a scripted operator for one lane.</param>
public sealed record TaskEntry(
    string Name, Func<string?, SimulatedTask> Open, Func<IOperator> CreateOperator);

/// <summary>All tasks, by name.</summary>
public static class TaskCatalog
{
    /// <summary>Every task, in the order of the paper.</summary>
    public static IReadOnlyList<TaskEntry> All { get; } =
    [
        new("nut-insertion", xml => new NutInsertionTask(xml), () => new NutInsertionOperator()),
    ];

    /// <summary>Finds a task.</summary>
    /// <exception cref="UsageException">There is none; the message names the nearest.</exception>
    public static TaskEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new UsageException(
            $"unknown task '{name}'; did you mean '{NearestName.Of(name, All.Select(entry => entry.Name))}'? " +
            $"Known tasks: {string.Join(", ", All.Select(entry => entry.Name))}");
}
