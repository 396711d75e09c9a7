using IntervenGen.Franka;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Twenty displacements a second become smooth motion under the client's own torques.</summary>
public sealed class ActionTests
{
    private static readonly SafetyLimits s_limits = new()
    {
        LowestPosition = new Vec3(0.2, -0.5, 0),
        HighestPosition = new Vec3(0.8, 0.5, 0.8),
    };

    public static TheoryData<string, int> Controllers => new()
    {
        { "Cartesian", 10 },
        { "Joint", 10 },
        { "Cartesian", 5 },
        { "Joint", 5 },
    };

    [Theory]
    [MemberData(nameof(Controllers))]
    public void The_arm_follows_the_tracker_within_three_millimetres(string controller, int version)
    {
        using var robot = new Robot(version);
        Pose start = robot.State().BaseFromEndEffector;
        var oracle = new DeltaPoseTracker(s_limits);
        oracle.Reset(start);
        double worst = 0;
        long last = 0;
        var source = new Script((state, time) =>
        {
            for (; last < time; last++)
                oracle.Advance();
            worst = Math.Max(worst, (state.BaseFromEndEffector.Position - oracle.Pose.Position).Length);
            if (time >= 3000)
                return null;
            double phase = Math.PI * time / 1000;
            var action = new Twist(new Vec3(0.03 * Math.Cos(phase), 0.03 * Math.Sin(phase), 0), new Vec3(0, 0, 0.05));
            if (time % 50 == 0)
                oracle.Command(action);
            return action;
        });
        MotionReport report = robot.Client.Run(new ActionMotion(source, Controller(controller, version), s_limits), Robot.Plain);
        Assert.Equal(0, report.Lost);
        Assert.InRange(worst, 0, 0.003);
        Assert.InRange((oracle.Pose.Position - start.Position).Length, 0.05, 1);
        Assert.Equal(RobotMode.Idle, robot.State().RobotMode);
    }

    [Fact]
    public void A_start_outside_the_box_is_left_at_a_bounded_speed()
    {
        var tracker = new DeltaPoseTracker(s_limits);
        var outside = new Vec3(0.05, 0, 0.3);
        tracker.Reset(new Pose(outside, Quat.Identity));
        tracker.Advance();
        Assert.Equal(outside, tracker.Pose.Position);
        tracker.Command(new Twist(new Vec3(0.01, 0, 0), Vec3.Zero));
        for (int i = 0; i < 3000; i++)
        {
            Vec3 before = tracker.Pose.Position;
            tracker.Advance();
            Assert.InRange((tracker.Pose.Position - before).Length, 0, s_limits.LinearSpeed * 0.001 + 1e-12);
        }

        Assert.Equal(0.2, tracker.Pose.Position.X, 1e-4);
    }

    [Theory]
    [InlineData("Cartesian")]
    [InlineData("Joint")]
    public void The_loop_allocates_nothing(string controller)
    {
        using var robot = new Robot();
        MotionReport report = robot.Client.Run(
            new ActionMotion(new Swing(), Controller(controller, 10), s_limits),
            Robot.Plain with { CutoffFrequency = 100, RateLimits = ArmLimits.Fr3 });
        Assert.InRange(report.Cycles, 2000, 3000);
        Assert.Equal(0, report.AllocatedBytes);
    }

    [Fact]
    public void The_arm_stays_in_its_box()
    {
        using var robot = new Robot();
        double x = robot.State().BaseFromEndEffector.Position.X, max = 0;
        SafetyLimits box = s_limits with { HighestPosition = s_limits.HighestPosition with { X = x + 0.05 } };
        var source = new Script((state, time) =>
        {
            max = Math.Max(max, state.BaseFromEndEffector.Position.X - x);
            return time < 2000 ? new Twist(new Vec3(0.05, 0, 0), Vec3.Zero) : null;
        });
        robot.Client.Run(new ActionMotion(source, Controller("Cartesian", 10), box), Robot.Plain);
        Assert.InRange(max, 0.045, 0.052);
    }

    [Fact]
    public void The_arm_keeps_to_its_speed()
    {
        using var robot = new Robot();
        double fastest = 0;
        Vec3 before = robot.State().BaseFromEndEffector.Position;
        var source = new Script((state, time) =>
        {
            Vec3 now = state.BaseFromEndEffector.Position;
            if (time % 50 == 0)
            {
                fastest = Math.Max(fastest, (now - before).Length / 0.05);
                before = now;
            }

            return time < 1500 ? new Twist(new Vec3(0, 0.05, 0), Vec3.Zero) : null;
        });
        robot.Client.Run(new ActionMotion(source, Controller("Cartesian", 10), s_limits with { LinearSpeed = 0.1 }), Robot.Plain);
        Assert.InRange(fastest, 0.09, 0.11);
    }

    [Fact]
    public void Without_actions_the_arm_holds_and_then_stops()
    {
        using var robot = new Robot();
        var at = new Dictionary<long, Vec3>();
        var source = new Script((state, time) =>
        {
            at[time] = state.BaseFromEndEffector.Position;
            return time <= 500 ? new Twist(new Vec3(0, 0.02, 0), Vec3.Zero) : default(Twist?);
        })
        { FallsSilent = true };
        var fault = Assert.Throws<FrankaSafetyException>(
            () => robot.Client.Run(new ActionMotion(source, Controller("Cartesian", 10), s_limits), Robot.Plain));
        Assert.Equal("no action came for 500 ms; the limit is 500 ms", fault.Message);
        // Moving until 100 ms after the last action, then at rest well before the end.
        Assert.InRange((at[600] - at[500]).Length, 0.002, 0.02);
        Assert.InRange((at[990] - at[940]).Length, 0, 0.0005);
        Assert.Equal(RobotMode.Idle, robot.State().RobotMode);
    }

    [Fact]
    public void A_force_beyond_the_limit_stops_the_arm()
    {
        using var robot = new Robot();
        robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(100, 100, 100, 100));
        robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, 30, 0)));
        var source = new Script((_, _) => default(Twist));
        var fault = Assert.Throws<FrankaSafetyException>(
            () => robot.Client.Run(
                new ActionMotion(source, Controller("Cartesian", 10), s_limits with { ExternalForce = 20 }), Robot.Plain));
        Assert.Contains("the limit is 20.0 N", fault.Message, StringComparison.Ordinal);
        Assert.Equal(RobotMode.Idle, robot.State().RobotMode);
    }

    [Fact]
    public void A_hand_that_is_held_back_pulls_no_harder_than_allowed()
    {
        using var robot = new Robot();
        robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(100, 100, 100, 100));
        double strongest = 0;
        // Out to where the arm has room.
        Pose start = robot.State().BaseFromEndEffector;
        robot.Client.Run(new PoseMove(start with { Position = new Vec3(0.5, 0, 0) }), Robot.Plain);
        robot.Server.Invoke(world => world.PlaceCube(new Pose(new Vec3(0, 0.3, 0.825), Quat.Identity)));
        // Down onto the table, whose top lies 0.112 m below the base: fingers 9 mm below the end effector.
        SafetyLimits limits = s_limits with { LowestPosition = new Vec3(0.2, -0.5, -0.5), ExternalForce = 60, PullingForce = 15 };
        var source = new Script((state, time) =>
        {
            if (time > 3000)
                strongest = Math.Max(strongest, Vec3.From(state[StateField.BaseWrench]).Length);
            return time < 5000 ? new Twist(new Vec3(0, 0, -0.01), Vec3.Zero) : null;
        });
        robot.Client.Run(new ActionMotion(source, Controller("Cartesian", 10), limits), Robot.Plain);
        Assert.Equal(-0.103, robot.State().BaseFromEndEffector.Position.Z, 0.003);
        Assert.InRange(strongest, 10, 18);
    }

    private static IPoseController Controller(string name, int version)
    {
        FrankaArm arm = (version == 5 ? FrankaArm.Panda : FrankaArm.Fr3).With(FrankaArm.Hand);
        return name == "Joint" ? new JointImpedance(arm) : new CartesianImpedance(arm);
    }

    private sealed class Swing : IActionSource
    {
        public ActionStep Next(RobotState state, long time, out Twist displacement)
        {
            displacement = new Twist(new Vec3(0, time % 1000 < 500 ? 0.02 : -0.02, 0), Vec3.Zero);
            return time >= 2000 ? ActionStep.Finish : time % 50 == 0 ? ActionStep.Act : ActionStep.Wait;
        }
    }

    /// <summary>An action every 50 ms; null ends the motion, or silences the source.</summary>
    private sealed class Script(Func<RobotState, long, Twist?> act) : IActionSource
    {
        public bool FallsSilent { get; init; }

        public ActionStep Next(RobotState state, long time, out Twist displacement)
        {
            Twist? action = act(state, time);
            displacement = action ?? default;
            if (action is null)
                return FallsSilent ? ActionStep.Wait : ActionStep.Finish;
            return time % 50 == 0 ? ActionStep.Act : ActionStep.Wait;
        }
    }
}
