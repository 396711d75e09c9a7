using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class MergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parts_merge_into_the_bytes_of_the_undivided_run()
    {
        string whole = _folder.Write(40);
        string[] parts = [Part("b.igen", 13, 20), Part("a.igen", 0, 13), Part("c.igen", 33, 7)];
        EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], episodes: null);
        TemporaryFolder.AssertSameFiles(whole, _folder["merged.igen"]);
    }

    [Fact]
    public void A_merge_keeps_the_first_episodes_in_attempt_order()
    {
        string[] parts = [Part("a.igen", 0, 20), Part("b.igen", 20, 20)];
        (int kept, long attempts, _) = EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], episodes: 5);
        Assert.Equal(5, kept);
        TemporaryFolder.AssertHolds(_folder["merged.igen"], (int)attempts);
        Assert.True(SampleRun.HasSteps((int)attempts - 1), "the last attempt is the fifth episode");
    }

    [Fact]
    public void A_gap_between_parts_is_named()
    {
        string[] parts = [Part("a.igen", 0, 10), Part("c.igen", 12, 10)];
        var exception = Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], null));
        Assert.Contains("starts at attempt 12, expected 10", exception.Message, StringComparison.Ordinal);
        Assert.False(EpisodeStore.Exists(_folder["merged.igen"]));
    }

    [Fact]
    public void A_part_given_twice_is_refused()
    {
        string part = Part("a.igen", 0, 10);
        Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge([part, part], _folder["merged.igen"], null));
    }

    [Fact]
    public void A_part_of_another_run_is_refused_by_the_key_that_differs()
    {
        string[] parts = [Part("a.igen", 0, 10), Part("b.igen", 10, 10, seed: 99)];
        var exception = Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], null));
        Assert.Contains("'seed' is 99 there", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_incomplete_part_is_refused()
    {
        string[] parts = [Part("a.igen", 0, 10, complete: false)];
        Assert.Contains("is not complete", Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_episodes_are_said()
    {
        string[] parts = [Part("a.igen", 0, 10)];
        Assert.Contains("asked for 1000", Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], 1000)).Message, StringComparison.Ordinal);
    }

    // Attempts first … first + count − 1 of the sample run, counted from 0 in the part.
    private string Part(string name, int first, int count, bool complete = true, ulong? seed = null)
    {
        StoreManifest manifest = SampleRun.Manifest();
        var config = (System.Text.Json.Nodes.JsonObject)manifest.Config.DeepClone();
        if (first > 0)
            config[EpisodeStoreMerge.FirstAttemptKey] = first;
        using var writer = EpisodeStoreWriter.Create(
            _folder[name], manifest with { Config = config, Seed = seed ?? manifest.Seed }, SampleRun.Options);
        var steps = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        for (int attempt = first; attempt < first + count; attempt++)
        {
            SampleRun.Fill(steps, attempt);
            EpisodeSummary summary = SampleRun.Summary(attempt, steps.Count) with { Attempt = writer.NextAttempt };
            writer.Append(summary, SampleRun.HasSteps(attempt) ? steps : null);
        }

        if (complete)
            writer.Complete();
        return _folder[name];
    }
}
