using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

/// <summary>The engine's promises: no managed memory on the hot path, and mj_step's own motion bit for bit.</summary>
public sealed class EngineAllocationTests : IDisposable
{
    private readonly SimulatedTask _task = TaskCatalog.Find("nut-insertion").Open();

    public void Dispose() => _task.Dispose();

    [Fact]
    public void No_worker_allocates_while_its_lanes_record_episodes()
    {
        using var batch = new SimulatedBatch(_task, 4, 2);
        var layout = new EpisodeLayout(_task.Spec);
        var allocated = new long[2];
        batch.Dispatch((worker, lanes) =>
        {
            EpisodeBuffer[] records = [.. lanes.Select(_ => new EpisodeBuffer(layout, 50))];
            float[] action = new float[_task.Spec.ActionSize], seen = new float[_task.Spec.ObservationSize];
            Drive(lanes, records, action, seen, 60);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Drive(lanes, records, action, seen, 1000);
            allocated[worker] = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal([0, 0], allocated);
    }

    [Fact]
    public void The_engines_motion_is_that_of_plain_mj_step_with_the_recorded_controls()
    {
        const int steps = 40;
        using var lane = new SimulatedLane(_task);
        lane.Reset(new EpisodeKey(4, SceneSplit.Source, 2, true));
        int controls = _task.Model.Size("nu"), row = SimulatedLane.SubstepsPerStep * controls;
        var tape = new double[steps * row];
        var start = new double[_task.Spec.StateSize];
        var end = new double[_task.Spec.StateSize];
        lane.SaveState(start);
        lane.RecordControls(tape, 0);
        var random = new CounterRandom(2, 0, 0);
        var action = new float[_task.Spec.ActionSize];
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < 6; i++)
                action[i] = (float)random.NextDouble(-0.5, 0.4);
            action[6] = step < 30 ? 1 : -1;
            lane.Step(action);
        }

        lane.RecordControls(null, 0);
        lane.SaveState(end);
        lane.RestoreState(start);

        // Restoring has normalised the quaternions once; mj_step does it again.
        start.AsSpan(1, lane.Positions.Length).CopyTo(lane.Positions);
        new MjBench([lane.Data]).Run(tape, tape.Length, steps * SimulatedLane.SubstepsPerStep, new long[1], withKernels: true);
        Assert.Equal(end.AsSpan(1, lane.Positions.Length), lane.Positions);
        Span<double> velocities = lane.Data.Doubles("qvel").Span;
        Assert.Equal(end.AsSpan(1 + lane.Positions.Length, velocities.Length), velocities);
    }

    [Fact]
    public void The_wide_controller_equals_the_scalar_one_bit_for_bit()
    {
        using var lane = new SimulatedLane(_task);
        var random = new CounterRandom(11, 0, 0);
        var action = new float[_task.Spec.ActionSize];
        var torque = new double[_task.Arm.Joints];
        lane.Reset(new EpisodeKey(8, SceneSplit.Source, 0, true));
        for (int step = 0; step < 60; step++)
        {
            for (int i = 0; i < 6; i++)
                action[i] = (float)random.NextDouble(-1, 1);
            action[6] = 1;
            lane.Step(action);
            lane.Controller.Command(action);
            lane.Controller.Compute(torque);
            Assert.Equal(ScalarController.Torque(lane, _task), torque);
        }
    }

    [Fact]
    public void Controls_that_do_not_fit_on_the_tape_are_an_error()
    {
        using var lane = new SimulatedLane(_task);
        lane.Reset(new EpisodeKey(4, SceneSplit.Source, 2, true));
        lane.RecordControls(new double[5], 0);
        Assert.Throws<ArgumentException>(() => lane.Step(new float[_task.Spec.ActionSize]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MjBench([lane.Data]).Run(new double[8], 8, 1, new long[1]));
    }

    // A policy made of the observation itself keeps the arm moving; what matters here is the path, not the motion.
    private static void Drive(IReadOnlyList<IEnvironment> lanes, EpisodeBuffer[] records, float[] action, float[] seen, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < lanes.Count; i++)
            {
                IEnvironment lane = lanes[i];
                EpisodeBuffer record = records[i];
                if (step % 50 == 0)
                {
                    record.Clear();
                    lane.Reset(new EpisodeKey(1, SceneSplit.Source, step + i, true));
                }

                lane.Observe(seen);
                for (int k = 0; k < 6; k++)
                    action[k] = Math.Clamp(seen[k] - seen[14 + k], -0.3f, 0.3f);
                action[6] = 1;
                int row = StepRecorder.Add(record, lane, action, StepMode.Policy, subtask: 0);
                lane.Step(action);
                StepRecorder.Close(record, row, lane);
            }
        }
    }
}
