using IntervenGen.Cluster.Runs;

namespace IntervenGen.Cluster.Tests;

/// <summary>The same jobs as processes of one machine.</summary>
public sealed class LocalRunTests
{
    [Fact]
    public void Eight_parts_on_two_processes_give_one_processs_digest()
    {
        using var run = new FakeRun();
        IReadOnlyList<JobState> states = new LocalRun(run, FakeRun.Profile, FakeRun.Program).Run(2);
        Assert.True(states.All(state => state.Count(TaskProgress.Made) == state.Tasks.Count), run.Logs());
        Assert.Equal(8, states.Single(state => state.Job.Name == "generate.parts").Tasks.Count);
        Assert.Equal(run.DigestOfOneProcess(), run.Digest);
        Assert.Equal(run.Attempts + FakeStage.FakeStage.Collected, run.Made.Distinct().Count());
    }

    [Fact]
    public void A_part_that_fails_once_is_tried_again_and_goes_on()
    {
        using var run = new FakeRun();
        run.FailOnce("generate", 3);
        new LocalRun(run, FakeRun.Profile, FakeRun.Program).Run(4);
        Assert.Equal(run.DigestOfOneProcess(), run.Digest);
        // What it made before it failed was not made again.
        Assert.Equal(run.Made.Length, run.Made.Distinct().Count());
    }

    [Fact]
    public void A_part_that_fails_too_often_is_named_with_its_last_line()
    {
        using var run = new FakeRun();
        run.FailOnce("generate", 3, times: 2);
        IReadOnlyList<JobState> states = new LocalRun(run, FakeRun.Profile, FakeRun.Program).Run(4);
        TaskState failed = Assert.Single(states.SelectMany(state => state.Tasks), task => task.Progress == TaskProgress.Failed);
        Assert.Equal("generate part 3/8", failed.Task.Label);
        Assert.Equal(2, failed.Failures.Count);
        Assert.Equal("generate 3 was told to fail", failed.Failures[^1].LastLine);
        Assert.False(run.IsMade("report"));
        new LocalRun(run, FakeRun.Profile, FakeRun.Program).Run(4);
        Assert.Equal(run.DigestOfOneProcess(), run.Digest);
    }

    [Fact]
    public void A_stopped_run_goes_on_where_it_was()
    {
        using var run = new FakeRun(attempts: 64, milliseconds: 40);
        using var stop = new CancellationTokenSource();
        using var watch = new FileSystemWatcher(run.Folder, "made.log") { EnableRaisingEvents = true };
        watch.Changed += (_, _) =>
        {
            if (run.Made.Length > 15)
                stop.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => new LocalRun(run, FakeRun.Profile, FakeRun.Program).Run(4, null, stop.Token));
        Assert.InRange(run.Made.Length, 16, run.Attempts);
        new LocalRun(run, FakeRun.Profile, FakeRun.Program).Run(4);
        Assert.Equal(run.DigestOfOneProcess(), run.Digest);
        Assert.Equal(run.Made.Length, run.Made.Distinct().Count());
    }
}
