using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Tests;

/// <summary>The JSON that describes a dataset: scripts read it by its keys.</summary>
public sealed class DatasetDescriptionTests : IDisposable
{
    private static readonly TaskSpec s_spec = new()
    {
        Name = "point",
        Summary = "reach and close",
        Observations = [new ObservationField("object", 3)],
        Objects = ["target"],
        Subtasks = [new SubtaskSpec("reach", 0), new SubtaskSpec("close", 0)],
        ActionSize = 7,
        StateSize = 8,
        Horizon = 20,
        ModelHash = "hash",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-described-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_description_has_these_keys_in_this_order() => Assert.Equal(
        [
            "dataset", "task", "kind", "operator", "complete", "episodes", "attempts", "steps", "bytes_per_step", "shards", "seed",
            "operator_seconds", "model_hash", "mujoco", "reasons", "config", "sources", "policy", "diversity",
            "failures_by_subtask", "attempts_by_source",
        ],
        Describe().Select(entry => entry.Key));

    [Theory]
    [InlineData("task", "\"point\"")]
    [InlineData("kind", "\"interventions\"")]
    [InlineData("operator", "\"scripted\"")]
    [InlineData("complete", "true")]
    [InlineData("episodes", "2")]
    [InlineData("attempts", "5")]
    [InlineData("steps", "6")]
    [InlineData("shards", "1")]
    [InlineData("seed", "7")]
    [InlineData("operator_seconds", "0")]
    [InlineData("model_hash", "\"hash\"")]
    [InlineData("mujoco", "\"2.2.2\"")]
    [InlineData("reasons", """{"kept":2,"no_trigger":1,"recovery_failed":2}""")]
    [InlineData("config", """{"noise":0.05}""")]
    [InlineData("sources", "[]")]
    [InlineData("policy", "null")]
    [InlineData("diversity", "[]")]
    public void A_key_holds(string key, string json) => Assert.Equal(json, Describe()[key]?.ToJsonString() ?? "null");

    [Fact]
    public void A_description_names_its_folder() => Assert.Equal(Path.Combine(_folder, "a.igen"), (string)Describe()["dataset"]!);

    [Fact]
    public void The_bytes_of_a_step_are_the_layouts() =>
        Assert.Equal(new EpisodeLayout(s_spec).Stride, (int)Describe()["bytes_per_step"]!);

    [Fact]
    public void Failures_are_counted_by_the_name_of_their_subtask() => AssertJson(
        """
        [
          { "subtask": null, "failed": 1, "reasons": { "no_trigger": 1 } },
          { "subtask": "close", "failed": 1, "reasons": { "recovery_failed": 1 } },
          { "subtask": "not recorded", "failed": 1, "reasons": { "recovery_failed": 1 } }
        ]
        """,
        Describe()["failures_by_subtask"]!);

    [Fact]
    public void Attempts_are_counted_by_their_source() => AssertJson(
        """
        [
          { "source_episode": null, "attempts": 1, "kept": 0, "reasons": { "no_trigger": 1 } },
          { "source_episode": 0, "attempts": 3, "kept": 2, "reasons": { "kept": 2, "recovery_failed": 1 } },
          { "source_episode": 4, "attempts": 1, "kept": 0, "reasons": { "recovery_failed": 1 } }
        ]
        """,
        Describe()["attempts_by_source"]!);

    [Fact]
    public void A_dataset_that_is_not_finished_says_so() => Assert.False((bool)Describe(complete: false)["complete"]!);

    [Fact]
    public void A_source_that_lies_beside_the_dataset_is_named_by_its_place()
    {
        string source = Write("source.igen", []);
        using var store = EpisodeStore.Open(source);
        string digest = store.Manifest.Totals!.Digest;
        JsonNode made = Assert.Single((JsonArray)Describe(new JsonObject { ["source"] = digest })["sources"]!)!;
        Assert.Equal((digest, source), ((string)made["digest"]!, (string)made["path"]!));
    }

    [Fact]
    public void A_policy_that_is_gone_is_named_by_its_digest_alone() => AssertJson(
        """{ "digest": "0123", "path": null }""", Describe(new JsonObject { ["policy"] = "0123" })["policy"]!);

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), actual),
            actual.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

    private JsonObject Describe(JsonObject? config = null, bool complete = true)
    {
        using var store = EpisodeStore.Open(Write("a.igen", config ?? new JsonObject { ["noise"] = 0.05 }, complete));
        return DatasetDescription.Of(store).ToJson();
    }

    private string Write(string name, JsonObject config, bool complete = true)
    {
        string folder = Path.Combine(_folder, name);
        var manifest = StoreManifest.For(s_spec, 7, DatasetKind.Interventions, "scripted", config, new StoreVersions("0.1.0", "2.2.2"));
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(folder, manifest, new StoreOptions { ShardBytes = 64 << 10 });
        Append(writer, AttemptReason.Kept, source: 0, subtask: -1);
        Append(writer, AttemptReason.NoTrigger, source: -1, subtask: -1);
        Append(writer, AttemptReason.RecoveryFailed, source: 0, subtask: 1);
        Append(writer, AttemptReason.Kept, source: 0, subtask: -1);
        // Of a task that has lost a subtask since.
        Append(writer, AttemptReason.RecoveryFailed, source: 4, subtask: 2);
        if (complete)
            writer.Complete();
        return folder;
    }

    private static void Append(EpisodeStoreWriter writer, AttemptReason reason, int source, int subtask)
    {
        bool isKept = reason == AttemptReason.Kept;
        var steps = new EpisodeBuffer(writer.Layout, 3);
        for (int i = 0; i < 3 && isKept; i++)
            steps.AddStep();
        writer.Append(
            new EpisodeSummary
            {
                Attempt = writer.NextAttempt,
                Kind = EpisodeKind.Intervention,
                End = isKept ? EpisodeEnd.Success : EpisodeEnd.Failure,
                Reason = reason,
                Steps = steps.Count,
                SourceEpisode = source,
                Subtask = subtask,
            },
            isKept ? steps : null);
    }
}
