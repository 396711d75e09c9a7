using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks.NutInsertion;

namespace IntervenGen.Simulation.Tests;

public sealed class AdaptiveSteppingTests : IDisposable
{
    private readonly NutInsertionTask _task = new();

    public void Dispose() => _task.Dispose();

    [Fact]
    public void The_hand_follows_the_same_actions_within_three_millimetres_of_fixed_substeps()
    {
        using var @fixed = new SimulatedLane(_task);
        using var adaptive = new SimulatedLane(_task, SteppingMode.Adaptive);
        var op = new NutInsertionOperator();
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

        // Semi-implicit Euler lags by half a substep: 1.5 ms at 0.3 m/s is half a millimetre, and errors of targets add up.
        Assert.True(worst < 0.003, $"{worst * 1000} mm");
        Assert.True(adaptive.CoarseSteps > steps / 3, $"{adaptive.CoarseSteps} of {steps} control steps were coarse");
        Assert.Equal(0, @fixed.CoarseSteps);
    }

    [Fact]
    public void A_step_in_which_nut_and_peg_touch_has_short_substeps()
    {
        using var lane = new SimulatedLane(_task, SteppingMode.Adaptive);
        var action = new float[7];
        for (int attempt = 0; attempt < 3; attempt++)
        {
            // Over the believed peg, which is 2 to 4 cm beside the true one, and down until they meet.
            lane.Reset(new EpisodeKey(22, SceneSplit.Source, attempt, true));
            Vec3 belief = lane.BelievedPose(NutInsertionTask.Peg).Position;
            for (int step = 0; step < 150 && !lane.IsRevealed; step++)
            {
                Vec3 goal = belief with { Z = step < 60 ? 1.0 : 0.9 };
                Vec3 move = (goal - lane.TruePose(NutInsertionTask.Nut).Position).LimitedTo(0.02);
                lane.ActionToward(lane.WorldFromEef with { Position = lane.WorldFromEef.Position + move }, 1, action);
                long coarse = lane.CoarseSteps;
                lane.Step(action);
                if (lane.TriggerContact)
                    Assert.Equal(coarse, lane.CoarseSteps);
            }

            Assert.True(lane.IsRevealed, "nut and peg never touched");
        }

        Assert.True(lane.CoarseSteps > 30, $"only {lane.CoarseSteps} control steps were coarse");
    }

    [Fact]
    public void An_adaptive_episode_restored_in_the_middle_ends_in_the_same_bits()
    {
        using var lane = new SimulatedLane(_task, SteppingMode.Adaptive);
        using var other = new SimulatedLane(_task, SteppingMode.Adaptive);
        var op = new NutInsertionOperator();
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
        Assert.True(lane.CoarseSteps > 0);
        Assert.Equal(end, again);
    }
}
