using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

public sealed class LaneTests : IDisposable
{
    private readonly SimulatedTask _task = TaskCatalog.Find("nut-insertion").Open();

    public void Dispose() => _task.Dispose();

    [Fact]
    public void A_restored_state_continues_bit_for_bit()
    {
        using var lane = new SimulatedLane(_task);
        using var other = new SimulatedLane(_task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 4, true));
        var actions = new CounterRandom(9, 0, 0);
        var action = new float[7];
        var middle = new double[_task.Spec.StateSize];
        var end = new double[_task.Spec.StateSize];
        var recorded = new List<float[]>();
        for (int step = 0; step < 40; step++)
        {
            if (step == 15)
                lane.SaveState(middle);
            for (int i = 0; i < 6; i++)
                action[i] = (float)actions.NextDouble(-0.5, 0.5);
            action[6] = step < 25 ? 1 : -1;
            if (step >= 15)
                recorded.Add([.. action]);
            lane.Step(action);
        }

        lane.SaveState(end);
        var again = new double[end.Length];
        other.Reset(new EpisodeKey(77, SceneSplit.Source, 0, true));
        other.RestoreState(middle);
        other.SaveState(again);
        Assert.Equal(middle, again);
        foreach (float[] step in recorded)
            other.Step(step);
        other.SaveState(again);
        Assert.Equal(end, again);
    }

    [Fact]
    public void The_same_key_gives_the_same_scene_on_any_lane_whatever_happened_before()
    {
        using var first = new SimulatedLane(_task);
        using var second = new SimulatedLane(_task);
        var key = new EpisodeKey(12, SceneSplit.Evaluation, 7, true);
        first.Reset(key);
        second.Reset(new EpisodeKey(3, SceneSplit.Source, 1, false));
        for (int step = 0; step < 20; step++)
            second.Step([1, -1, -1, 0.5f, 0, 0, -1]);
        second.Reset(key);
        var a = new double[_task.Spec.StateSize];
        var b = new double[_task.Spec.StateSize];
        first.SaveState(a);
        second.SaveState(b);
        Assert.Equal(a, b);
    }

    [Fact]
    public void A_control_step_allocates_nothing()
    {
        using var lane = new SimulatedLane(_task);
        var observation = new float[_task.Spec.ObservationSize];
        var state = new double[_task.Spec.StateSize];
        float[] action = [0.1f, 0, -0.1f, 0, 0, 0, 1];
        void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                if (i % 50 == 0)
                    lane.Reset(new EpisodeKey(1, SceneSplit.Source, i, true));
                lane.Observe(observation);
                lane.ActionToward(lane.TargetOf(action), 1, action);
                lane.Step(action);
                lane.SaveState(state);
            }
        }

        Run(200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_bad_state_ends_the_episode_as_diverged_and_the_next_reset_is_clean()
    {
        using var lane = new SimulatedLane(_task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        lane.Data.Doubles("qvel").Span[3] = double.NaN;
        lane.Step(new float[7]);
        Assert.True(lane.HasDiverged);
        Assert.False(lane.IsSuccess);
        lane.Step(new float[7]);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        Assert.False(lane.HasDiverged);
        lane.Step(new float[7]);
        Assert.False(lane.HasDiverged);
    }

    [Fact]
    public void The_gripper_needs_eight_control_steps_from_closed_to_open()
    {
        using var lane = new SimulatedLane(_task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        for (int step = 0; step < 8; step++)
        {
            Assert.True(lane.Data.Doubles("ctrl").Span[7] < 0.04 - 1e-6, $"open after {step} steps");
            lane.Step([0, 0, 0, 0, 0, 0, -1]);
        }

        Assert.Equal(0.04, lane.Data.Doubles("ctrl").Span[7], 1e-12);
        Assert.Equal(-0.04, lane.Data.Doubles("ctrl").Span[8], 1e-12);
    }

    [Fact]
    public void Workers_run_at_the_same_time_and_each_sees_its_own_lanes()
    {
        using var batch = new SimulatedBatch(_task, 5, 2);
        using var meeting = new Barrier(2);
        var seen = new int[2];
        batch.Dispatch((worker, lanes) =>
        {
            seen[worker] = lanes.Count;
            Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30)), "the workers did not meet");
        });
        Assert.Equal([3, 2], seen);
        Assert.Equal(5, batch.LaneCount);
    }

    [Fact]
    public void An_exception_on_a_worker_reaches_the_caller_with_its_stack()
    {
        using var batch = new SimulatedBatch(_task, 2, 2);
        var exception = Assert.Throws<InvalidOperationException>(() => ExplodeOnOne(batch));
        Assert.Contains(nameof(Explode), exception.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_lives_on_after_an_exception_on_a_worker()
    {
        using var batch = new SimulatedBatch(_task, 2, 2);
        Assert.Throws<InvalidOperationException>(() => ExplodeOnOne(batch));
        int ran = 0;
        batch.Dispatch((_, _) => Interlocked.Increment(ref ran));
        Assert.Equal(2, ran);
    }

    private static void ExplodeOnOne(SimulatedBatch batch) => batch.Dispatch((worker, _) =>
    {
        if (worker == 1)
            Explode();
    });

    [Fact]
    public void An_error_inside_mujoco_ends_the_episode_and_the_lane_is_rebuilt()
    {
        using var lane = new SimulatedLane(_task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        var before = new double[_task.Spec.StateSize];
        lane.SaveState(before);
        lane.Data.Poison();
        lane.Step(new float[7]);
        Assert.True(lane.HasDiverged);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        var after = new double[_task.Spec.StateSize];
        lane.SaveState(after);
        Assert.Equal(before, after);
    }

    private static void Explode() => throw new InvalidOperationException("worker failed");
}
