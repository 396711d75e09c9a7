using System.Collections.Concurrent;
using IntervenGen.Cluster.FakeStage;
using IntervenGen.Episodes;

namespace IntervenGen.Cluster.Tests;

/// <summary>Turns at a piece of work, on a file system that several machines share.</summary>
public sealed class LeaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-leases-").FullName;

    private string Root => Path.Combine(_folder, "work");

    [Fact]
    public void Of_many_that_begin_at_once_each_has_a_number_and_the_last_has_the_turn()
    {
        var leases = new ConcurrentBag<WorkLease>();
        Parallel.For(0, 16, i => leases.Add(WorkLease.Take(Root, Job($"{i}"))));
        Assert.Equal(Enumerable.Range(1, 16).Select(number => (long)number), leases.Select(lease => lease.Number).Order());
        Assert.Equal(16, Assert.Single(leases, lease => lease.IsHeld()).Number);
        foreach (WorkLease lease in leases)
            lease.Dispose();
    }

    [Fact]
    public void An_earlier_start_of_the_same_job_gets_no_turn()
    {
        using WorkLease later = WorkLease.Take(Root, Job("17", restart: 2));
        SupersededException refused = Assert.Throws<SupersededException>(() => WorkLease.Take(Root, Job("17", restart: 1)));
        Assert.Contains("belongs to job 17, restart 2", refused.Message, StringComparison.Ordinal);
        Assert.True(later.IsHeld());
    }

    [Fact]
    public void An_orphan_publishes_nothing()
    {
        using WorkLease orphan = WorkLease.Take(Root, Job("17"));
        string made = Path.Combine(WorkFolder.Begin(orphan), "made"), place = Path.Combine(_folder, "place");
        File.WriteAllText(made, "by the orphan");
        using WorkLease successor = WorkLease.Take(Root, Job("17", restart: 1));
        Assert.Throws<SupersededException>(() => WorkFolder.Publish(orphan, made, place));
        Assert.False(File.Exists(place));
    }

    [Fact]
    public void An_orphan_is_told_within_seconds()
    {
        using WorkLease orphan = WorkLease.Take(Root, Job("17"));
        using WorkLease successor = WorkLease.Take(Root, Job("18"));
        Assert.True(orphan.Lost.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        Assert.False(successor.Lost.IsCancellationRequested);
    }

    [Fact]
    public void A_turn_goes_on_from_what_an_orphan_has_committed_and_meets_it_no_more()
    {
        using WorkLease orphan = WorkLease.Take(Root, Job("17"));
        using EpisodeStoreWriter left = Store(WorkFolder.Begin(orphan));
        for (int i = 0; i < 5; i++)
            FakeEpisodes.AppendTo(left, 0);
        using WorkLease successor = WorkLease.Take(Root, Job("17", restart: 1));
        using EpisodeStoreWriter next = Store(WorkFolder.Begin(successor));
        Assert.Equal(5, next.NextAttempt);
        FakeEpisodes.AppendTo(left, 0);
        Assert.Equal(5, next.NextAttempt);
    }

    [Fact]
    public void A_torn_end_of_a_shard_is_not_copied()
    {
        using (WorkLease first = WorkLease.Take(Root, Job("17")))
        {
            string folder = WorkFolder.Begin(first);
            using (EpisodeStoreWriter writer = Store(folder))
            {
                for (int i = 0; i < 6; i++)
                    FakeEpisodes.AppendTo(writer, 0);
            }

            Tear(Path.Combine(folder, "made", "shard-00000.bin"));
        }

        using WorkLease second = WorkLease.Take(Root, Job("17", restart: 1));
        using EpisodeStoreWriter next = Store(WorkFolder.Begin(second));
        Assert.InRange(next.NextAttempt, 1, 5);
    }

    [Fact]
    public void A_turn_that_was_stopped_while_it_copied_is_nobodys_beginning()
    {
        using (WorkLease first = WorkLease.Take(Root, Job("1")))
            File.WriteAllText(Path.Combine(WorkFolder.Begin(first), "progress"), "much");
        using (WorkLease second = WorkLease.Take(Root, Job("2")))
            Directory.CreateDirectory(second.Folder);
        using WorkLease third = WorkLease.Take(Root, Job("3"));
        Assert.Equal("much", File.ReadAllText(Path.Combine(WorkFolder.Begin(third), "progress")));
    }

    [Fact]
    public void Of_finished_work_nobody_has_a_turn()
    {
        using WorkLease lease = WorkLease.Take(Root, Job("1"));
        WorkFolder.RemoveAll(Root);
        Assert.False(lease.IsHeld());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Incarnation Job(string job, int restart = 0) => new(job, restart, "node", 1);

    private static EpisodeStoreWriter Store(string folder) =>
        EpisodeStoreWriter.OpenOrCreate(Path.Combine(folder, "made"), FakeEpisodes.Manifest(0), FakeEpisodes.Options);

    // The last bytes that are not zero, behind which a shard may be preallocated.
    private static void Tear(string shard)
    {
        byte[] bytes = File.ReadAllBytes(shard);
        int end = Array.FindLastIndex(bytes, value => value != 0);
        bytes.AsSpan(end - 10).Clear();
        File.WriteAllBytes(shard, bytes);
    }
}
