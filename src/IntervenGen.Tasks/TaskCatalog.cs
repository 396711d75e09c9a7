using IntervenGen.Core;
using IntervenGen.Tasks.Folders;

namespace IntervenGen.Tasks;

/// <summary>All tasks, found by name; and tasks of folders, found by their path.</summary>
public static class TaskCatalog
{
    /// <summary>Every built-in task, in the paper's order.</summary>
    public static IReadOnlyList<TaskEntry> All { get; } =
    [
        .. ((string[])["nut-insertion", "two-piece-assembly", "coffee", "nut-and-peg-assembly", "block-grasp"])
            .Select(name => new TaskEntry(name, () => TaskFolder.BuiltIn(name))),
    ];

    /// <summary>Finds a task by name, or by the path of its folder.</summary>
    /// <exception cref="UsageException">No task has that name, and no folder with a task has that path; the message names the
    /// nearest.</exception>
    public static TaskEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (All.FirstOrDefault(entry => entry.Name == name) is { } known)
            return known;
        if (TaskFolder.Is(name))
            return new TaskEntry(TaskFolder.Read(name));
        string[] names = [.. All.Select(entry => entry.Name)];
        throw new UsageException(name.Contains('/', StringComparison.Ordinal) || Directory.Exists(name)
            ? $"'{name}' is no folder with a {TaskFolder.FileName}; 'igen task new {name}' makes one"
            : $"unknown task '{name}'; did you mean '{NearestName.Of(name, names)}'? Known tasks: {string.Join(", ", names)}; " +
                "or the path of a task's folder");
    }
}
