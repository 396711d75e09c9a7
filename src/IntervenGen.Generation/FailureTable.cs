using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Outcomes of the attempts that share a source episode, or the subtask at which they ended.</summary>
/// <param name="Key">Index of the source episode or subtask; −1 for attempts without one, or without a record of it.</param>
/// <param name="Report">Outcomes of these attempts.</param>
public sealed record FailureRow(int Key, RunReport Report)
{
    /// <summary>Number of attempts that were not kept.</summary>
    public long Failed => Report.Attempts - Report.Kept;
}

/// <summary>Failed attempts of a run by source episode and by subtask: where to look, and what to collect again.</summary>
/// <remarks>Filled by one thread at a time.</remarks>
public sealed class FailureTable
{
    private readonly SortedDictionary<int, RunReport> _sources = [], _subtasks = [];

    /// <summary>Counts one attempt under its source episode and its subtask.</summary>
    public void Add(in EpisodeSummary summary)
    {
        Of(_sources, summary.SourceEpisode).Add(summary);
        if (summary.Reason != AttemptReason.Kept)
            Of(_subtasks, summary.Subtask).Add(summary);
    }

    /// <summary>Outcomes by source episode, in ascending order; attempts that replayed none are under −1.</summary>
    public IEnumerable<FailureRow> BySource => _sources.Select(row => new FailureRow(row.Key, row.Value));

    /// <summary>Attempts that were not kept, by the subtask at which they ended.</summary>
    public IEnumerable<FailureRow> BySubtask => _subtasks.Select(row => new FailureRow(row.Key, row.Value));

    private static RunReport Of(SortedDictionary<int, RunReport> rows, int key)
    {
        if (!rows.TryGetValue(key, out RunReport? report))
            rows[key] = report = new RunReport();
        return report;
    }
}
