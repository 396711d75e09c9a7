using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Whatever goes wrong in a motion, the arm is told to stop, and what went wrong first is what is told.</summary>
public sealed class StopTests
{
    [Fact]
    public void A_stream_that_falls_silent_ends_in_an_arm_at_rest()
    {
        using var robot = new Robot();
        robot.Client.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !robot.Server.HasClient, TimeSpan.FromSeconds(5)));
        using FciConnection client = FciConnection.Connect(
            "127.0.0.1", robot.Server.ClientOptions with { StateTimeout = TimeSpan.FromSeconds(0.2) });
        using var isSilent = new ManualResetEventSlim();
        Thread? silencer = null;
        bool isNoticed = false;
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities[0] = Math.Min(0.2, 0.5 * time);
            if (time > 0.3 && silencer is null)
            {
                // The robot sleeps until the client has noticed it, and has asked for a stop.
                silencer = new Thread(() => robot.Server.Invoke(_ =>
                {
                    isSilent.Set();
                    isNoticed = SpinWait.SpinUntil(() => robot.Server.HasWaitingRequest, TimeSpan.FromSeconds(10));
                }));
                silencer.Start();
                isSilent.Wait();
            }

            return true;
        });
        var fault = Assert.Throws<FrankaNetworkException>(() => client.Run(motion, Robot.Plain));
        Assert.Contains("no state came", fault.Message, StringComparison.Ordinal);
        silencer!.Join();
        Assert.True(isNoticed);
        var state = new RobotState();
        client.ReadState(state);
        Assert.Equal(RobotMode.Idle, state.RobotMode);
        Assert.InRange(Math.Abs(state.Velocities[0]), 0, 0.01);
    }

    [Fact]
    public void What_went_wrong_first_is_told_even_if_the_stop_fails_too()
    {
        var robot = new Robot();
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            if (time < 0.2)
                return command.Velocities[0] == 0;
            robot.Server.Dispose();
            throw new InvalidOperationException("a fault of its own");
        });
        Assert.Equal("a fault of its own", Assert.Throws<InvalidOperationException>(() => robot.Client.Run(motion, Robot.Plain)).Message);
        robot.Client.Dispose();
    }

    [Fact]
    public void A_user_stop_released_at_once_does_not_let_go_of_a_moving_arm()
    {
        using var robot = new Robot();
        bool isPressed = false;
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities[0] = Math.Min(0.5, 0.5 * time);
            if (time > 1.1 && !isPressed)
            {
                isPressed = true;
                new Thread(() =>
                {
                    robot.Server.UserStop(true);
                    robot.Server.UserStop(false);
                }).Start();
            }

            return true;
        });
        Assert.Equal(FciStatus.EmergencyAborted, Assert.Throws<FrankaMotionException>(() => robot.Client.Run(motion, Robot.Plain)).Status);
        var state = new RobotState();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                robot.Client.ReadState(state);
                return state.RobotMode == RobotMode.Idle;
            },
            TimeSpan.FromSeconds(5)));
        Assert.Equal(0, state[StateField.VelocityDesired][0]);
    }

    [Fact]
    public void A_user_stop_ends_a_recovery()
    {
        // A recovery that would outlast the test by far: only the button can end it.
        var timing = new ControlTiming { RecoveryTime = 60_000 };
        using var robot = new Robot(timing: timing);
        Exception? fault = null;
        var recovery = new Thread(() => fault = Record.Exception(robot.Client.AutomaticErrorRecovery));
        recovery.Start();
        Assert.True(SpinWait.SpinUntil(() => robot.State().RobotMode == RobotMode.AutomaticErrorRecovery, TimeSpan.FromSeconds(10)));
        robot.Server.UserStop(true);
        recovery.Join();
        Assert.Equal(FciStatus.EmergencyAborted, Assert.IsType<FrankaCommandException>(fault).Status);
        Assert.Equal(RobotMode.UserStopped, robot.State().RobotMode);
        robot.Server.UserStop(false);
        Assert.True(SpinWait.SpinUntil(() => robot.State().RobotMode == RobotMode.Idle, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_robot_that_cannot_be_built_gives_its_ports_back()
    {
        int free = FreePort(), other = FreePort();
        var options = new VirtualRobotOptions { Port = free, GripperPort = other };
        Assert.ThrowsAny<Exception>(() => new VirtualRobot(options with { Faults = null! }));
        using var robot = new VirtualRobot(options);
        Assert.Equal((free, other), (robot.Port, robot.GripperPort));
    }

    [Fact]
    public void A_camera_of_a_robot_that_has_ended_is_an_error_at_once()
    {
        var robot = new VirtualRobot(new VirtualRobotOptions { Port = 0, GripperPort = 0 });
        robot.Dispose();
        var fault = Assert.Throws<Core.IntervenGenException>(() => new RobotCamera(robot, null));
        Assert.Contains("has ended", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_robot_whose_gripper_port_is_taken_gives_its_own_port_back()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int free = FreePort();
        int gripperPort = ((IPEndPoint)taken.LocalEndpoint).Port;
        Assert.Throws<Core.UsageException>(() => new VirtualRobot(new VirtualRobotOptions { Port = free, GripperPort = gripperPort }));
        using var robot = new VirtualRobot(new VirtualRobotOptions { Port = free, GripperPort = 0 });
        Assert.Equal(free, robot.Port);
    }

    [Fact]
    public void A_world_that_diverges_in_a_motion_is_a_reflex_and_then_a_new_world()
    {
        using var robot = new Robot();
        robot.Client.SetLoad(new Payload(0.5, Vec3.Zero, default));
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            if (time > 0.1)
                robot.Server.Invoke(world => world.PlaceCube(new Pose(new Vec3(double.NaN, 0, 1), Quat.Identity)));
            return command.Velocities[0] == 0 && time < 0.5;
        });
        var fault = Assert.Throws<FrankaMotionException>(() => robot.Client.Run(motion, Robot.Plain));
        Assert.Equal(["instability_detected"], fault.Reason.Names);
        Assert.Equal((RobotMode.Reflex, 0.0), (robot.State().RobotMode, robot.State()[StateField.LoadMass][0]));
        robot.Client.AutomaticErrorRecovery();
        robot.Client.Run(new HoldStill(TimeSpan.FromSeconds(0.1)), Robot.Plain);
        Assert.Equal(1, robot.Server.Counts.Rebuilds);
        Assert.False(robot.Server.Faulted.IsCancellationRequested);
    }

    [Fact]
    public void A_world_that_diverges_in_an_action_fails_the_action_and_the_hand_works_on()
    {
        using var robot = new Robot();
        using GripperConnection gripper = GripperConnection.Connect("127.0.0.1", robot.Server.ClientOptions);
        GripperAction action = gripper.BeginMove(0.01, 0.01);
        robot.Server.Invoke(world => world.PlaceCube(new Pose(new Vec3(double.NaN, 0, 1), Quat.Identity)));
        GripperStatus status = default;
        Assert.True(SpinWait.SpinUntil(() => gripper.TryEnd(action, out status), TimeSpan.FromSeconds(5)));
        Assert.Equal(GripperStatus.Failed, status);
        Assert.True(gripper.Move(0.05, 0.2));
    }

    [Fact]
    public void Holding_still_moves_nothing_and_counts_the_commands_in_time()
    {
        using var robot = new Robot();
        JointNumbers before = JointNumbers.From(robot.State()[StateField.PositionDesired]);
        var motion = new HoldStill(TimeSpan.FromSeconds(0.5));
        MotionReport report = robot.Client.Run(motion, Robot.Plain);
        Assert.Equal(1, motion.MeanSuccessRate);
        Assert.InRange(report.Cycles, 500, 520);
        for (int i = 0; i < 7; i++)
            Assert.Equal(before[i], robot.State()[StateField.PositionDesired][i]);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
