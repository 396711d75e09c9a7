using IntervenGen.Core;
using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

public sealed class BatchTests : IDisposable
{
    private readonly SimulatedTask _task = TaskCatalog.Find("nut-insertion").Open();

    public void Dispose() => _task.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_lane_that_cannot_be_made_releases_those_that_were(int made)
    {
        var lanes = new List<SimulatedLane>();
        SimulatedLane Create()
        {
            lock (lanes)
            {
                if (lanes.Count == made)
                    throw new FormatException("on purpose");
                lanes.Add(new SimulatedLane(_task));
                return lanes[^1];
            }
        }

        Assert.Throws<FormatException>(() => new SimulatedBatch(_task, 4, 2, Create, firstCore: 0));
        Assert.Equal(made, lanes.Count);
        Assert.All(lanes, lane => Assert.False(_task.Worlds.IsLent(lane.Data)));
    }

    [Fact]
    public void More_workers_than_cores_are_not_pinned()
    {
        int workers = Environment.ProcessorCount + 1;
        using var batch = new SimulatedBatch(_task, workers, workers);
        Assert.False(batch.IsPinned);
    }

    [Fact]
    public void Workers_that_are_not_pinned_step_to_the_same_bits()
    {
        int workers = Environment.ProcessorCount + 1;
        using var pinned = new SimulatedBatch(_task, workers, 1);
        using var free = new SimulatedBatch(_task, workers, workers);
        Assert.Equal(Ends(pinned), Ends(free));
    }

    [Fact]
    public void A_worker_that_fails_leaves_the_batch_usable()
    {
        using var batch = new SimulatedBatch(_task, 2, 2);
        Assert.Throws<FormatException>(() => batch.Dispatch((worker, _) =>
        {
            if (worker == 1)
                throw new FormatException("on purpose");
        }));
        int ran = 0;
        batch.Dispatch((_, _) => Interlocked.Increment(ref ran));
        Assert.Equal(2, ran);
    }

    // The states that ten steps lead to, by the attempt's number.
    private double[][] Ends(SimulatedBatch batch)
    {
        var ends = new double[batch.LaneCount][];
        int next = -1;
        batch.Dispatch((_, lanes) =>
        {
            foreach (IEnvironment lane in lanes)
            {
                int attempt = Interlocked.Increment(ref next);
                lane.Reset(new EpisodeKey(1, SceneSplit.Source, attempt, true));
                for (int step = 0; step < 10; step++)
                    lane.Step([0.2f, 0.1f, -0.3f, 0, 0, 0, 1]);
                ends[attempt] = new double[_task.Spec.StateSize];
                lane.SaveState(ends[attempt]);
            }
        });
        return ends;
    }
}
