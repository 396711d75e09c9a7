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

    [Fact]
    public void A_missing_last_part_is_named_by_its_attempts()
    {
        string[] parts = [Part("a.igen", 0, 10, of: 3, attempts: 30), Part("b.igen", 10, 10, of: 3, attempts: 30)];
        string message = Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], null)).Message;
        Assert.Contains("2 of 3 parts were given, and attempts 20 to 29 are missing", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_parts_are_enough_for_the_episodes_that_they_hold()
    {
        string[] parts = [Part("a.igen", 0, 10, of: 3, attempts: 30)];
        Assert.Equal(5, EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], episodes: 5).Kept);
    }

    [Fact]
    public void A_merge_that_fails_or_is_stopped_leaves_nothing_of_its_target()
    {
        string[] parts = [Part("a.igen", 0, 10)];
        Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], 1000));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], null, stop.Token));
        Assert.Equal(["a.igen"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void What_a_killed_merge_left_does_not_stand_in_the_way()
    {
        string[] parts = [Part("a.igen", 0, 10)];
        _folder.Write(3, complete: false, name: "merged.igen.unfinished");
        EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], null);
        TemporaryFolder.AssertHolds(_folder["merged.igen"], 10);
        Assert.False(Directory.Exists(_folder["merged.igen.unfinished"]));
    }

    [Fact]
    public void A_second_merge_into_one_target_is_told_that_the_first_writes_there()
    {
        string[] parts = [Part("a.igen", 0, 10)];
        using EpisodeStoreWriter first = EpisodeStoreWriter.Create(_folder["merged.igen.unfinished"], SampleRun.Manifest(), SampleRun.Options);
        string message = Assert.Throws<UsageException>(() => EpisodeStoreMerge.Merge(parts, _folder["merged.igen"], null)).Message;
        Assert.Contains("is being written by another process", message, StringComparison.Ordinal);
    }

    // Attempts first … first + count − 1 of the sample run, counted from 0 in the part.
    private string Part(string name, int first, int count, bool complete = true, ulong? seed = null, int? of = null, int? attempts = null)
    {
        StoreManifest manifest = SampleRun.Manifest();
        var config = (System.Text.Json.Nodes.JsonObject)manifest.Config.DeepClone();
        if (first > 0)
            config[EpisodeStoreMerge.FirstAttemptKey] = first;
        if (of is not null)
            (config[EpisodeStoreMerge.PartsKey], config[EpisodeStoreMerge.PartedAttemptsKey]) = (of, attempts);
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
