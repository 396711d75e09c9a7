using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>How different the motions of a collected dataset's operator are from each other.</summary>
internal static class OperatorMotions
{
    // Episodes up to which all pairs of motions are compared; of more, reading them all would take long.
    private const int MaxCompared = 200;

    /// <summary>The measure by subtask; empty for other kinds of datasets, for many episodes, and where nobody drove.</summary>
    public static IReadOnlyList<(string Subtask, PathDiversity Diversity)> Of(EpisodeStore store)
    {
        if (store.Manifest.Kind is not (DatasetKind.Demonstrations or DatasetKind.Interventions) || store.Count is < 2 or > MaxCompared)
            return [];
        var rows = new List<(string, PathDiversity)>();
        IReadOnlyList<SubtaskSpec> subtasks = store.Manifest.Subtasks;
        ILookup<int, SourceSegment> segments = SegmentsOf(store).ToLookup(segment => segment.Subtask);
        for (int subtask = 0; subtask < subtasks.Count; subtask++)
        {
            if (PathDiversity.Of([.. segments[subtask]]) is { } diversity)
                rows.Add((subtasks[subtask].Name, diversity));
        }

        return rows;
    }

    // What no operator did, or what cannot be replayed, has no motions to compare; a description is given all the same.
    private static IReadOnlyList<SourceSegment> SegmentsOf(EpisodeStore store)
    {
        try
        {
            return SourceSegment.Extract(store, store.Manifest.Subtasks);
        }
        catch (UsageException)
        {
            return [];
        }
    }
}
