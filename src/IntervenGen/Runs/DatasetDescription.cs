using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>What a dataset holds, what it was made from, and where its attempts failed.</summary>
internal sealed class DatasetDescription
{
    // Episodes up to which all pairs of motions are compared; of more, reading them all would take long.
    private const int MaxCompared = 200;

    private DatasetDescription(EpisodeStore store)
    {
        Store = store;
        for (int i = 0; i < store.AttemptCount; i++)
        {
            Report.Add(store.Attempt(i));
            Failures.Add(store.Attempt(i));
        }

        Provenance = Provenance.Of(store);
    }

    /// <summary>How different the motions of a collected dataset's operator are from each other, by subtask; empty for other
    /// kinds.</summary>
    public IReadOnlyList<(string Subtask, PathDiversity Diversity)> Diversity()
    {
        if (Store.Manifest.Kind is not (DatasetKind.Demonstrations or DatasetKind.Interventions) || Store.Count is < 2 or > MaxCompared)
            return [];
        var rows = new List<(string, PathDiversity)>();
        IReadOnlyList<SubtaskSpec> subtasks = Store.Manifest.Subtasks;
        ILookup<int, SourceSegment> segments = OperatorSegments(subtasks).ToLookup(segment => segment.Subtask);
        for (int subtask = 0; subtask < subtasks.Count; subtask++)
        {
            if (PathDiversity.Of([.. segments[subtask]]) is { } diversity)
                rows.Add((subtasks[subtask].Name, diversity));
        }

        return rows;
    }

    public EpisodeStore Store { get; }

    public RunReport Report { get; } = new();

    public FailureTable Failures { get; } = new();

    public Provenance Provenance { get; }

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
            ["diversity"] = new JsonArray([.. Diversity().Select(row => (JsonNode)new JsonObject
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

    // What no operator did, or what cannot be replayed, has no motions to compare; a description is given all the same.
    private IReadOnlyList<SourceSegment> OperatorSegments(IReadOnlyList<SubtaskSpec> subtasks)
    {
        try
        {
            return SourceSegment.Extract(Store, subtasks);
        }
        catch (UsageException)
        {
            return [];
        }
    }

    private static JsonNode Json(MadeFrom made) => new JsonObject { ["digest"] = made.Digest, ["path"] = made.Path };
}
