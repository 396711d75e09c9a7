using IntervenGen.Core;
using IntervenGen.Episodes.CrashWriter;

namespace IntervenGen.Episodes.Tests;

public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public void Random_bytes_survive_write_and_read(int attempts)
    {
        TemporaryFolder.AssertHolds(_folder.Write(attempts), attempts);
    }

    [Fact]
    public void A_store_without_attempts_is_a_store()
    {
        using var store = EpisodeStore.Open(_folder.Write(0));
        Assert.Equal(0, store.Count);
        Assert.True(store.Manifest.IsComplete);
        Assert.Equal(0, store.Manifest.Totals!.Attempts);
    }

    [Fact]
    public void A_run_fills_several_shards_and_each_is_trimmed()
    {
        string path = _folder.Write(40);
        using var store = EpisodeStore.Open(path);
        Assert.True(store.ShardCount > 3);
        foreach (string shard in Directory.GetFiles(path, "shard-*.bin"))
        {
            long length = new FileInfo(shard).Length;
            Assert.InRange(length, 8192, 64 << 10);
            Assert.Equal(0, length % 64);
        }
    }

    [Fact]
    public void A_reader_beside_the_writer_sees_exactly_the_committed_attempts()
    {
        using var writer = EpisodeStoreWriter.Create(_folder["run.igen"], SampleRun.Manifest(), SampleRun.Options);
        for (int attempt = 0; attempt < 12; attempt++)
        {
            TemporaryFolder.AssertHolds(_folder["run.igen"], attempt);
            SampleRun.AppendTo(writer);
        }
    }

    [Fact]
    public void The_digest_does_not_depend_on_shard_size_or_versions()
    {
        var digests = new HashSet<string>();
        foreach (long size in new[] { 1L, 100_000, 1 << 20 })
        {
            StoreManifest manifest = SampleRun.Manifest() with { Versions = new StoreVersions($"0.{size}", "3.1.0") };
            using var writer = EpisodeStoreWriter.Create(_folder[$"{size}.igen"], manifest, new StoreOptions { ShardBytes = size });
            for (int attempt = 0; attempt < 20; attempt++)
                SampleRun.AppendTo(writer);
            digests.Add(writer.Complete());
            using var store = EpisodeStore.Open(_folder[$"{size}.igen"]);
            digests.Add(store.ComputeDigest());
        }

        Assert.Single(digests);
    }

    [Fact]
    public void The_digest_depends_on_seed_summaries_and_steps()
    {
        string reference = Digest("a.igen", SampleRun.Manifest(), 0);
        Assert.NotEqual(reference, Digest("b.igen", SampleRun.Manifest(seed: 8), 0));
        Assert.NotEqual(reference, Digest("c.igen", SampleRun.Manifest(), 1));
        Assert.NotEqual(reference, Digest("d.igen", SampleRun.Manifest(), 2));
        Assert.Equal(reference, Digest("e.igen", SampleRun.Manifest(), 0));
    }

    [Fact]
    public void An_episode_longer_than_the_horizon_gets_a_shard_that_holds_it()
    {
        var layout = new EpisodeLayout(SampleRun.Spec);
        var episode = new EpisodeBuffer(layout, 1000);
        episode.SetCount(1000).Fill(0x5A);
        using (var writer = EpisodeStoreWriter.Create(_folder["long.igen"], SampleRun.Manifest(), SampleRun.Options))
        {
            writer.Append(SampleRun.Summary(0, 1000), episode);
            writer.Complete();
        }

        using var store = EpisodeStore.Open(_folder["long.igen"]);
        Assert.True(episode.Bytes.SequenceEqual(store.Read(0).Bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_attempt_out_of_order_is_refused(long attempt)
    {
        using (var writer = EpisodeStoreWriter.Create(_folder["run.igen"], SampleRun.Manifest(), SampleRun.Options))
        {
            SampleRun.AppendTo(writer);
            Assert.Throws<ArgumentException>(() => writer.Append(SampleRun.Summary(attempt, 0), null));
        }

        TemporaryFolder.AssertHolds(_folder["run.igen"], 1);
    }

    [Fact]
    public void Steps_of_another_shape_are_refused()
    {
        using (var writer = EpisodeStoreWriter.Create(_folder["run.igen"], SampleRun.Manifest(), SampleRun.Options))
        {
            SampleRun.AppendTo(writer);
            var alien = new EpisodeBuffer(new EpisodeLayout(6, 2, 10, 7), 1);
            string message = Assert.Throws<ArgumentException>(() => writer.Append(SampleRun.Summary(1, 0), alien)).Message;
            Assert.Contains("state 6", message, StringComparison.Ordinal);
        }

        TemporaryFolder.AssertHolds(_folder["run.igen"], 1);
    }

    [Fact]
    public void Appending_an_attempt_allocates_nothing()
    {
        EpisodeBuffer episode = TwoSteps();
        using EpisodeStoreWriter writer = LargeStore();
        Append(writer, episode, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Append(writer, episode, 300);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Reading_into_a_buffer_allocates_nothing()
    {
        EpisodeBuffer episode = TwoSteps();
        using (EpisodeStoreWriter writer = LargeStore())
            Append(writer, episode, 300);
        using var store = EpisodeStore.Open(_folder["run.igen"]);
        Assert.Equal(300, store.AttemptCount);
        store.Read(0, episode);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 300; i++)
            store.Read(i, episode);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private string Digest(string name, StoreManifest manifest, int change)
    {
        using var writer = EpisodeStoreWriter.Create(_folder[name], manifest, SampleRun.Options);
        var episode = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        SampleRun.Fill(episode, 0);
        Assert.True(episode.Count > 0);
        if (change == 1)
            episode.Action(0)[0] += 1;
        EpisodeSummary summary = SampleRun.Summary(0, episode.Count);
        writer.Append(change == 2 ? summary with { MistakeSteps = 0 } : summary, episode);
        return writer.Complete();
    }

    private EpisodeStoreWriter LargeStore() =>
        EpisodeStoreWriter.Create(_folder["run.igen"], SampleRun.Manifest(), new StoreOptions { ShardBytes = 16 << 20 });

    private static EpisodeBuffer TwoSteps()
    {
        var episode = new EpisodeBuffer(new EpisodeLayout(SampleRun.Spec), SampleRun.Spec.Horizon);
        SampleRun.Fill(episode, 2);
        return episode;
    }

    private static void Append(EpisodeStoreWriter writer, EpisodeBuffer episode, int count)
    {
        for (int i = 0; i < count; i++)
            writer.Append(SampleRun.Summary(writer.NextAttempt, episode.Count), episode);
    }
}
