using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Tests;

/// <summary>The client end to end, against a server on the loopback.</summary>
public sealed class ConnectionTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData(10, 1)]
    [InlineData(9, 2)]
    [InlineData(7, 2)]
    [InlineData(5, 2)]
    public void A_client_takes_the_version_that_the_robot_names(int number, int handshakes)
    {
        using var server = new FciTestServer(Make.Version(number));
        using var robot = FciConnection.Connect("127.0.0.1", server.Options);
        Assert.Equal(number, robot.Version.Number);
        Assert.Equal(handshakes, server.Handshakes);
        var state = new RobotState();
        robot.ReadState(state);
        Assert.Equal(Make.State(0)[StateField.Position].ToArray(), state.Positions.ToArray());
        Assert.Equal(RobotMode.Reflex, state.RobotMode);
    }

    [Fact]
    public void A_version_without_tables_is_refused_by_its_number()
    {
        using var server = new FciTestServer(FciVersion.V7, new Faults { ClaimedVersion = 4 });
        var exception = Assert.Throws<FrankaVersionException>(() => FciConnection.Connect("127.0.0.1", server.Options));
        Assert.Equal(4, exception.ServerVersion);
        Assert.StartsWith(
            "the robot speaks version 4 of the robot service (Panda with system 4.0 or 4.1); this driver speaks 10 (FR3 with system 5.9",
            exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5)]
    public void Every_setting_arrives_as_it_was_meant(int number)
    {
        using var server = new FciTestServer(Make.Version(number));
        using var robot = FciConnection.Connect("127.0.0.1", server.Options);
        var pose = new Pose(new Vec3(1, 2, 3), Quat.Identity);
        robot.SetCollisionBehavior(CollisionBehavior.Uniform(1, 2, 3, 4));
        robot.SetJointImpedance(JointNumbers.All(3000));
        robot.SetCartesianImpedance(AxisNumbers.All(300));
        robot.SetGuidingMode(new GuidingFreedom(true, false, false, false, false, false, true));
        robot.SetStiffnessFrame(pose);
        robot.SetEndEffectorFrame(pose);
        robot.SetLoad(new Payload(0.5, new Vec3(0, 0, 0.1), InertiaNumbers.Diagonal(1, 2, 3)));
        robot.StopMove();
        robot.AutomaticErrorRecovery();
        Assert.Equal(
            [
                FciRequest.SetCollisionBehavior, FciRequest.SetJointImpedance, FciRequest.SetCartesianImpedance, FciRequest.SetGuidingMode,
                FciRequest.SetEEToK, FciRequest.SetNEToEE, FciRequest.SetLoad, FciRequest.StopMove, FciRequest.AutomaticErrorRecovery,
            ],
            server.Requests.Select(entry => entry.Request));
        byte[][] bodies = [.. server.Requests.Select(entry => entry.Body)];
        Assert.Equal([1, 2, 1, 2, 3, 4, 3, 4], ((int[])[0, 7, 14, 21, 28, 34, 40, 46]).Select(i => Number(bodies[0], i)));
        Assert.Equal(3000, Number(bodies[1], 6));
        Assert.Equal(300, Number(bodies[2], 5));
        Assert.Equal([1, 0, 0, 0, 0, 0, 1], bodies[3]);
        Assert.Equal([1, 2, 3, 1], Enumerable.Range(12, 4).Select(i => Number(bodies[4], i)));
        Assert.Equal([0.5, 0, 0, 0.1, 1], Enumerable.Range(0, 5).Select(i => Number(bodies[6], i)));
    }

    [Fact]
    public void The_model_is_text_where_the_version_has_it()
    {
        using (var server = new FciTestServer(FciVersion.V10))
        using (var robot = FciConnection.Connect("127.0.0.1", server.Options))
            Assert.Equal(FciTestServer.Model, robot.GetRobotModel());
        using (var server = new FciTestServer(FciVersion.V5))
        using (var robot = FciConnection.Connect("127.0.0.1", server.Options))
            Assert.Throws<NotSupportedException>(() => robot.GetRobotModel());
    }

    [Fact]
    public void A_refusal_says_what_was_refused_and_why()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults
        {
            Refusals = { [FciRequest.AutomaticErrorRecovery] = FciStatus.ManualRecoveryRequired },
        });
        using var robot = FciConnection.Connect("127.0.0.1", server.Options);
        var exception = Assert.Throws<FrankaCommandException>(robot.AutomaticErrorRecovery);
        Assert.Equal((FciRequest.AutomaticErrorRecovery, FciStatus.ManualRecoveryRequired), (exception.Request, exception.Status));
        Assert.Equal("the robot refused AutomaticErrorRecovery: manual recovery is required", exception.Message);
        robot.StopMove();
    }

    [Fact]
    public void A_command_without_an_answer_ends_at_its_deadline_and_harms_no_other()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { Unanswered = { FciRequest.SetLoad } });
        using var robot = FciConnection.Connect("127.0.0.1", server.Options with { CommandTimeout = s_short });
        var exception = Assert.Throws<FrankaNetworkException>(() => robot.SetLoad(default));
        Assert.Equal("SetLoad was not answered within 0.2 s", exception.Message);
        robot.StopMove();
    }

    [Fact]
    public void An_answer_after_its_deadline_is_not_taken_for_anothers()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults
        {
            AnsweredLate = { FciRequest.SetLoad },
            Refusals = { [FciRequest.AutomaticErrorRecovery] = FciStatus.ManualRecoveryRequired },
        });
        using var robot = FciConnection.Connect("127.0.0.1", server.Options with { CommandTimeout = TimeSpan.FromSeconds(1) });
        Assert.Throws<FrankaNetworkException>(() => robot.SetLoad(default));
        robot.StopMove();
        Assert.Throws<FrankaCommandException>(robot.AutomaticErrorRecovery); // the late success lies before this refusal
        robot.StopMove();
    }

    [Fact]
    public void A_stop_does_not_wait_for_a_recovery()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { Unanswered = { FciRequest.AutomaticErrorRecovery } });
        using var robot = FciConnection.Connect("127.0.0.1", server.Options with { RecoveryTimeout = TimeSpan.FromSeconds(2) });
        Exception? recovery = null;
        var thread = new Thread(() => recovery = Record.Exception(robot.AutomaticErrorRecovery));
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => !server.Requests.IsEmpty, 5000));
        for (int i = 0; i < 20; i++)
            robot.StopMove();
        Assert.True(thread.IsAlive);
        thread.Join();
        Assert.IsType<FrankaNetworkException>(recovery);
    }

    [Fact]
    public void A_robot_that_hangs_up_ends_every_wait_at_once()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { ClosesOn = { FciRequest.AutomaticErrorRecovery } });
        using var robot = FciConnection.Connect("127.0.0.1", server.Options with { RecoveryTimeout = TimeSpan.FromMinutes(10) });
        Assert.Contains(
            "closed the connection", Assert.Throws<FrankaNetworkException>(robot.AutomaticErrorRecovery).Message, StringComparison.Ordinal);
        Assert.Throws<FrankaNetworkException>(robot.StopMove);
    }

    [Fact]
    public void A_robot_without_states_is_not_connected_to()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { NoStates = true });
        FciOptions options = server.Options with { StateTimeout = s_short };
        Assert.Contains("no state came", Assert.Throws<FrankaNetworkException>(() => FciConnection.Connect("127.0.0.1", options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_state_is_a_protocol_error()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { ShortStates = true });
        Assert.Throws<FrankaProtocolException>(() => FciConnection.Connect("127.0.0.1", server.Options));
    }

    [Fact]
    public void Of_states_in_disorder_the_newest_wins()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { Shuffled = true });
        using var robot = FciConnection.Connect("127.0.0.1", server.Options);
        var state = new RobotState();
        ulong last = 0;
        for (int i = 0; i < 100; i++)
        {
            robot.ReadNextState(state);
            Assert.True(state.MessageId > last);
            Assert.Equal(0UL, state.MessageId % 2); // the even ones overtake
            last = state.MessageId;
        }

        Assert.True(robot.StateCounts.Late > 100, robot.StateCounts.ToString());
        Assert.InRange(robot.StateCounts.Lost, 0, 1 + (robot.StateCounts.Received / 10));
    }

    [Fact]
    public void Lost_states_are_counted()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { LoseEvery = 4 });
        using var robot = FciConnection.Connect("127.0.0.1", server.Options);
        var state = new RobotState();
        while (state.MessageId < 200)
            robot.ReadNextState(state);
        Assert.True(robot.StateCounts.Lost >= 49, robot.StateCounts.ToString());
    }

    [Fact]
    public void A_state_read_after_a_pause_is_of_now()
    {
        using var server = new FciTestServer(FciVersion.V10);
        using var robot = FciConnection.Connect("127.0.0.1", server.Options);
        var state = new RobotState();
        robot.ReadState(state);
        ulong before = state.MessageId;
        var clock = Stopwatch.StartNew();
        // The socket's buffer holds 90 to 180 states, the oldest; what is left of the pause allows for a server that is not scheduled.
        SpinWait.SpinUntil(() => clock.ElapsedMilliseconds > 700);
        robot.ReadState(state);
        Assert.True(state.MessageId >= before + 400);
    }

    [Fact]
    public void Reading_states_allocates_nothing()
    {
        using var server = new FciTestServer(FciVersion.V10);
        using var robot = FciConnection.Connect("127.0.0.1", server.Options);
        var state = new RobotState();
        for (int i = 0; i < 20; i++)
            robot.ReadNextState(state);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            robot.ReadNextState(state);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_connection_may_be_closed_twice()
    {
        using var server = new FciTestServer(FciVersion.V10);
        var robot = FciConnection.Connect("127.0.0.1", server.Options);
        robot.Dispose();
        Assert.Null(Record.Exception(robot.Dispose));
    }

    [Fact]
    public void A_closed_connection_makes_room_for_the_next()
    {
        using var server = new FciTestServer(FciVersion.V10);
        var robot = FciConnection.Connect("127.0.0.1", server.Options);
        Assert.Equal(1, server.OpenConnections);
        robot.Dispose();
        Assert.True(SpinWait.SpinUntil(() => server.OpenConnections == 0, 5000));
        FciConnection.Connect("127.0.0.1", server.Options).Dispose();
    }

    [Fact]
    public void A_closed_port_asks_whether_FCI_is_activated()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, never listening
        var options = new FciOptions { Port = ((IPEndPoint)taken.LocalEndPoint!).Port };
        Assert.Contains("is FCI activated",
            Assert.Throws<FrankaNetworkException>(() => FciConnection.Connect("127.0.0.1", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_host_is_named()
    {
        var options = new FciOptions { Port = 1 };
        var fault = Assert.Throws<FrankaNetworkException>(() => FciConnection.Connect("no-such-robot.invalid", options));
        Assert.Contains("no-such-robot.invalid", fault.Message, StringComparison.Ordinal);
    }

    private static double Number(byte[] body, int index) => BitConverter.ToDouble(body, 8 * index);
}
