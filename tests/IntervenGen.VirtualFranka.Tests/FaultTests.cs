using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Server;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>What networks and people do to a robot: each ends in a defined state with a clear error, and nothing hangs.</summary>
public sealed class FaultTests
{
    private static readonly JointNumbers s_goal = JointNumbers.From([0.3, -0.6, 0.2, -2.2, 0.1, 1.8, 0.6]);

    public static TheoryData<string> Faults => ["lost", "late", "shuffled", "twice", "commands lost", "all of it"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_motion_survives_a_bad_network(string what)
    {
        using var robot = new Robot(faults: What(what), answerWait: TimeSpan.FromMilliseconds(10));
        MotionReport report = robot.Client.Run(new JointMove(s_goal, 0.3), Robot.Plain);
        StreamCounts counts = robot.Client.StateCounts;
        // Of some three thousand states.
        Assert.True(what switch
        {
            "lost" => report.Lost > 20,
            "late" or "shuffled" or "twice" => counts.Late > 20,
            "commands lost" => report.Lost == 0 && robot.Server.Counts.MissedCommands > 20,
            _ => report.Lost > 0 && counts.Late > 5 && robot.Server.Counts.MissedCommands > 5,
        }, $"lost {report.Lost}, late {counts.Late}, missed {robot.Server.Counts.MissedCommands}");
        for (int i = 0; i < 7; i++)
            Assert.Equal(s_goal[i], robot.State().Positions[i], 1e-3);
    }

    [Fact]
    public void A_server_that_dies_in_a_motion_is_an_error_within_a_second_or_two()
    {
        var robot = new Robot();
        bool isDead = false;
        Thread? killer = null;
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            if (time > 0.2 && !isDead)
            {
                isDead = true;
                killer = new Thread(robot.Server.Dispose);
                killer.Start();
            }

            return command.Velocities[0] == 0;
        });
        var clock = Stopwatch.StartNew();
        Assert.Throws<FrankaNetworkException>(() => robot.Client.Run(motion, Robot.Plain));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        killer!.Join();
        robot.Client.Dispose();
    }

    [Fact]
    public void A_client_that_dies_in_a_motion_leaves_a_robot_at_rest_for_the_next_one()
    {
        using var robot = new Robot();
        var first = robot.Client;
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities[0] = Math.Min(0.5, time);
            if (time > 0.3)
                first.Dispose();
            return true;
        });
        Assert.ThrowsAny<Exception>(() => first.Run(motion, Robot.Plain));
        using FciConnection second = ConnectSoon(robot);
        var state = new RobotState();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                second.ReadState(state);
                return state.RobotMode == RobotMode.Idle;
            },
            TimeSpan.FromSeconds(5)));
        second.Run(new JointMove(s_goal, 0.5), Robot.Plain);
        second.ReadState(state);
        Assert.Equal(RobotMode.Idle, state.RobotMode);
        Assert.Equal(s_goal[0], state.Positions[0], 1e-3);
    }

    [Fact]
    public void A_second_client_is_turned_away_and_the_first_does_not_notice()
    {
        using var robot = new Robot();
        Exception? refusal = null;
        bool isTried = false;
        Thread? other = null;
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            if (!isTried)
            {
                isTried = true;
                other = new Thread(() => refusal = Record.Exception(() => robot.Connect().Dispose()));
                other.Start();
            }

            return command.Velocities[0] == 0 && time < 0.5;
        });
        MotionReport report = robot.Client.Run(motion, Robot.Plain);
        other!.Join();
        Assert.IsType<FrankaNetworkException>(refusal);
        Assert.Equal(0, report.Lost);
        Assert.Equal(0, robot.Server.Counts.MissedCommands);
    }

    [Fact]
    public void A_client_of_another_version_learns_the_robots_own_and_connects()
    {
        using var robot = new Robot(5);
        robot.Client.Dispose();
        using FciConnection other = ConnectSoon(robot, robot.Server.ClientOptions with { FirstVersion = FciVersion.V10 });
        Assert.Equal(5, other.Version.Number);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 10, 0 })]
    public void Nonsense_over_TCP_costs_its_sender_the_connection_and_nobody_else(byte[] nonsense)
    {
        using var robot = new Robot();
        robot.Client.Dispose();
        using (var tcp = new TcpClient())
        {
            Assert.True(SpinWait.SpinUntil(() => !robot.Server.HasClient, TimeSpan.FromSeconds(5)));
            tcp.Connect(IPAddress.Loopback, robot.Server.Port);
            tcp.ReceiveTimeout = 5000;
            NetworkStream stream = tcp.GetStream();
            stream.Write(nonsense);
            // A message that stops in the middle.
            if (nonsense.Length > 12)
                tcp.Client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, ReadSafely(stream));
        }

        using FciConnection next = ConnectSoon(robot);
        next.ReadState(new RobotState());
    }

    [Fact]
    public void Short_datagrams_and_strangers_are_ignored_and_counted()
    {
        using var robot = new Robot();
        robot.Client.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !robot.Server.HasClient, TimeSpan.FromSeconds(5)));
        using var tcp = new TcpClient();
        tcp.Connect(IPAddress.Loopback, robot.Server.Port);
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] connect = new byte[16];
        new RobotHeader(0, 0, 16).Write(connect);
        ConnectBody.WriteRequest(connect.AsSpan(12), 10, (ushort)((IPEndPoint)udp.Client.LocalEndPoint!).Port);
        tcp.GetStream().Write(connect);
        IPEndPoint source = new(IPAddress.Any, 0);
        udp.Client.ReceiveTimeout = 5000;
        Assert.Equal(FciVersion.V10.State.Size, udp.Receive(ref source).Length);
        udp.Send(new byte[20], 20, source);
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        stranger.Send(new byte[20], 20, source);
        Assert.True(SpinWait.SpinUntil(() => robot.Server.Counts.Malformed > 0, TimeSpan.FromSeconds(5)));
        Assert.Equal(1, robot.Server.Counts.Malformed);
    }

    [Fact]
    public void A_port_that_is_taken_is_one_clear_line()
    {
        using var robot = new Robot();
        var fault = Assert.Throws<Core.UsageException>(
            () => new VirtualRobot(new VirtualRobotOptions { Port = robot.Server.Port, GripperPort = 0 }));
        Assert.Contains($"127.0.0.1:{robot.Server.Port}", fault.Message, StringComparison.Ordinal);
    }

    private static LinkFaults What(string what) => what switch
    {
        "lost" => new LinkFaults { Seed = 1, Lost = 0.02 },
        "late" => new LinkFaults { Seed = 2, Delayed = 0.02 },
        "shuffled" => new LinkFaults { Seed = 3, Reordered = 0.02 },
        "twice" => new LinkFaults { Seed = 4, Duplicated = 0.1 },
        "commands lost" => new LinkFaults { Seed = 5, LostCommands = 0.02 },
        _ => new LinkFaults { Seed = 6, Lost = 0.005, Delayed = 0.005, Reordered = 0.005, Duplicated = 0.02, LostCommands = 0.005 },
    };

    // The robot notices within a few milliseconds that its client is gone.
    private static FciConnection ConnectSoon(Robot robot, FciOptions? options = null)
    {
        FciConnection? connection = null;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                try
                {
                    connection = FciConnection.Connect("127.0.0.1", options ?? robot.Server.ClientOptions);
                    return true;
                }
                catch (FrankaNetworkException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(5)));
        return connection!;
    }

    private static int ReadSafely(NetworkStream stream)
    {
        try
        {
            byte[] rest = new byte[64];
            int all = 0, count;
            while ((count = stream.Read(rest)) > 0)
                all += count;
            return all;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
