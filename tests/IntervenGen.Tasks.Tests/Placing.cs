using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Tests;

/// <summary>What tests of tasks with a held part share.</summary>
internal static class Placing
{
    /// <summary>Carries the held part over where the target is believed and lowers it until the trigger fires.</summary>
    /// <param name="lane">The world, reset.</param>
    /// <param name="part">The held object.</param>
    /// <param name="target">The object it is meant for.</param>
    /// <param name="hover">Height of the part over the target on the way, metres.</param>
    /// <param name="before">Called before every step in which nothing is revealed yet.</param>
    public static void RunInto(SimulatedLane lane, int part, int target, double hover, Action before)
    {
        Vec3 believed = lane.BelievedPose(target).Position;
        var action = new float[7];
        bool lifted = false, over = false;
        for (int step = 0; step < 250 && !lane.IsRevealed; step++)
        {
            before();
            Vec3 now = lane.TruePose(part).Position;
            Vec3 above = believed + new Vec3(0, 0, hover);
            lifted |= now.Z > above.Z - 0.005;
            over |= lifted && ((above - now) with { Z = 0 }).Length < 0.003;
            Vec3 goal = !lifted ? now with { Z = above.Z + 0.01 } : over ? believed : above;
            Pose eef = lane.WorldFromEef;
            lane.ActionToward(eef with { Position = eef.Position + (goal - now).LimitedTo(0.015) }, 1, action);
            lane.Step(action);
        }

        Assert.True(lane.IsRevealed, "nothing was revealed");
    }

    /// <summary>How often the operator succeeds.</summary>
    public static int Successes(SimulatedLane lane, IOperator op, int scenes)
    {
        var action = new float[7];
        int successes = 0;
        for (int attempt = 0; attempt < scenes; attempt++)
        {
            var key = new EpisodeKey(11, SceneSplit.Source, attempt, attempt % 2 == 1);
            lane.Reset(key);
            op.Begin(lane, key);
            for (int step = 0; step < lane.Spec.Horizon && op.Act(lane, action); step++)
                lane.Step(action);
            successes += lane.IsSuccess ? 1 : 0;
        }

        return successes;
    }

    /// <summary>Saves, goes on, restores and goes on again: both times the same bits.</summary>
    public static void AssertContinues(SimulatedLane lane)
    {
        double[] saved = new double[lane.Spec.StateSize], first = new double[saved.Length], second = new double[saved.Length];
        lane.SaveState(saved);
        Continue(first);
        lane.RestoreState(saved);
        Continue(second);
        Assert.Equal(first, second);

        void Continue(double[] state)
        {
            for (int step = 0; step < 20; step++)
                lane.Step([0.1f, -0.1f, step < 10 ? 0.3f : -0.3f, 0, 0.05f, 0, 1]);
            lane.SaveState(state);
        }
    }

    /// <summary>Puts a free body somewhere with the hand open and away, without moving time.</summary>
    public static void Put(SimulatedLane lane, SimulatedTask task, string body, in Pose worldFromBody)
    {
        for (int step = 0; step < 10; step++)
            lane.Step([0, 0, 0.3f, 0, 0, 0, -1]);
        int address = task.Model.Integers("jnt_qposadr")[task.Model.Id("joint", body)];
        worldFromBody.WriteTo(lane.Positions.Slice(address, Pose.Size));
        lane.Refresh();
        var state = new double[task.Spec.StateSize];
        lane.SaveState(state);
        lane.RestoreState(state);
    }
}
