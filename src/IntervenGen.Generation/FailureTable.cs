using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>How the attempts that share something ended: a source episode, or the subtask they were at.</summary>
/// <param name="Key">Index of the source episode or subtask; −1 where an attempt has none, or none is recorded.</param>
/// <param name="Report">Their outcomes.</param>
public sealed record FailureRow(int Key, RunReport Report)
{
    /// <summary>Attempts that were not kept.</summary>
    public long Failed => Report.Attempts - Report.Kept;
}

/// <summary>Which source episodes and which subtasks a run's attempts failed at: where to look, and what to collect again.</summary>
/// <remarks>Filled by one thread.</remarks>
public sealed class FailureTable
{
    private readonly SortedDictionary<int, RunReport> _sources = [], _subtasks = [];

    /// <summary>Counts one attempt.</summary>
    public void Add(in EpisodeSummary summary)
    {
        Of(_sources, summary.SourceEpisode).Add(summary);
        if (summary.Reason != AttemptReason.Kept)
            Of(_subtasks, summary.Subtask).Add(summary);
    }

    /// <summary>By source episode, in the order of their numbers; attempts that came to none are under −1.</summary>
    public IEnumerable<FailureRow> BySource => _sources.Select(row => new FailureRow(row.Key, row.Value));

    /// <summary>Attempts that were not kept, by the subtask they ended in.</summary>
    public IEnumerable<FailureRow> BySubtask => _subtasks.Select(row => new FailureRow(row.Key, row.Value));

    private static RunReport Of(SortedDictionary<int, RunReport> rows, int key)
    {
        if (!rows.TryGetValue(key, out RunReport? report))
            rows[key] = report = new RunReport();
        return report;
    }
}
