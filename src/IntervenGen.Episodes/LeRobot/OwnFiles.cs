using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Our own files in an export, <c>meta/igen</c>: what the run was, and its attempts. LeRobot passes them by.</summary>
internal static class OwnFiles
{
    /// <summary>Version of these files.</summary>
    public const int Version = 1;

    /// <summary>Columns of the table of attempts, in order; episode and stored steps are −1 where no steps were kept.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "attempt", "kind", "end", "reason", "steps", "mistake_steps", "source_episode", "subtask", "stored_steps", "episode_index",
        "first_step",
    ];

    /// <summary>Writes them.</summary>
    /// <param name="plan">The export.</param>
    /// <param name="store">What was exported.</param>
    /// <param name="options">How.</param>
    /// <param name="rows">The episodes written.</param>
    public static void Write(LeRobotPlan plan, EpisodeStore store, LeRobotExportOptions options, IReadOnlyList<ExportedEpisode> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(plan[LeRobotNames.Manifest])!);
        File.WriteAllBytes(plan[LeRobotNames.Manifest], store.Manifest.ToJson());
        var export = new JsonObject { ["version"] = Version, ["filter"] = options.Filter.ToString() };
        File.WriteAllText(plan[LeRobotNames.Export], export.ToJsonString(LeRobotJson.Indented));
        long[][] table = [.. Table(store, options.Filter, rows)];
        using ParquetSheet sheet = ParquetSheet.Create(
            plan[LeRobotNames.Attempts], Columns.Select(name => new SheetColumn(name, "int64")), new Dictionary<string, string>(),
            new ListLevels());
        sheet.BeginRows(table.Length);
        for (int i = 0; i < Columns.Count; i++)
            sheet.Write<long>(table.Select(row => row[i]).ToArray());
        sheet.EndRows();
        sheet.Complete();
    }

    // With every attempt an import has the digest of the original; of a part of them, only what was written is told.
    private static IEnumerable<long[]> Table(EpisodeStore store, ExportFilter filter, IReadOnlyList<ExportedEpisode> rows)
    {
        ILookup<long, ExportedEpisode> byAttempt = rows.ToLookup(row => row.Attempt);
        for (int attempt = 0, episode = 0; attempt < store.AttemptCount; attempt++)
        {
            EpisodeSummary summary = store.Attempt(attempt);
            bool hasSteps = episode < store.Count && store.Summary(episode).Attempt == summary.Attempt;
            int stored = hasSteps ? store.StepsOf(episode++) : -1;
            foreach (ExportedEpisode row in byAttempt[summary.Attempt])
                yield return Row(summary, row.Steps, row.Episode, row.FirstStep);
            if (filter == ExportFilter.All && !byAttempt.Contains(summary.Attempt))
                yield return Row(summary, stored, -1, 0);
        }
    }

    private static long[] Row(in EpisodeSummary summary, long stored, long episode, long first) =>
    [
        summary.Attempt, (long)summary.Kind, (long)summary.End, (long)summary.Reason, summary.Steps, summary.MistakeSteps,
        summary.SourceEpisode, summary.Subtask, stored, episode, first,
    ];
}
