using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

/// <summary>Results reach the sink in attempt order, and a sink that fails leaves no hole behind it.</summary>
public sealed class CommitterTests
{
    private static readonly RunLimits s_noLimit = new(int.MaxValue, long.MaxValue);

    [Fact]
    public void Attempts_that_finish_out_of_order_reach_the_sink_in_order()
    {
        var store = new MemoryStore();
        OrderedCommitter committer = Committer(store);
        long[] taken = [Take(committer), Take(committer), Take(committer)];
        Assert.Equal([0, 1, 2], taken);
        Commit(committer, 2);
        Commit(committer, 1);
        Assert.Empty(store.Attempts);
        Commit(committer, 0);
        Assert.Equal([0, 1, 2], store.Attempts.Select(attempt => attempt.Attempt));
    }

    [Fact]
    public void No_attempt_starts_further_ahead_of_the_oldest_than_the_window()
    {
        OrderedCommitter committer = Committer(new MemoryStore(), window: 3);
        for (int i = 0; i < 3; i++)
            Take(committer);
        Commit(committer, 2);
        Assert.False(committer.TryTake(out _, out _));
        Commit(committer, 0);
        Assert.Equal(3, Take(committer));
    }

    [Fact]
    public void Waiting_for_another_workers_commit_allocates_nothing()
    {
        using var isCommitting = new ManualResetEventSlim();
        var committer = new OrderedCommitter(new MemoryStore(), s_noLimit, 8, null, _ =>
        {
            isCommitting.Set();
            Thread.Sleep(100);
        });
        Take(committer);
        Take(committer);
        long allocated = -1;
        var other = new Thread(() =>
        {
            isCommitting.Wait();
            long before = GC.GetAllocatedBytesForCurrentThread();
            committer.TryTake(out _, out _);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        other.Start();
        Commit(committer, 0);
        other.Join();
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void An_attempt_that_was_never_handed_out_is_refused_by_number(long attempt)
    {
        OrderedCommitter committer = Committer(new MemoryStore());
        Take(committer);
        Assert.Contains($"attempt {attempt} ", Assert.Throws<ArgumentException>(() => Commit(committer, attempt)).Message);
    }

    [Fact]
    public void An_attempt_that_is_handed_in_twice_is_refused()
    {
        OrderedCommitter committer = Committer(new MemoryStore());
        Take(committer);
        Take(committer);
        Commit(committer, 0);
        Assert.Throws<ArgumentException>(() => Commit(committer, 0));
    }

    [Fact]
    public void An_attempt_that_the_sink_refused_is_not_counted()
    {
        var sink = new FailingSink(1);
        OrderedCommitter committer = Committer(sink);
        for (int i = 0; i < 3; i++)
            Take(committer);
        Commit(committer, 0);
        Assert.Throws<IOException>(() => Commit(committer, 1));
        Assert.Equal(1, committer.Report.Attempts);
    }

    [Fact]
    public void Nothing_is_written_after_an_attempt_that_the_sink_refused()
    {
        var sink = new FailingSink(1);
        OrderedCommitter committer = Committer(sink);
        for (int i = 0; i < 3; i++)
            Take(committer);
        Commit(committer, 0);
        Assert.Throws<IOException>(() => Commit(committer, 1));
        Commit(committer, 2);
        Assert.Equal([0], sink.Store.Attempts.Select(attempt => attempt.Attempt));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 2)]
    public void A_sink_that_fails_ends_the_run_and_reaches_the_caller(int lanes, int workers)
    {
        var sink = new FailingSink(9);
        Assert.Throws<IOException>(() => Generate(sink, lanes, workers));
        Assert.Equal(9, sink.Store.Attempts.Count);
    }

    [Fact]
    public void After_a_sink_has_failed_the_run_continues_to_the_same_bytes()
    {
        var whole = new MemoryStore();
        Generate(whole, 8, 2);
        var sink = new FailingSink(9);
        Assert.Throws<IOException>(() => Generate(sink, 8, 2));
        Generate(sink.Store, 8, 2);
        Assert.Equal(whole.Attempts, sink.Store.Attempts);
        Assert.Equal(whole.AllBytes(), sink.Store.AllBytes());
    }

    private static void Generate(IEpisodeSink sink, int lanes, int workers)
    {
        IReadOnlyList<SourceSegment> segments = PointRun.Recoveries();
        using var batch = new PointBatch(lanes, workers);
        AttemptRun.Run(
            batch, new BelievingPolicy(), () => new ReplayedRecoveryProgram(segments, new GenerationOptions()), PointRun.Wrong,
            new RunLimits(20, 1000), sink);
    }

    private static OrderedCommitter Committer(IEpisodeSink sink, int window = 8) => new(sink, s_noLimit, window, null, null);

    private static long Take(OrderedCommitter committer)
    {
        Assert.True(committer.TryTake(out long attempt, out _));
        return attempt;
    }

    private static void Commit(OrderedCommitter committer, long attempt) => committer.Commit(
        new EpisodeSummary
        {
            Attempt = attempt,
            Kind = EpisodeKind.Rollout,
            End = EpisodeEnd.Failure,
            Reason = AttemptReason.ObjectLost,
            Steps = 1,
        },
        null);

    /// <summary>Refuses one attempt, as a full disk does.</summary>
    private sealed class FailingSink(long refused) : IEpisodeSink
    {
        public MemoryStore Store { get; } = new();

        public long NextAttempt => Store.NextAttempt;

        public int KeptCount => Store.KeptCount;

        public void Append(in EpisodeSummary summary, EpisodeBuffer? episode)
        {
            if (summary.Attempt == refused)
                throw new IOException("on purpose");
            Store.Append(summary, episode);
        }
    }
}
