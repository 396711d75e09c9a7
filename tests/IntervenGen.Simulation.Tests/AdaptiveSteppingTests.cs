using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

public sealed class AdaptiveSteppingTests : IDisposable
{
    private readonly SimulatedTask _task = TaskCatalog.Find("nut-insertion").Open();

    public void Dispose() => _task.Dispose();

    [Fact]
    public void The_hand_follows_the_same_actions_within_five_millimetres_of_fixed_substeps()
    {
        using var @fixed = new SimulatedLane(_task);
        using var adaptive = new SimulatedLane(_task, SteppingMode.Adaptive);
        IOperator op = TaskCatalog.Find("nut-insertion").CreateOperator();
        var action = new float[7];
        long steps = 0;
        double worst = 0;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            var key = new EpisodeKey(21, SceneSplit.Source, attempt, false);
            @fixed.Reset(key);
            adaptive.Reset(key);
            op.Begin(@fixed, key);
            for (int step = 0; step < _task.Spec.Horizon && op.Act(@fixed, action); step++, steps++)
            {
                @fixed.Step(action);
                adaptive.Step(action);
                worst = Math.Max(worst, (@fixed.WorldFromEef.Position - adaptive.WorldFromEef.Position).Length);
            }

            Assert.Equal(@fixed.IsSuccess, adaptive.IsSuccess);
        }

        // Semi-implicit Euler lags by half a substep: 4 ms at 0.3 m/s is more than a millimetre, and errors of targets add up.
        Assert.True(worst < 0.005, $"{worst * 1000} mm");
        long longer = adaptive.StepsTaken(SubstepLength.Long), medium = adaptive.StepsTaken(SubstepLength.Medium);
        Assert.True(longer > steps / 3, $"{longer} of {steps} control steps had long substeps");
        Assert.True(longer + medium > steps * 2 / 3, $"{longer + medium} of {steps} control steps had longer substeps");
        Assert.Equal(0, @fixed.StepsTaken(SubstepLength.Long) + @fixed.StepsTaken(SubstepLength.Medium));
    }

    [Fact]
    public void A_step_in_which_nut_and_peg_touch_has_no_long_substeps()
    {
        using var lane = new SimulatedLane(_task, SteppingMode.Adaptive);
        var action = new float[7];
        for (int attempt = 0; attempt < 3; attempt++)
        {
            // Over the believed peg, which is 2 to 4 cm beside the true one, and down until they meet.
            lane.Reset(new EpisodeKey(22, SceneSplit.Source, attempt, true));
            Vec3 belief = lane.BelievedPose(1).Position;
            for (int step = 0; step < 150 && !lane.IsRevealed; step++)
            {
                Vec3 goal = belief with { Z = step < 60 ? 1.0 : 0.9 };
                Vec3 move = (goal - lane.TruePose(0).Position).LimitedTo(0.02);
                lane.ActionToward(lane.WorldFromEef with { Position = lane.WorldFromEef.Position + move }, 1, action);
                long before = lane.StepsTaken(SubstepLength.Long);
                lane.Step(action);
                if (lane.TriggerContact)
                    Assert.Equal(before, lane.StepsTaken(SubstepLength.Long));
            }

            Assert.True(lane.IsRevealed, "nut and peg never touched");
        }

        Assert.True(lane.StepsTaken(SubstepLength.Long) > 30, $"only {lane.StepsTaken(SubstepLength.Long)} control steps were long");
    }

    [Fact]
    public void An_adaptive_episode_restored_in_the_middle_ends_in_the_same_bits()
    {
        using var lane = new SimulatedLane(_task, SteppingMode.Adaptive);
        using var other = new SimulatedLane(_task, SteppingMode.Adaptive);
        IOperator op = TaskCatalog.Find("nut-insertion").CreateOperator();
        var key = new EpisodeKey(23, SceneSplit.Source, 0, false);
        var middle = new double[_task.Spec.StateSize];
        var end = new double[middle.Length];
        var again = new double[middle.Length];
        var actions = new List<float[]>();
        lane.Reset(key);
        op.Begin(lane, key);
        var action = new float[7];
        for (int step = 0; op.Act(lane, action); step++)
        {
            if (step == 8)
                lane.SaveState(middle);
            if (step >= 8)
                actions.Add([.. action]);
            lane.Step(action);
        }

        lane.SaveState(end);
        other.RestoreState(middle);
        foreach (float[] recorded in actions)
            other.Step(recorded);
        other.SaveState(again);
        Assert.True(lane.StepsTaken(SubstepLength.Long) > 0 && lane.StepsTaken(SubstepLength.Medium) > 0);
        Assert.Equal(end, again);
    }
}
