using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Makes sources that were recorded with objects of other shapes fit those of a task, by their key points.</summary>
/// <remarks>Immutable; any thread.</remarks>
public sealed class SourceShapes
{
    private readonly KeyPointWarp?[] _warps;
    private readonly IReadOnlyList<SubtaskSpec> _subtasks;

    /// <summary>Compares two tasks.</summary>
    /// <param name="source">The task in which the sources were recorded.</param>
    /// <param name="present">The task in which they are replayed.</param>
    /// <exception cref="UsageException">The tasks differ in objects, subtasks or key points by name, or have no key points.</exception>
    public SourceShapes(TaskSpec source, TaskSpec present)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(present);
        RequireAlike("objects", source.Objects, present.Objects, source.Name, present.Name);
        RequireAlike(
            "subtasks", [.. source.Subtasks.Select(subtask => subtask.Name)], [.. present.Subtasks.Select(subtask => subtask.Name)],
            source.Name, present.Name);
        if (source.KeyPoints.Count + present.KeyPoints.Count == 0)
        {
            throw new UsageException(
                $"neither '{source.Name}' nor '{present.Name}' has key points; give an object of each a few under key_points, by the " +
                "same " +
                "names");
        }

        _subtasks = present.Subtasks;
        _warps = [.. Enumerable.Range(0, present.Objects.Count).Select(obj => KeyPointWarp.Between(source, present, obj))];
    }

    /// <summary>The segment as its operator would have driven it with the task's own objects.</summary>
    public SourceSegment Fit(SourceSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        SubtaskSpec subtask = _subtasks[segment.Subtask];
        return segment.Carried(_warps[subtask.ReferenceObject], subtask.HeldObject is { } held ? _warps[held] : null);
    }

    private static void RequireAlike(string what, IReadOnlyList<string> old, IReadOnlyList<string> now, string oldTask, string task)
    {
        if (!old.SequenceEqual(now))
        {
            throw new UsageException(
                $"the {what} of '{oldTask}' are {string.Join(", ", old)}, and those of '{task}' are {string.Join(", ", now)}: motions " +
                "are only carried over between tasks with the same ones");
        }
    }
}
