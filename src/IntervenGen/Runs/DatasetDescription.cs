using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>What a dataset holds, what it was made from, and where its attempts failed.</summary>
internal sealed class DatasetDescription
{
    private DatasetDescription(EpisodeStore store)
    {
        Store = store;
        for (int i = 0; i < store.AttemptCount; i++)
        {
            Report.Add(store.Attempt(i));
            Failures.Add(store.Attempt(i));
        }

        Provenance = Provenance.Of(store);
        Diversity = OperatorMotions.Of(store);
    }

    public EpisodeStore Store { get; }

    public RunReport Report { get; } = new();

    public FailureTable Failures { get; } = new();

    public Provenance Provenance { get; }

    /// <summary>How different the operator's motions are from each other, by subtask.</summary>
    public IReadOnlyList<(string Subtask, PathDiversity Diversity)> Diversity { get; }

    public static DatasetDescription Of(EpisodeStore store) => new(store);

    /// <summary>Name of the subtask with this index; null for attempts that do not record where they ended.</summary>
    public string? Subtask(int index) =>
        index >= 0 && index < Store.Manifest.Subtasks.Count ? Store.Manifest.Subtasks[index].Name : null;

    public JsonObject ToJson()
    {
        StoreManifest manifest = Store.Manifest;
        return new JsonObject
        {
            ["dataset"] = Store.Folder,
            ["task"] = manifest.Task,
            ["kind"] = manifest.Kind.Name(),
            ["operator"] = manifest.Operator,
            ["complete"] = manifest.IsComplete,
            ["episodes"] = Store.Count,
            ["attempts"] = Store.AttemptCount,
            ["steps"] = Store.StepCount,
            ["bytes_per_step"] = Store.Layout.Stride,
            ["shards"] = Store.ShardCount,
            ["seed"] = manifest.Seed,
            ["operator_seconds"] = manifest.OperatorSeconds,
            ["model_hash"] = manifest.ModelHash,
            ["mujoco"] = manifest.Versions.MuJoCo,
            ["reasons"] = ReasonCounts.ToJson(Report.CountReasons()),
            ["config"] = manifest.Config.DeepClone(),
            ["sources"] = new JsonArray([.. Provenance.Sources.Select(Json)]),
            ["policy"] = Provenance.Policy is { } policy ? Json(policy) : null,
            ["diversity"] = new JsonArray([.. Diversity.Select(row => (JsonNode)new JsonObject
            {
                ["subtask"] = row.Subtask,
                ["segments"] = row.Diversity.Segments,
                ["path_distance"] = row.Diversity.PathDistance,
                ["length_spread"] = row.Diversity.LengthSpread,
            })]),
            ["failures_by_subtask"] = new JsonArray([.. Failures.BySubtask.Select(row => (JsonNode)new JsonObject
            {
                ["subtask"] = row.Key < 0 ? null : Subtask(row.Key) ?? "not recorded",
                ["failed"] = row.Failed,
                ["reasons"] = ReasonCounts.ToJson(row.Report.CountReasons()),
            })]),
            ["attempts_by_source"] = new JsonArray([.. Failures.BySource.Select(row => (JsonNode)new JsonObject
            {
                ["source_episode"] = row.Key < 0 ? null : row.Key,
                ["attempts"] = row.Report.Attempts,
                ["kept"] = row.Report.Kept,
                ["reasons"] = ReasonCounts.ToJson(row.Report.CountReasons()),
            })]),
        };
    }

    private static JsonNode Json(MadeFrom made) => new JsonObject { ["digest"] = made.Digest, ["path"] = made.Path };
}
