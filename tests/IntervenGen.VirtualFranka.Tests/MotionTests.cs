using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Every kind of motion, in lock-step: nothing is lost, and it ends where it was told to.</summary>
public sealed class MotionTests
{
    // 0.1 mm and 0.1 mrad.
    private const double EndTolerance = 1e-4;

    private static readonly JointNumbers s_goal = JointNumbers.From([0.3, -0.6, 0.2, -2.2, 0.1, 1.8, 0.6]);

    [Theory]
    [InlineData(10, ControllerMode.JointImpedance)]
    [InlineData(10, ControllerMode.CartesianImpedance)]
    [InlineData(9, ControllerMode.JointImpedance)]
    [InlineData(7, ControllerMode.JointImpedance)]
    [InlineData(5, ControllerMode.JointImpedance)]
    [InlineData(5, ControllerMode.CartesianImpedance)]
    public void A_joint_motion_ends_at_its_goal(int version, ControllerMode controller)
    {
        using var robot = new Robot(version);
        MotionReport report = robot.Client.Run(new JointMove(s_goal, 0.5, controller), Robot.Plain);
        AssertClean(report, robot);
        AssertJoints(s_goal, robot);
    }

    [Theory]
    [InlineData(10, ControllerMode.JointImpedance)]
    [InlineData(10, ControllerMode.CartesianImpedance)]
    [InlineData(5, ControllerMode.JointImpedance)]
    public void Joint_velocities_end_where_their_sum_is(int version, ControllerMode controller)
    {
        using var robot = new Robot(version);
        JointNumbers start = JointNumbers.From(robot.State()[StateField.PositionDesired]);
        // Franka's example: a swing of joints 4 to 7 there, and half of it back.
        var motion = new Made(MotionGeneratorMode.JointVelocity, controller, (_, time, command) =>
        {
            double speed = time < 1 ? 0.5 * (1 - Math.Cos(2 * Math.PI * time)) : -0.25 * (1 - Math.Cos(2 * Math.PI * (time - 1)));
            command.Velocities[3..].Fill(time < 2 ? speed : 0);
            return time < 2;
        });
        AssertClean(robot.Client.Run(motion, Robot.Plain), robot);
        JointNumbers goal = start;
        for (int i = 3; i < 7; i++)
            goal[i] += 0.25;
        AssertJoints(goal, robot);
    }

    [Theory]
    [InlineData(10, ControllerMode.JointImpedance)]
    [InlineData(10, ControllerMode.CartesianImpedance)]
    [InlineData(7, ControllerMode.JointImpedance)]
    [InlineData(5, ControllerMode.CartesianImpedance)]
    public void A_pose_motion_ends_at_its_goal(int version, ControllerMode controller)
    {
        using var robot = new Robot(version);
        Pose start = robot.State().BaseFromEndEffector;
        Pose goal = new Twist(new Vec3(0.1, -0.15, -0.1), new Vec3(0.1, 0.2, -0.3)).ApplyTo(start);
        AssertClean(robot.Client.Run(new PoseMove(goal, 0.4, 1) { Controller = controller }, Robot.Plain), robot);
        AssertPose(goal, robot);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5)]
    public void A_twist_there_and_back_ends_where_it_began(int version)
    {
        using var robot = new Robot(version);
        Pose start = robot.State().BaseFromEndEffector;
        var motion = new Made(MotionGeneratorMode.CartesianVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            double speed = 0.1 * (1 - Math.Cos(2 * Math.PI * time)) * (time < 1 ? 1 : -1);
            command.Twist.Clear();
            if (time < 2)
                (command.Twist[0], command.Twist[2], command.Twist[5]) = (speed, -speed, 2 * speed);
            return time < 2;
        });
        AssertClean(robot.Client.Run(motion, Robot.Plain), robot);
        AssertPose(start, robot);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5)]
    public void The_elbow_swings_while_the_hand_stands_still(int version)
    {
        using var robot = new Robot(version);
        Pose start = robot.State().BaseFromEndEffector;
        double elbow = 0;
        var motion = new Made(MotionGeneratorMode.CartesianPosition, ControllerMode.JointImpedance, (state, time, command) =>
        {
            if (time == 0)
            {
                elbow = state[StateField.ElbowCommanded][0];
                state[StateField.BaseFromEndEffectorCommanded].CopyTo(command.BaseFromEndEffector);
                command.Elbow[1] = state[StateField.ElbowCommanded][1];
            }

            command.HasElbow = true;
            command.Elbow[0] = elbow + (Math.PI / 10 * (1 - Math.Cos(Math.PI * Math.Min(time, 2) / 2)));
            return time < 2;
        });
        AssertClean(robot.Client.Run(motion, Robot.Plain), robot);
        AssertPose(start, robot);
        Assert.Equal(elbow + (Math.PI / 5), robot.State().Positions[2], EndTolerance);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(9)]
    [InlineData(5)]
    public void Torques_of_a_joint_spring_hold_the_arm_where_it_stands(int version)
    {
        using var robot = new Robot(version);
        JointNumbers start = JointNumbers.From(robot.State().Positions);
        var motion = new Made(MotionGeneratorMode.None, ControllerMode.ExternalController, (state, time, command) =>
        {
            for (int i = 0; i < 7; i++)
                command.Torques[i] = (200 * (start[i] - state.Positions[i])) - (20 * state.Velocities[i]);
            return time < 1;
        });
        AssertClean(robot.Client.Run(motion, Robot.Plain), robot);
        AssertJoints(start, robot);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5)]
    public void Torques_may_follow_the_robots_own_inverse_kinematics(int version)
    {
        using var robot = new Robot(version);
        Pose goal = new Twist(new Vec3(0.05, 0.05, 0), Vec3.Zero).ApplyTo(robot.State().BaseFromEndEffector);
        var path = new PoseMove(goal, 0.1);
        double rests = 0;
        var motion = new Made(MotionGeneratorMode.CartesianPosition, ControllerMode.ExternalController, (state, time, command) =>
        {
            if (path.Update(state, time == 0 ? 0 : 1, command))
                rests = time;
            for (int i = 0; i < 7; i++)
                command.Torques[i] = (600 * (state[StateField.PositionDesired][i] - state.Positions[i])) - (50 * state.Velocities[i]);
            return time < rests + 2;
        });
        AssertClean(robot.Client.Run(motion, Robot.Plain), robot);
        // A spring of 600 N·m/rad leaves what the joints' friction holds: 0.23 N·m, half a millimetre and more of an angle.
        AssertPose(goal, robot, 1e-3);
    }

    [Fact]
    public void A_target_may_be_left_to_the_robots_own_planning()
    {
        using var robot = new Robot();
        var motion = new Made(MotionGeneratorMode.JointPosition, ControllerMode.JointImpedance, (state, _, command) =>
        {
            double farthest = 0;
            for (int i = 0; i < 7; i++)
                farthest = Math.Max(farthest, Math.Abs(state[StateField.PositionDesired][i] - s_goal[i]));
            s_goal.CopyTo(command.Positions);
            return farthest > 1e-5;
        });
        robot.Client.Run(motion, Robot.Plain with { AsynchronousVelocity = JointNumbers.All(1) });
        AssertJoints(s_goal, robot);
    }

    [Fact]
    public void Wild_commands_become_allowed_ones_through_filter_and_limits()
    {
        using var robot = new Robot();
        // A step of 1 rad/s in every joint and one back: without limits a discontinuity at once.
        JointNumbers start = JointNumbers.From(robot.State()[StateField.PositionDesired]);
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities.Fill(time is > 0.01 and < 0.31 ? 1 : 0);
            return time < 1;
        });
        MotionReport report = robot.Client.Run(motion, Robot.Plain with { CutoffFrequency = 100, RateLimits = ArmLimits.Fr3 });
        AssertClean(report, robot);
        RobotState end = robot.State();
        for (int i = 0; i < 7; i++)
            Assert.Equal(0.3, end.Positions[i] - start[i], 0.01);
    }

    [Fact]
    public void A_stop_brakes_and_the_next_motion_starts()
    {
        using var robot = new Robot();
        using var stop = new CancellationTokenSource();
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities[0] = Math.Min(0.5, 0.5 * time);
            if (time > 0.5)
                stop.Cancel();
            return true;
        });
        MotionReport report = robot.Client.Run(motion, Robot.Plain, stop.Token);
        Assert.True(report.IsStopped);
        Assert.Equal(RobotMode.Idle, robot.State().RobotMode);
        Assert.False(robot.Client.Run(new JointMove(s_goal, 0.5), Robot.Plain).IsStopped);
        AssertJoints(s_goal, robot);
    }

    [Fact]
    public void What_a_motion_throws_stops_the_arm_and_reaches_the_caller()
    {
        using var robot = new Robot();
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
            time > 0.2 ? throw new InvalidOperationException("a fault of its own") : command.Velocities[0] == 0);
        Assert.Equal("a fault of its own", Assert.Throws<InvalidOperationException>(() => robot.Client.Run(motion, Robot.Plain)).Message);
        Assert.Equal(RobotMode.Idle, robot.State().RobotMode);
        robot.Client.Run(new JointMove(s_goal, 0.5), Robot.Plain);
    }

    [Fact]
    public void A_number_that_is_not_finite_never_leaves()
    {
        using var robot = new Robot();
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities[2] = time > 0.1 ? double.NaN : 0;
            return true;
        });
        var fault = Assert.Throws<FrankaInvalidCommandException>(() => robot.Client.Run(motion, Robot.Plain));
        Assert.Contains("joint velocity 3 is NaN", fault.Message, StringComparison.Ordinal);
        Assert.Equal(RobotMode.Idle, robot.State().RobotMode);
    }

    private static void AssertClean(MotionReport report, Robot robot)
    {
        Assert.Equal(0, report.Lost);
        Assert.Equal(1, report.LowestSuccessRate);
        Assert.Equal(0, robot.Server.Counts.MissedCommands);
        Assert.False(report.IsStopped);
    }

    private static void AssertJoints(JointNumbers goal, Robot robot)
    {
        RobotState state = robot.State();
        Assert.Equal(RobotMode.Idle, state.RobotMode);
        for (int i = 0; i < 7; i++)
            Assert.InRange(state.Positions[i] - goal[i], -EndTolerance, EndTolerance);
    }

    private static void AssertPose(in Pose goal, Robot robot, double tolerance = EndTolerance)
    {
        var off = Twist.Between(robot.State().BaseFromEndEffector, goal);
        Assert.InRange(off.Linear.Length, 0, tolerance);
        Assert.InRange(off.Angular.Length, 0, tolerance);
    }
}
