using IntervenGen.Core;
using IntervenGen.Franka.Control;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Tests;

public sealed class DeltaPoseTrackerTests
{
    private static readonly SafetyLimits s_limits = new()
    {
        LowestPosition = new Vec3(-1, -1, -1),
        HighestPosition = new Vec3(1, 1, 1),
        AngularSpeed = 10,
        LinearSpeed = 10,
    };

    [Fact]
    public void It_moves_like_a_unit_mass_on_a_critically_damped_spring()
    {
        DeltaPoseTracker tracker = At(Pose.Identity);
        tracker.Command(new Twist(new Vec3(0.05, 0, 0), Vec3.Zero));
        for (int t = 1; t <= 400; t++)
        {
            tracker.Advance();
            // x(t) = g (1 - (1 + w t) exp(-w t)) with w the root of the stiffness.
            double wt = Math.Sqrt(OperationalSpaceGains.Stiffness) * t * 0.001;
            Assert.Equal(0.05 * (1 - ((1 + wt) * Math.Exp(-wt))), tracker.Pose.Position.X, 2e-4);
        }
    }

    [Fact]
    public void A_hold_ends_position_and_turn_where_they_are()
    {
        DeltaPoseTracker tracker = At(Pose.Identity);
        tracker.Command(new Twist(new Vec3(0.05, 0, 0), new Vec3(0, 0, 0.5)));
        Advance(tracker, 50);
        Pose then = tracker.Pose;
        tracker.Hold();
        Advance(tracker, 3000);
        // What speed is left carries on by v / (2 w) and less.
        Assert.InRange((tracker.Pose.Position - then.Position).Length, 0, 0.03);
        Assert.InRange(Quat.AngleBetween(tracker.Pose.Orientation, then.Orientation), 0, 0.25);
        Assert.InRange(Quat.AngleBetween(tracker.Pose.Orientation, Quat.Identity), 0, 0.4);
        Assert.InRange(tracker.Twist.Linear.Length + tracker.Twist.Angular.Length, 0, 1e-6);
    }

    [Fact]
    public void A_hold_of_a_hand_that_is_all_but_level_ends_level()
    {
        DeltaPoseTracker tracker = At(Pose.Identity);
        tracker.Command(new Twist(new Vec3(0.02, 0, 0), new Vec3(0.01, 0, 0)));
        tracker.Hold();
        Advance(tracker, 3000);
        Assert.Equal(0.01, Quat.AngleBetween(tracker.Pose.Orientation, Quat.Identity), 1e-6);
    }

    [Fact]
    public void It_waits_for_an_arm_that_is_held_back_in_place_and_in_turn()
    {
        DeltaPoseTracker tracker = At(Pose.Identity);
        for (int i = 0; i < 2000; i++)
        {
            if (i % 50 == 0)
                tracker.Command(new Twist(new Vec3(0, 0.05, 0), new Vec3(0, 0.5, 0)));
            tracker.StayNear(Pose.Identity, reach: 0.02, turn: 0.2);
            tracker.Advance();
        }

        tracker.StayNear(Pose.Identity, reach: 0.02, turn: 0.2);
        Assert.Equal(0.02, tracker.Pose.Position.Y, 1e-9);
        Assert.Equal(0.2, Quat.AngleBetween(tracker.Pose.Orientation, Quat.Identity), 1e-9);
    }

    private static DeltaPoseTracker At(in Pose pose)
    {
        var tracker = new DeltaPoseTracker(s_limits);
        tracker.Reset(pose);
        return tracker;
    }

    private static void Advance(DeltaPoseTracker tracker, int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
            tracker.Advance();
    }
}
