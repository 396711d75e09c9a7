using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IntervenGen.Interop.Realtime;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Clients that send nothing, too much, or leave and come back at once: none hangs, starves or blocks the robot.</summary>
public sealed class RudeClientTests
{
    private static readonly double[] s_zeros = new double[7];

    public static TheoryData<int, RobotClock> Robots
    {
        get
        {
            var robots = new TheoryData<int, RobotClock>();
            foreach (int version in (int[])[5, 6, 7, 8, 9, 10])
            {
                robots.Add(version, RobotClock.Realtime);
                robots.Add(version, RobotClock.LockStep);
            }

            return robots;
        }
    }

    [Theory]
    [MemberData(nameof(Robots))]
    public void Empty_datagrams_in_rest_and_motion_change_nothing(int version, RobotClock clock)
    {
        using VirtualRobot robot = Serve(version, clock);
        using var session = new RawSession(robot, version);
        session.Next();
        session.SendDatagram([]);
        ulong before = session.MessageId;
        while (session.MessageId < before + 20)
            session.Next();
        session.BeginVelocities();
        Assert.Equal((byte)1, session.Receive()[12]);
        session.WaitFor(generator: 2, controller: 0);
        for (int i = 0; i < 50 && session.RobotMode == 2; i++)
        {
            session.SendDatagram([]);
            session.Answer(s_zeros, isFinished: false);
            session.Next();
        }

        Assert.InRange(robot.Counts.Malformed, 1, 51);
        AssertEndsQuickly(robot);
    }

    [Theory]
    [InlineData(RobotClock.Realtime)]
    [InlineData(RobotClock.LockStep)]
    public async Task A_flood_of_datagrams_does_not_hold_the_robot(RobotClock clock)
    {
        using VirtualRobot robot = Serve(10, clock);
        using var session = new RawSession(robot, 10);
        session.Next();
        using var ends = new CancellationTokenSource();
        Task flood = Task.Run(() => session.Flood(ends.Token));
        ulong before = session.MessageId;
        var waited = Stopwatch.StartNew();
        while (session.MessageId < before + 300)
            session.Next();
        Assert.InRange(waited.Elapsed.TotalSeconds, 0, 10);
        AssertEndsQuickly(robot);
        await ends.CancelAsync();
        await flood;
    }

    [Theory]
    [InlineData(RobotClock.Realtime)]
    [InlineData(RobotClock.LockStep)]
    public void Who_leaves_and_comes_back_at_once_is_taken_in(RobotClock clock)
    {
        using VirtualRobot robot = Serve(10, clock);
        for (int i = 0; i < 100; i++)
        {
            using var session = new RawSession(robot, 10);
            session.Next();
        }

        for (int i = 0; i < 100; i++)
            new RawGripper(robot).Dispose();
    }

    [Fact]
    public void A_connection_that_says_nothing_blocks_a_service_for_its_deadline_alone()
    {
        using VirtualRobot robot = Serve(10, RobotClock.LockStep, TimeSpan.FromSeconds(0.3));
        foreach (int port in (int[])[robot.Port, robot.GripperPort])
        {
            using var silent = new TcpClient();
            silent.Connect(IPAddress.Loopback, port);
            silent.ReceiveTimeout = 5000;
            Assert.Equal(0, silent.GetStream().Read(new byte[1]));
        }

        using var session = new RawSession(robot, 10);
        session.Next();
        using var gripper = new RawGripper(robot);
        // Who has shaken hands may be silent for longer.
        ulong from = session.MessageId;
        while (session.MessageId < from + 500)
            session.Next();
        Assert.Equal((byte)0, session.Ask(2, [])[12]);
    }

    [Fact]
    public void Half_a_request_blocks_a_service_for_its_deadline_alone()
    {
        using VirtualRobot robot = Serve(10, RobotClock.LockStep, TimeSpan.FromSeconds(0.3));
        using var half = new TcpClient();
        half.Connect(IPAddress.Loopback, robot.Port);
        half.ReceiveTimeout = 5000;
        half.GetStream().Write([0, 0, 0, 0, 0, 0]);
        Assert.Equal(0, half.GetStream().Read(new byte[1]));
        using var session = new RawSession(robot, 10);
        session.Next();
    }

    [Fact]
    public async Task A_client_that_reads_no_answers_does_not_stall_the_states()
    {
        using VirtualRobot robot = Serve(10, RobotClock.Realtime);
        using var session = new RawSession(robot, 10);
        session.Next();
        ulong before = session.MessageId;
        var waited = Stopwatch.StartNew();
        Task asking = Task.Run(() => session.AskWithoutReading(30_000));
        while (session.MessageId < before + 1500)
            session.Next();
        // A stall of a second for every answer would take many.
        Assert.InRange(waited.Elapsed.TotalSeconds, 0, 6);
        AssertEndsQuickly(robot);
        await asking.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void A_stall_of_the_robot_itself_is_not_charged_to_its_client(int version)
    {
        using VirtualRobot robot = Serve(version, RobotClock.Realtime);
        using var session = new RawSession(robot, version);
        session.Next();
        session.BeginVelocities();
        Assert.Equal((byte)1, session.Receive()[12]);
        session.WaitFor(generator: 2, controller: 0);
        for (int stalls = 0; stalls < 5; stalls++)
        {
            // Between two states, as if the machine had been busy with something else.
            Task stall = Task.Run(() => robot.Invoke(_ => RealtimeClock.SleepUntil(RealtimeClock.Now + 35_000_000)));
            for (int after = 0; after < 100; after += stall.IsCompleted ? 1 : 0)
            {
                session.Answer(s_zeros, isFinished: false);
                session.Next();
                Assert.Equal((byte)2, session.RobotMode);
            }
        }

        Assert.InRange(robot.Counts.ClockRestarts, 5, long.MaxValue);
    }

    // Ended from outside, as by SIGTERM.
    private static void AssertEndsQuickly(VirtualRobot robot)
    {
        var clock = Stopwatch.StartNew();
        robot.Dispose();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    private static VirtualRobot Serve(int version, RobotClock clock, TimeSpan? messageWait = null) => new(new VirtualRobotOptions
    {
        Version = Robot.Version(version),
        Port = 0,
        GripperPort = 0,
        Clock = clock,
        AnswerWait = TimeSpan.FromSeconds(2),
        MessageWait = messageWait ?? TimeSpan.FromSeconds(2),
    });
}
