using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Each broken rule of the controller ends the motion with its own flag, and the robot recovers.</summary>
public sealed class ReflexTests
{
    private static JointNumbers Zero => default;

    public static TheoryData<string, int> Provocations => new()
    {
        { "joint_position_motion_generator_start_pose_invalid", 10 },
        { "joint_motion_generator_velocity_discontinuity", 10 },
        { "joint_motion_generator_acceleration_discontinuity", 10 },
        { "joint_motion_generator_velocity_limits_violation", 10 },
        { "joint_motion_generator_position_limits_violation", 5 },
        { "joint_position_limits_violation", 10 },
        { "cartesian_position_motion_generator_start_pose_invalid", 10 },
        { "cartesian_motion_generator_velocity_discontinuity", 10 },
        { "cartesian_motion_generator_acceleration_discontinuity", 10 },
        { "cartesian_motion_generator_velocity_limits_violation", 5 },
        { "cartesian_motion_generator_start_elbow_invalid", 10 },
        { "cartesian_motion_generator_elbow_limit_violation", 10 },
        { "cartesian_motion_generator_elbow_sign_inconsistent", 10 },
        { "start_elbow_sign_inconsistent", 10 },
        { "cartesian_motion_generator_joint_velocity_limits_violation", 10 },
        { "cartesian_motion_generator_joint_velocity_discontinuity", 10 },
        { "controller_torque_discontinuity", 10 },
        { "joint_velocity_violation", 10 },
        { "communication_constraints_violation", 10 },
        { "max_path_pose_deviation_violation", 10 },
        { "max_goal_pose_deviation_violation", 10 },
        { "cartesian_motion_generator_joint_acceleration_discontinuity", 10 },
        { "tau_J_range_violation", 10 },
        { "cartesian_reflex", 10 },
        { "joint_reflex", 10 },
        { "self_collision_avoidance_violation", 10 },
        { "self_collision_avoidance_violation", 5 },
        { "cartesian_velocity_violation", 5 },
        { "cartesian_motion_generator_joint_position_limits_violation", 5 },
    };

    [Theory]
    [MemberData(nameof(Provocations))]
    public void A_broken_rule_is_reported_by_its_flag_and_recovered_from(string flag, int version)
    {
        // Where an answer is withheld on purpose, it is not waited for long.
        TimeSpan wait = flag.StartsWith("communication", StringComparison.Ordinal)
            ? TimeSpan.FromMilliseconds(20) : TimeSpan.FromSeconds(2);
        using var robot = new Robot(version, answerWait: wait);
        (IMotion motion, MotionOptions options) = Provoke(flag, robot);
        var fault = Assert.Throws<FrankaMotionException>(() => robot.Client.Run(motion, options));
        Assert.Equal(FciStatus.ReflexAborted, fault.Status);
        Assert.Equal([flag], fault.Reason.Names);
        Assert.Contains(flag, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Log);
        RobotState state = robot.State();
        Assert.Equal(RobotMode.Reflex, state.RobotMode);
        Assert.Equal([flag], state.ReflexReason.Names);
        AssertRecovers(robot);
    }

    [Fact]
    public void Every_flag_that_can_be_raised_is_provoked_by_a_test()
    {
        // What is no pose, and a world that is none, are provoked by RawSessionTests and StopTests.
        string[] elsewhere = ["cartesian_position_motion_generator_invalid_frame_flag", "instability_detected"];
        IEnumerable<string> raised = Enum.GetValues<RobotErrorFlag>()
            .Where(flag => flag != RobotErrorFlag.None).Select(flag => RobotErrors.NameOf((int)flag));
        Assert.Equal(raised.Order(), ((IEnumerable<object[]>)Provocations).Select(row => (string)row[0]).Concat(elsewhere).Distinct().Order());
    }

    [Fact]
    public void In_reflex_a_motion_is_refused()
    {
        using var robot = new Robot();
        Assert.Throws<FrankaMotionException>(() => robot.Client.Run(Offset(0.2), Robot.Plain));
        var fault = Assert.Throws<FrankaMotionException>(() => robot.Client.Run(new JointMove(VirtualRobotOptions.Ready), Robot.Plain));
        Assert.Equal(FciStatus.NotPossible, fault.Status);
        AssertRecovers(robot);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5)]
    public void The_user_stop_aborts_and_after_its_release_the_robot_moves_again(int version)
    {
        using var robot = new Robot(version);
        bool isPressed = false;
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities[0] = Math.Min(0.3, 0.5 * time);
            if (time > 0.3 && !isPressed)
            {
                isPressed = true;
                // On another thread: the robot waits for this very command.
                new Thread(() => robot.Server.UserStop(true)).Start();
            }

            return true;
        });
        var fault = Assert.Throws<FrankaMotionException>(() => robot.Client.Run(motion, Robot.Plain));
        Assert.Equal(FciStatus.EmergencyAborted, fault.Status);
        Assert.Equal(RobotMode.UserStopped, robot.State().RobotMode);
        Assert.Throws<FrankaCommandException>(robot.Client.AutomaticErrorRecovery);
        robot.Server.UserStop(false);
        AssertRecovers(robot);
    }

    [Fact]
    public void Recovery_where_nothing_is_wrong_succeeds()
    {
        using var robot = new Robot();
        AssertRecovers(robot);
    }

    private static (IMotion Motion, MotionOptions Options) Provoke(string flag, Robot robot)
    {
        MotionOptions plain = Robot.Plain;
        switch (flag)
        {
            case "joint_position_motion_generator_start_pose_invalid":
                return (Offset(0.2), plain);
            case "joint_motion_generator_velocity_discontinuity":
                // Jerk stays within its limit while acceleration grows beyond: 4000 rad/s³ for 3 ms.
                return (Positions((time, start) => start + (4000 * Math.Pow(time, 3) / 6)), plain);
            case "joint_motion_generator_acceleration_discontinuity":
                return (Velocities(time => time > 0.1 ? 0.008 : 0), plain);
            case "joint_motion_generator_velocity_limits_violation":
                return (Velocities(time => Ramp(time, 8)), plain);
            case "joint_motion_generator_position_limits_violation":
                return (BeyondJoint6(robot), plain);
            case "joint_position_limits_violation":
                // An FR3 forbids speed near the end before its end; torques come there all the same.
                return (Torques((state, _, command) =>
                {
                    for (int i = 0; i < 7; i++)
                        command.Torques[i] = Toward(state, i, i == 5 ? 8 * (0.4 - state.Velocities[i]) : -20 * state.Velocities[i]);
                }), plain);
            case "cartesian_position_motion_generator_start_pose_invalid":
                return (Pose((_, start) => start with { Position = start.Position + new Vec3(0.05, 0, 0) }), plain);
            case "cartesian_motion_generator_velocity_discontinuity":
                return (Pose((time, start) => start with { Position = start.Position + new Vec3(0, 0, time > 0.1 ? 1e-4 : 0) }), plain);
            case "cartesian_motion_generator_acceleration_discontinuity":
                return (Twists((time, twist) => twist[1] = time > 0.1 ? 0.008 : 0), plain);
            case "cartesian_motion_generator_velocity_limits_violation":
                // About the hand's axis: beyond 2.5 rad/s, while joint 7 of a Panda may turn at 2.61.
                return (Twists((time, twist) => twist[5] = Math.Min(2.75, Ramp(time, 5))), plain);
            case "cartesian_motion_generator_start_elbow_invalid":
                return (Elbow((_, elbow) => elbow + 0.1, 1), plain);
            case "cartesian_motion_generator_elbow_limit_violation":
                return (Elbow((time, elbow) => elbow + (time > 0.1 ? 0.01 : 0), 1), plain);
            case "cartesian_motion_generator_elbow_sign_inconsistent":
                return (Elbow((_, elbow) => elbow, 1, time => time > 0.1 ? -1 : 1), plain);
            case "start_elbow_sign_inconsistent":
                return (Elbow((_, elbow) => elbow, -1), plain);
            case "cartesian_motion_generator_joint_velocity_limits_violation":
                // Straight out until the arm is nearly stretched.
                return (Twists((time, twist) => twist[0] = Math.Min(0.4, Ramp(time, 0.5))), plain);
            case "cartesian_motion_generator_joint_velocity_discontinuity":
                // 8.5 m/s² are allowed to the hand, not to the joints that lift it.
                return (Twists((time, twist) => twist[2] = Ramp(time, 8.5)), plain);
            case "controller_torque_discontinuity":
                return (Torques((_, time, command) => command.Torques[0] = time > 0.1 ? 3 : 0), plain);
            case "joint_velocity_violation":
                return (Torques((state, _, command) => command.Torques[6] = Math.Min(10, state[StateField.TorqueDesired][6] + 0.5)), plain);
            case "communication_constraints_violation":
                return (new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
                {
                    if (time > 0.05)
                        Assert.True(SpinWait.SpinUntil(() => robot.Server.Counts.MissedCommands >= 20, TimeSpan.FromSeconds(10)));
                    return command.Velocities[0] == 0;
                }), plain);
            case "max_path_pose_deviation_violation":
                robot.Client.SetJointImpedance(JointNumbers.All(100));
                robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, 15, 0)));
                return (Velocities(_ => 0), plain with { PathDeviation = new PoseDeviation(0.02, 3, 6) });
            case "max_goal_pose_deviation_violation":
                robot.Client.SetJointImpedance(JointNumbers.All(100));
                robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, 15, 0)));
                return (new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, _) => time < 1),
                    plain with { GoalDeviation = new PoseDeviation(0.02, 3, 6) });
            case "cartesian_motion_generator_joint_acceleration_discontinuity":
                // A jerk of 4300 m/s³ is allowed to the hand, not to the joints half a metre away.
                return (Pose((time, start) =>
                {
                    double height = time > 0.1 ? 4.3 * Math.Pow(time - 0.1, 2) / 2 : 0;
                    return start with { Position = start.Position + new Vec3(0, 0, height) };
                }), plain);
            case "tau_J_range_violation":
                robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(9000, 9000, 9000, 9000));
                return (Pushed(robot, new Vec3(0, 0, -220)), plain);
            case "cartesian_reflex":
                return (Pushed(robot), plain);
            case "self_collision_avoidance_violation":
                // Folded until the hand is in the base.
                return (new JointMove(JointNumbers.From([0, 0, 0, -2.9, 0, 1.5, Math.PI / 4]), 0.2), plain);
            case "cartesian_velocity_violation":
                // Stretched out and turned about two axes, each within its own limit.
                Assert.True(robot.Server.TryStand(JointNumbers.From([-1, 0.6, 0, -1, 0, 1.6, Math.PI / 4])));
                return (new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
                {
                    command.Velocities[0] = Math.Min(2.1, Ramp(time, 6));
                    command.Velocities[1] = -Math.Min(2.1, Ramp(time, 6));
                    return true;
                }), plain);
            case "cartesian_motion_generator_joint_position_limits_violation":
                // About the hand's axis to the end of joint 7.
                return (Twists((time, twist) => twist[5] = -Math.Min(1, Ramp(time, 5))), plain);
            case "joint_reflex":
                robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(5, 10, 500, 500));
                return (Pushed(robot), plain);
            default:
                throw new ArgumentOutOfRangeException(nameof(flag), flag, "nothing provokes it");
        }
    }

    private static void AssertRecovers(Robot robot)
    {
        robot.Server.Invoke(world =>
        {
            for (int link = 1; link <= 7; link++)
                world.PushLink(link, Vec3.Zero);
        });
        robot.Client.AutomaticErrorRecovery();
        Assert.Equal(RobotMode.Idle, robot.State().RobotMode);
        robot.Client.SetJointImpedance(JointNumbers.All(2000));
        JointNumbers here = JointNumbers.From(robot.State()[StateField.PositionDesired]);
        here[0] += here[0] > 0 ? -0.1 : 0.1;
        here[3] += here[3] < -1.5 ? 0.1 : -0.1;
        robot.Client.Run(new JointMove(here), Robot.Plain);
        Assert.Equal(here[0], robot.State().Positions[0], 1e-3);
    }

    private static Made Offset(double radians) => Positions((_, start) => start + radians);

    private static Made Positions(Func<double, double, double> joint1)
    {
        JointNumbers start = Zero;
        return new Made(MotionGeneratorMode.JointPosition, ControllerMode.JointImpedance, (state, time, command) =>
        {
            if (time == 0)
                start = JointNumbers.From(state[StateField.PositionDesired]);
            start.CopyTo(command.Positions);
            command.Positions[0] = joint1(time, start[0]);
            return true;
        });
    }

    private static Made Velocities(Func<double, double> joint1) =>
        new(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities[0] = joint1(time);
            return time < 10;
        });

    // Stands still until somebody leans on the hand.
    private static Made Pushed(Robot robot, Vec3? force = null)
    {
        bool isPushed = false;
        return Velocities(time =>
        {
            if (time > 0.05 && !isPushed)
            {
                isPushed = true;
                // On another thread: the robot waits for this very command.
                new Thread(() => robot.Server.Invoke(world => world.PushLink(7, force ?? new Vec3(0, 40, 0)))).Start();
            }

            return 0;
        });
    }

    // Smoothly to the end of joint 6's range and past it, slowly enough for every other rule.
    private static JointMove BeyondJoint6(Robot robot)
    {
        JointNumbers goal = JointNumbers.From(robot.State()[StateField.PositionDesired]);
        goal[5] = ArmLimits.Panda.HighestPosition[5] + 0.05;
        return new JointMove(goal, 0.1);
    }

    // A speed that grows with an acceleration, which itself grows for a tenth of a second.
    private static double Ramp(double time, double acceleration) =>
        time < 0.1 ? acceleration * time * time / 0.2 : acceleration * (time - 0.05);

    private static double Toward(RobotState state, int joint, double torque)
    {
        double last = state[StateField.TorqueDesired][joint];
        return last + Math.Clamp(torque - last, -0.9, 0.9);
    }

    private static Made Pose(Func<double, Pose, Pose> path)
    {
        Pose start = Numerics.Pose.Identity;
        return new Made(MotionGeneratorMode.CartesianPosition, ControllerMode.JointImpedance, (state, time, command) =>
        {
            if (time == 0)
                start = ColumnMajor.ToPose(state[StateField.BaseFromEndEffectorCommanded]);
            ColumnMajor.Write(path(time, start), command.BaseFromEndEffector);
            return true;
        });
    }

    private delegate void TwistAt(double time, Span<double> twist);

    private static Made Twists(TwistAt path) =>
        new(MotionGeneratorMode.CartesianVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            path(time, command.Twist);
            return true;
        });

    private static Made Elbow(Func<double, double, double> path, double sign, Func<double, double>? turn = null)
    {
        double start = 0;
        return new Made(MotionGeneratorMode.CartesianPosition, ControllerMode.JointImpedance, (state, time, command) =>
        {
            if (time == 0)
            {
                start = state[StateField.ElbowCommanded][0];
                state[StateField.BaseFromEndEffectorCommanded].CopyTo(command.BaseFromEndEffector);
            }

            command.HasElbow = true;
            command.Elbow[0] = path(time, start);
            command.Elbow[1] = (turn?.Invoke(time) ?? sign) * state[StateField.ElbowCommanded][1];
            return true;
        });
    }

    private static Made Torques(Action<RobotState, double, RobotCommand> torques) =>
        new(MotionGeneratorMode.None, ControllerMode.ExternalController, (state, time, command) =>
        {
            torques(state, time, command);
            return true;
        });
}
