using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>A dataset's description as lines for a person.</summary>
internal static class DatasetText
{
    // All of a usual handful; of hundreds of source episodes the worst.
    private const int MaxSources = 20;

    /// <summary>Content, origin and failures, in this order.</summary>
    public static IEnumerable<string> ToLines(this DatasetDescription dataset) =>
        [.. Content(dataset), .. Origin(dataset.Store.Manifest.Config, dataset.Provenance), .. Diversity(dataset), .. Failures(dataset)];

    private static IEnumerable<string> Content(DatasetDescription dataset)
    {
        EpisodeStore store = dataset.Store;
        StoreManifest manifest = store.Manifest;
        int[] lengths = [.. Enumerable.Range(0, store.Count).Select(store.StepsOf)];
        string who = manifest.Operator.Length > 0 ? manifest.Operator : "none";
        string state = manifest.IsComplete ? "complete" : "not complete: the same command continues it";
        string length = lengths.Length > 0 ? $"{lengths.Min()} to {lengths.Max()}, mean {lengths.Average():0.0}" : "none";
        string simulator = manifest.Versions.MuJoCo.Length > 0 ? $"MuJoCo {manifest.Versions.MuJoCo}" : "not simulated here";
        yield return $"{store.Folder}: {manifest.Kind.Name()} of {manifest.Task}, operator: {who}, {state}";
        yield return
            $"  {store.Count} episodes, {store.StepCount} steps of {store.Layout.Stride} bytes " +
            $"({store.StepCount * (double)store.Layout.Stride / 1e6:0.0} MB), {store.ShardCount} shards, length {length}";
        yield return $"  {store.AttemptCount} attempts: {ReasonCounts.ToJson(dataset.Report.CountReasons()).ToJsonString()}";
        yield return
            $"  seed {manifest.Seed}, robot {EpisodeReplayer.RobotOf(manifest)}, model {manifest.ModelHash}, " +
            $"IntervenGen {manifest.Versions.IntervenGen}, {simulator}, " +
            $"operator time {manifest.OperatorSeconds:0.0} s";
        if (store.RecoveredTail is { } tail)
            yield return $"  {tail}";
    }

    private static IEnumerable<string> Origin(JsonObject config, Provenance provenance)
    {
        // What is as usual is not in a manifest.
        string[] settings = [.. config
            .Where(entry => entry.Value is JsonValue && entry.Key is not ("policy" or EpisodeReplayer.RobotKey))
            .Select(entry => $"{entry.Key} {entry.Value}")];
        if (settings.Length > 0)
            yield return $"  made with: {string.Join(", ", settings)}";
        foreach (MadeFrom source in provenance.Sources)
            yield return $"  source: {Describe(source)}";
        if (provenance.Policy is { } policy)
            yield return $"  policy: {Describe(policy)}";

        static string Describe(MadeFrom made) => made.Path is { } path
            ? $"{path} (digest {made.Digest})"
            : $"digest {made.Digest}; nothing beside this dataset has it";
    }

    private static IEnumerable<string> Diversity(DatasetDescription dataset)
    {
        foreach ((string subtask, PathDiversity diversity) in dataset.Diversity)
        {
            string apart = (1000 * diversity.PathDistance).ToString("0", CultureInfo.InvariantCulture);
            string spread = (100 * diversity.LengthSpread).ToString("0", CultureInfo.InvariantCulture);
            yield return $"  the operator's motions of '{subtask}': two of {diversity.Segments} are {apart} mm apart on average, " +
                $"lengths differ by {spread} %";
        }
    }

    private static IEnumerable<string> Failures(DatasetDescription dataset)
    {
        FailureRow[] subtasks = [.. dataset.Failures.BySubtask], sources = [.. dataset.Failures.BySource];
        if (subtasks.Length == 0)
            yield break;
        yield return "  not kept, by the subtask they ended in:";
        foreach (FailureRow row in subtasks)
            yield return $"    {dataset.Subtask(row.Key) ?? "not recorded",-16} {row.Failed,6}   {Reasons(row)}";
        if (!sources.Any(row => row.Key >= 0))
            yield break;
        string which = sources.Length > MaxSources ? $", the {MaxSources} with the most failures of {sources.Length}" : "";
        yield return $"  by source episode{which}:";
        IEnumerable<FailureRow> shown =
            sources.Length > MaxSources ? sources.OrderByDescending(row => row.Failed).Take(MaxSources) : sources;
        foreach (FailureRow row in shown)
        {
            string source = row.Key < 0 ? "none yet" : row.Key.ToString(CultureInfo.InvariantCulture);
            string reasons = row.Failed > 0 ? $"   {Reasons(row)}" : "";
            yield return $"    {source,-16} {row.Report.Kept,6} kept of {row.Report.Attempts}{reasons}";
        }
    }

    private static string Reasons(FailureRow row) => string.Join(", ", ReasonCounts.ToJson(row.Report.CountReasons())
        .Where(reason => reason.Key != "kept").Select(reason => $"{reason.Key} {reason.Value}"));
}
