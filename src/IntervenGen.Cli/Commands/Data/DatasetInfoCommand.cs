using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen dataset info</c>: what a dataset holds, what it was made from, and where attempts failed.</summary>
internal static class DatasetInfoCommand
{
    // All of a usual handful; of hundreds of source episodes the worst.
    private const int MaxSources = 20;

    public static Command Create()
    {
        Argument<string> folder = new("dataset") { Description = "Dataset folder." };
        var command = new Command(
            "info",
            "Show what a dataset holds, which sources and policy it was made from, and where its attempts failed.\n\n" +
            "Example:  igen dataset info igen.igen");
        command.With(folder);
        return command.WithBody((parsed, reporter) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            DatasetDescription dataset = DatasetDescription.Of(store);
            PrintContent(dataset, reporter);
            PrintOrigin(dataset.Provenance, reporter);
            PrintFailures(dataset, reporter);
            reporter.Json(dataset.ToJson());
        });
    }

    private static void PrintContent(DatasetDescription dataset, Reporter reporter)
    {
        EpisodeStore store = dataset.Store;
        StoreManifest manifest = store.Manifest;
        int[] lengths = [.. Enumerable.Range(0, store.Count).Select(store.StepsOf)];
        string who = manifest.Operator.Length > 0 ? manifest.Operator : "none";
        string state = manifest.IsComplete ? "complete" : "not complete: the same command continues it";
        string length = lengths.Length > 0 ? $"{lengths.Min()} to {lengths.Max()}, mean {lengths.Average():0.0}" : "none";
        string simulator = manifest.Versions.MuJoCo.Length > 0 ? $"MuJoCo {manifest.Versions.MuJoCo}" : "not simulated here";
        reporter.Result($"{store.Folder}: {manifest.Kind.Name()} of {manifest.Task}, operator: {who}, {state}");
        reporter.Result(
            $"  {store.Count} episodes, {store.StepCount} steps of {store.Layout.Stride} bytes " +
            $"({store.StepCount * (double)store.Layout.Stride / 1e6:0.0} MB), {store.ShardCount} shards, length {length}");
        reporter.Result($"  {store.AttemptCount} attempts: {ReasonCounts.ToJson(dataset.Report.CountReasons()).ToJsonString()}");
        reporter.Result(
            $"  seed {manifest.Seed}, model {manifest.ModelHash}, IntervenGen {manifest.Versions.IntervenGen}, {simulator}, " +
            $"operator time {manifest.OperatorSeconds:0.0} s");
        if (store.RecoveredTail is { } tail)
            reporter.Result($"  {tail}");
    }

    private static void PrintOrigin(Provenance provenance, Reporter reporter)
    {
        foreach (MadeFrom source in provenance.Sources)
            reporter.Result($"  source: {Describe(source)}");
        if (provenance.Policy is { } policy)
            reporter.Result($"  policy: {Describe(policy)}");

        static string Describe(MadeFrom made) => made.Path is { } path
            ? $"{path} (digest {made.Digest})"
            : $"digest {made.Digest}; nothing beside this dataset has it";
    }

    private static void PrintFailures(DatasetDescription dataset, Reporter reporter)
    {
        FailureRow[] subtasks = [.. dataset.Failures.BySubtask], sources = [.. dataset.Failures.BySource];
        if (subtasks.Length == 0)
            return;
        reporter.Result("  not kept, by the subtask they ended in:");
        foreach (FailureRow row in subtasks)
            reporter.Result($"    {dataset.Subtask(row.Key) ?? "not recorded",-16} {row.Failed,6}   {Reasons(row)}");
        if (!sources.Any(row => row.Key >= 0))
            return;
        string which = sources.Length > MaxSources ? $", the {MaxSources} with the most failures of {sources.Length}" : "";
        reporter.Result($"  by source episode{which}:");
        IEnumerable<FailureRow> shown =
            sources.Length > MaxSources ? sources.OrderByDescending(row => row.Failed).Take(MaxSources) : sources;
        foreach (FailureRow row in shown)
        {
            string source = row.Key < 0 ? "none yet" : row.Key.ToString(CultureInfo.InvariantCulture);
            string reasons = row.Failed > 0 ? $"   {Reasons(row)}" : "";
            reporter.Result($"    {source,-16} {row.Report.Kept,6} kept of {row.Report.Attempts}{reasons}");
        }
    }

    private static string Reasons(FailureRow row) => string.Join(", ", ReasonCounts.ToJson(row.Report.CountReasons())
        .Where(reason => reason.Key != "kept").Select(reason => $"{reason.Key} {reason.Value}"));
}
