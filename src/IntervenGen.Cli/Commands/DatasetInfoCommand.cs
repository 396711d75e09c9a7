using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen.Cli.Commands;

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
            "What a dataset holds, which sources and policy made it, and which of them its attempts failed with.\n\n" +
            "Example:  igen dataset info igen.igen");
        command.Arguments.Add(folder);
        return command.WithBody((parsed, reporter) =>
        {
            using EpisodeStore store = EpisodeStore.Open(parsed.GetValue(folder)!);
            var report = new RunReport();
            var failures = new FailureTable();
            for (int i = 0; i < store.AttemptCount; i++)
            {
                report.Add(store.Attempt(i));
                failures.Add(store.Attempt(i));
            }

            var json = new JsonObject();
            Describe(store, report, reporter, json);
            Name(Provenance.Of(store), reporter, json);
            Tell(store.Manifest, failures, reporter, json);
            reporter.Json(json);
            return Invocation.Done;
        });
    }

    private static void Describe(EpisodeStore store, RunReport report, Reporter reporter, JsonObject json)
    {
        StoreManifest manifest = store.Manifest;
        int[] lengths = [.. Enumerable.Range(0, store.Count).Select(store.StepsOf)];
        JsonObject reasons = ReasonWords.ToJson(report.ReasonCounts());
        double bytes = store.StepCount * (double)store.Layout.Stride;
        reporter.Result($"{store.Folder}: {manifest.Kind} of {manifest.Task}, operator: {(manifest.Operator.Length > 0 ? manifest.Operator : "none")}, {(manifest.IsComplete ? "complete" : "not complete: the same command continues it")}");
        reporter.Result($"  {store.Count} episodes, {store.StepCount} steps of {store.Layout.Stride} bytes ({bytes / 1e6:0.0} MB), {store.ShardCount} shards, length {(lengths.Length > 0 ? $"{lengths.Min()} to {lengths.Max()}, mean {lengths.Average():0.0}" : "none")}");
        reporter.Result($"  {store.AttemptCount} attempts: {reasons.ToJsonString()}");
        reporter.Result($"  seed {manifest.Seed}, model {manifest.ModelHash}, IntervenGen {manifest.Versions.IntervenGen}, {(manifest.Versions.MuJoCo.Length > 0 ? $"MuJoCo {manifest.Versions.MuJoCo}" : "not simulated here")}, operator time {manifest.OperatorSeconds:0.0} s");
        if (store.RecoveredTail is { } tail)
            reporter.Result($"  {tail}");
        json["dataset"] = store.Folder;
        json["task"] = manifest.Task;
        json["kind"] = manifest.Kind;
        json["operator"] = manifest.Operator;
        json["complete"] = manifest.IsComplete;
        json["episodes"] = store.Count;
        json["attempts"] = store.AttemptCount;
        json["steps"] = store.StepCount;
        json["bytes_per_step"] = store.Layout.Stride;
        json["shards"] = store.ShardCount;
        json["seed"] = manifest.Seed;
        json["operator_seconds"] = manifest.OperatorSeconds;
        json["model_hash"] = manifest.ModelHash;
        json["mujoco"] = manifest.Versions.MuJoCo;
        json["reasons"] = reasons;
        json["config"] = manifest.Config.DeepClone();
    }

    private static void Name(Provenance provenance, Reporter reporter, JsonObject json)
    {
        foreach (MadeFrom source in provenance.Sources)
            reporter.Result($"  source: {Describe(source)}");
        if (provenance.Policy is { } policy)
            reporter.Result($"  policy: {Describe(policy)}");
        json["sources"] = new JsonArray([.. provenance.Sources.Select(Json)]);
        json["policy"] = provenance.Policy is { } made ? Json(made) : null;

        static string Describe(MadeFrom made) => made.Path is { } path
            ? $"{path} (digest {made.Digest})"
            : $"digest {made.Digest}; nothing beside this dataset has it";

        static JsonNode Json(MadeFrom made) => new JsonObject { ["digest"] = made.Digest, ["path"] = made.Path };
    }

    private static void Tell(StoreManifest manifest, FailureTable failures, Reporter reporter, JsonObject json)
    {
        FailureRow[] subtasks = [.. failures.BySubtask], sources = [.. failures.BySource];
        string Subtask(int index) => index >= 0 && index < manifest.Subtasks.Count ? manifest.Subtasks[index].Name : "not recorded";
        if (subtasks.Length > 0)
        {
            reporter.Result("  not kept, by the subtask they ended in:");
            foreach (FailureRow row in subtasks)
                reporter.Result($"    {Subtask(row.Key),-16} {row.Failed,6}   {Words(row)}");
        }

        if (sources.Any(row => row.Key >= 0) && subtasks.Length > 0)
        {
            reporter.Result($"  by source episode{(sources.Length > MaxSources ? $", the {MaxSources} with the most failures of {sources.Length}" : "")}:");
            IEnumerable<FailureRow> shown = sources.Length > MaxSources ? sources.OrderByDescending(row => row.Failed).Take(MaxSources) : sources;
            foreach (FailureRow row in shown)
                reporter.Result($"    {(row.Key < 0 ? "none yet" : row.Key.ToString(CultureInfo.InvariantCulture)),-16} {row.Report.Kept,6} kept of {row.Report.Attempts}{(row.Failed > 0 ? $"   {Words(row)}" : "")}");
        }

        json["failures_by_subtask"] = new JsonArray([.. subtasks.Select(row => (JsonNode)new JsonObject
        {
            ["subtask"] = row.Key < 0 ? null : Subtask(row.Key),
            ["failed"] = row.Failed,
            ["reasons"] = ReasonWords.ToJson(row.Report.ReasonCounts()),
        })]);
        json["attempts_by_source"] = new JsonArray([.. sources.Select(row => (JsonNode)new JsonObject
        {
            ["source_episode"] = row.Key < 0 ? null : row.Key,
            ["attempts"] = row.Report.Attempts,
            ["kept"] = row.Report.Kept,
            ["reasons"] = ReasonWords.ToJson(row.Report.ReasonCounts()),
        })]);
    }

    private static string Words(FailureRow row) => string.Join(", ", ReasonWords.ToJson(row.Report.ReasonCounts())
        .Where(reason => reason.Key != "kept").Select(reason => $"{reason.Key} {reason.Value}"));
}
