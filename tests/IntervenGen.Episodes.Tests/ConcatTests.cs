using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class ConcatTests : IDisposable
{
    private static readonly string[] s_mustAgree = ["stepping"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attempts_follow_each_other_and_the_manifest_lists_what_each_part_was()
    {
        string monday = Write("monday.igen", seed: 7, 0, 9), tuesday = Write("tuesday.igen", seed: 8, 9, 6);
        (int kept, long attempts, _) = EpisodeStoreConcat.Concat([monday, tuesday], _folder["week.igen"], s_mustAgree);
        Assert.Equal(15, attempts);
        using var week = EpisodeStore.Open(_folder["week.igen"]);
        Assert.Equal(kept, week.KeptCount);
        JsonArray parts = (JsonArray)week.Manifest.Config[EpisodeStoreConcat.ConcatenatedKey]!;
        Assert.Equal([7UL, 8UL], parts.Select(part => (ulong)part!["seed"]!));
        Assert.Equal("nearest", (string)week.Manifest.Config["strategy"]!);
        var expected = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        SampleRun.Fill(expected, 12);
        Assert.True(expected.Bytes.SequenceEqual(week.Read(week.Count - 2).Bytes));
        Assert.True(EpisodeStoreVerifier.Verify(_folder["week.igen"]).IsGood);
    }

    [Fact]
    public void A_number_of_a_source_episode_is_dropped_where_the_sources_differ()
    {
        string one = Write("one.igen", 7, 0, 5, source: "aa"), other = Write("other.igen", 8, 5, 5, source: "bb");
        EpisodeStoreConcat.Concat([one, other], _folder["both.igen"], s_mustAgree);
        using var both = EpisodeStore.Open(_folder["both.igen"]);
        Assert.All(Enumerable.Range(0, 10), attempt => Assert.Equal(-1, both.Attempt(attempt).SourceEpisode));
        string same = Write("same.igen", 9, 5, 5, source: "aa");
        EpisodeStoreConcat.Concat([one, same], _folder["alike.igen"], s_mustAgree);
        using var alike = EpisodeStore.Open(_folder["alike.igen"]);
        Assert.Contains(Enumerable.Range(0, 10), attempt => alike.Attempt(attempt).SourceEpisode > 0);
    }

    [Fact]
    public void Datasets_that_are_simulated_otherwise_do_not_go_together()
    {
        string one = Write("one.igen", 7, 0, 5), other = Write("other.igen", 8, 5, 5, stepping: "Adaptive");
        string message = Assert.Throws<UsageException>(() => EpisodeStoreConcat.Concat([one, other], _folder["both.igen"], s_mustAgree)).Message;
        Assert.Contains("'config.stepping' is \"Adaptive\" there and null here", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["both.igen"]));
    }

    [Fact]
    public void The_same_episodes_twice_are_refused()
    {
        string one = Write("one.igen", 7, 0, 5);
        Assert.Contains("the same episodes", Refusal(one, _folder.Copy(one, "copy.igen")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unfinished_dataset_is_refused()
    {
        string unfinished = _folder.Write(4, complete: false, name: "unfinished.igen");
        Assert.Contains("is not complete", Refusal(Write("one.igen", 7, 0, 5), unfinished), StringComparison.Ordinal);
    }

    [Fact]
    public void One_dataset_alone_is_refused() =>
        Assert.Contains("at least two", Refusal(Write("one.igen", 7, 0, 5)), StringComparison.Ordinal);

    private string Write(string name, ulong seed, int first, int count, string source = "aa", string? stepping = null)
    {
        StoreManifest manifest = SampleRun.Manifest(seed);
        var config = (JsonObject)manifest.Config.DeepClone();
        config["source"] = source;
        if (stepping is not null)
            config["stepping"] = stepping;
        using var writer = EpisodeStoreWriter.Create(_folder[name], manifest with { Config = config }, SampleRun.Options);
        var steps = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        for (int attempt = first; attempt < first + count; attempt++)
        {
            SampleRun.Fill(steps, attempt);
            writer.Append(SampleRun.Summary(attempt, steps.Count) with { Attempt = writer.NextAttempt }, SampleRun.HasSteps(attempt) ? steps : null);
        }

        writer.Complete();
        return _folder[name];
    }

    private string Refusal(params string[] stores) =>
        Assert.Throws<UsageException>(() => EpisodeStoreConcat.Concat(stores, _folder["both.igen"], s_mustAgree)).Message;
}
