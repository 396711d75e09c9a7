using IntervenGen.Cluster.Jobs;
using IntervenGen.Cluster.Runs;

namespace IntervenGen.Cluster.Tests;

/// <summary>Runs of the real igen as processes of this machine.</summary>
[Collection("igen")]
public sealed class LocalIgenTests(ReferenceRun reference)
{
    [Fact]
    public void A_stopped_run_in_eight_parts_ends_as_in_one_process()
    {
        PlannedRun run = reference.Begun();
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => new LocalRun(run, ReferenceRun.Profile, ReferenceRun.Program).Run(2, new StopAt("igen.igen part 3/8 begins", stop), stop.Token));
        Assert.False(run.IsMade("igen.igen"));
        Assert.True(new LocalRun(run, ReferenceRun.Profile, ReferenceRun.Program).Run(2).AreMade());
        reference.AssertSame(run);
    }

    private sealed class StopAt(string line, CancellationTokenSource stop) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Stage == line)
                stop.Cancel();
        }
    }
}
