using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Whole sessions in bytes, by a client that knows nothing of the driver's own tables.</summary>
public sealed class RawSessionTests
{
    private static readonly double[] s_ready = [0, -Math.PI / 4, 0, -3 * Math.PI / 4, 0, Math.PI / 2, Math.PI / 4];
    private static readonly double[] s_zeros = new double[7];

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void A_session_connects_sets_moves_and_ends_in_the_versions_own_bytes(int version)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        Assert.Equal(Message(0, 0, 0, (byte)version, 0), session.Connection);

        session.Next();
        Assert.Equal(session.Layout.StateSize, session.State.Length);
        AssertIdle(session);
        for (int i = 0; i < 7; i++)
            Assert.Equal(s_ready[i], session.Number(session.Layout.Position, i), 1e-4);
        // O_T_EE begins at offset 8 in all versions; its last number is 1, those of its last row 0.
        Assert.Equal([0, 0, 0, 1], ((int[])[3, 7, 11, 15]).Select(i => session.Number(8, i)));

        AssertSetters(session, version);
        AssertModel(session, version);
        AssertMoves(session);
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(10, 5)]
    [InlineData(9, 10)]
    [InlineData(7, 6)]
    public void Another_version_is_refused_with_the_robots_own_number(int own, int asked)
    {
        using VirtualRobot robot = Serve(own);
        using var tcp = new TcpClient();
        tcp.Connect(IPAddress.Loopback, robot.Port);
        tcp.ReceiveTimeout = 10_000;
        tcp.GetStream().Write([0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, (byte)asked, 0, 1, 1]);
        byte[] answer = new byte[15];
        tcp.GetStream().ReadExactly(answer);
        Assert.Equal(Message(0, 0, 1, (byte)own, 0), answer);
        Assert.Equal(0, tcp.GetStream().Read(new byte[1]));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    public void A_stop_answers_itself_and_preempts_the_motion(int version)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        uint move = Begin(session);
        for (int i = 0; i < 50; i++)
        {
            session.Answer(s_zeros, isFinished: false);
            session.Next();
        }

        uint stop = session.Send(2, []);
        byte[] first = session.Receive(), second = session.Receive();
        Assert.Equal(
            new HashSet<string> { Convert.ToHexString(Message(1, move, 2)), Convert.ToHexString(Message(2, stop, 0)) },
            [Convert.ToHexString(first), Convert.ToHexString(second)]);
        session.Fresh();
        AssertIdle(session);
    }

    [Theory]
    [InlineData(5, 6)]
    [InlineData(7, 8)]
    [InlineData(10, 8)]
    public void A_jump_is_a_reflex_with_its_flag_and_the_versions_own_status(int version, byte reflexAborted)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        uint move = Begin(session);
        session.Answer(s_zeros, isFinished: false);
        session.Next();
        double[] jump = [0.5, 0, 0, 0, 0, 0, 0];
        while (session.RobotMode == 2)
        {
            session.Answer(jump, isFinished: false);
            session.Next();
        }

        Assert.Equal((byte)4, session.RobotMode);
        // joint_motion_generator_acceleration_discontinuity, number 15, alone.
        Assert.Equal([15], Enumerable.Range(0, 41).Where(i => session.State[session.Layout.ReflexReason + i] != 0));
        Assert.Equal(Message(1, move, reflexAborted), session.Receive());
        uint recovery = version == 5 ? 12u : 10u;
        // In reflex mode a motion is not possible: 3 up to version 5, 5 from version 6 on.
        uint refused = session.BeginVelocities();
        Assert.Equal(Message(1, refused, version == 5 ? (byte)3 : (byte)5), session.Receive());
        Assert.Equal((byte)0, session.Ask(recovery, [])[12]);
        session.Fresh();
        AssertIdle(session);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void A_matrix_that_is_no_pose_is_a_reflex_with_its_flag(int version)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        session.Next();
        session.BeginMove(0, 2);
        Assert.Equal((byte)1, session.Receive()[12]);
        session.WaitFor(3, 0);
        // Sixteen zeros.
        session.Answer(s_zeros, isFinished: false);
        for (int i = 0; i < 500 && session.RobotMode != 4; i++)
            session.Next();
        // cartesian_position_motion_generator_invalid_frame_flag, number 31, alone.
        Assert.Equal([31], Enumerable.Range(0, 41).Where(i => session.State[session.Layout.ReflexReason + i] != 0));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(10, false)]
    [InlineData(10, true)]
    public void A_command_that_is_no_number_is_a_reflex_and_harms_nothing(int version, bool isTorque)
    {
        using VirtualRobot robot = Serve(version);
        using var session = new RawSession(robot, version);
        session.Next();
        uint move = isTorque ? session.BeginMove(2, 4) : session.BeginVelocities();
        Assert.Equal((byte)1, session.Receive()[12]);
        session.WaitFor(isTorque ? (byte)5 : (byte)2, isTorque ? (byte)2 : (byte)0);
        double[] none = [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN];
        for (int i = 0; i < 500 && session.RobotMode != 4; i++)
        {
            if (isTorque)
                session.AnswerTorques(i < 3 ? 0 : double.NaN);
            else
                session.Answer(i < 3 ? s_zeros : none, isFinished: false);
            session.Next();
        }

        Assert.Equal((byte)4, session.RobotMode);
        Assert.Equal(move, BinaryPrimitives.ReadUInt32LittleEndian(session.Receive().AsSpan(4)));
        for (int i = 0; i < 7; i++)
            Assert.Equal(s_ready[i], session.Number(session.Layout.Position, i), 1e-3);
    }

    [Fact]
    public void The_gripper_speaks_its_ten_byte_headers()
    {
        using VirtualRobot robot = Serve(10);
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var tcp = new TcpClient();
        tcp.Connect(IPAddress.Loopback, robot.GripperPort);
        tcp.ReceiveTimeout = udp.Client.ReceiveTimeout = 10_000;
        int port = ((IPEndPoint)udp.Client.LocalEndPoint!).Port;
        NetworkStream stream = tcp.GetStream();
        stream.Write([0, 0, 0, 0, 0, 0, 14, 0, 0, 0, 3, 0, (byte)port, (byte)(port >> 8)]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 14, 0, 0, 0, 0, 0, 3, 0], Read(14));
        IPEndPoint source = new(IPAddress.Any, 0);
        byte[] state = udp.Receive(ref source);
        Assert.Equal(23, state.Length);
        Assert.Equal(0.08, BinaryPrimitives.ReadDoubleLittleEndian(state.AsSpan(4)), 1e-3);
        Assert.Equal(0, state[20]);
        // Move to 6 cm at 10 cm/s: command 3, id 1, 26 bytes.
        stream.Write([3, 0, 1, 0, 0, 0, 26, 0, 0, 0, .. RawSession.Doubles(0.06, 0.1)]);
        Assert.Equal([3, 0, 1, 0, 0, 0, 12, 0, 0, 0, 0, 0], Read(12));
        // A grasp of air: command 2, id 2, 50 bytes; unsuccessful is 2, in two bytes.
        stream.Write([2, 0, 2, 0, 0, 0, 50, 0, 0, 0, .. RawSession.Doubles(0.03, 0.005, 0.005, 0.2, 30)]);
        Assert.Equal([2, 0, 2, 0, 0, 0, 12, 0, 0, 0, 2, 0], Read(12));
        stream.Write([4, 0, 3, 0, 0, 0, 10, 0, 0, 0]);
        Assert.Equal([4, 0, 3, 0, 0, 0, 12, 0, 0, 0, 0, 0], Read(12));

        byte[] Read(int count)
        {
            byte[] bytes = new byte[count];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    private static VirtualRobot Serve(int version) => new(new VirtualRobotOptions
    {
        Version = Robot.Version(version),
        Port = 0,
        GripperPort = 0,
        Clock = RobotClock.LockStep,
        AnswerWait = TimeSpan.FromSeconds(2),
    });

    // Header of twelve bytes, then what follows.
    private static byte[] Message(uint command, uint id, params byte[] body)
    {
        byte[] message = new byte[12 + body.Length];
        (message[0], message[4], message[8]) = ((byte)command, (byte)id, (byte)message.Length);
        body.CopyTo(message, 12);
        return message;
    }

    private static void AssertIdle(RawSession session)
    {
        Assert.Equal((byte)1, session.RobotMode);
        Assert.Equal((byte)0, session.Generator);
        Assert.Equal((byte)3, session.Controller);
        Assert.Equal(0, session.SuccessRate);
    }

    private static uint Begin(RawSession session)
    {
        session.Next();
        uint move = session.BeginVelocities();
        Assert.Equal(Message(1, move, 1), session.Receive());
        session.WaitFor(generator: 2, controller: 0);
        Assert.Equal((byte)2, session.RobotMode);
        return move;
    }

    private static void AssertSetters(RawSession session, int version)
    {
        // From version 6 on two commands are gone and the rest moves up by one, then by two.
        uint collision = version == 5 ? 4u : 3u;
        double[] unit = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        (uint Command, int Size, byte[] Body)[] setters =
        [
            (collision, 428, RawSession.Doubles([.. Enumerable.Repeat(20.0, 52)])),
            (collision + 1, 68, RawSession.Doubles([.. Enumerable.Repeat(2000.0, 7)])),
            (collision + 2, 60, RawSession.Doubles(2000, 2000, 2000, 200, 200, 200)),
            (collision + 3, 19, [1, 1, 1, 0, 0, 0, 1]),
            (collision + 4, 140, RawSession.Doubles(unit)),
            (collision + 5, 140, RawSession.Doubles(unit)),
            (collision + 6, 116, RawSession.Doubles(0.1, 0, 0, 0.1, 1e-3, 0, 0, 0, 1e-3, 0, 0, 0, 1e-3)),
        ];
        foreach ((uint command, int size, byte[] body) in setters)
        {
            Assert.Equal(size, 12 + body.Length);
            byte[] answer = session.Ask(command, body);
            Assert.True(answer.Length == 13 && answer[12] == 0, $"command {command}: {Convert.ToHexString(answer)}");
        }

        Assert.Equal((byte)2, session.Ask(collision + 1, RawSession.Doubles([.. Enumerable.Repeat(14251.0, 7)]))[12]);
        // Sixteen zeros are no frame, and twice a rotation is none.
        Assert.Equal((byte)2, session.Ask(collision + 4, RawSession.Doubles(new double[16]))[12]);
        Assert.Equal(
            (byte)2, session.Ask(collision + 5, RawSession.Doubles([.. unit.Select((number, i) => i < 15 ? 2 * number : number)]))[12]);
        // No load again, so that the arm weighs what the motions below expect.
        Assert.Equal((byte)0, session.Ask(collision + 6, RawSession.Doubles(new double[13]))[12]);
        if (version == 5)
        {
            Assert.Equal((byte)0, session.Ask(11, RawSession.Doubles(100, 100, 100, 100, 100))[12]);
            Assert.Equal(166, session.Ask(3, [0, 0, 0, 0]).Length);
        }
    }

    private static void AssertModel(RawSession session, int version)
    {
        if (version < 10)
        {
            // A library for Linux on this machine's processor, and none for Windows.
            byte architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (byte)3 : (byte)0;
            byte[] library = session.Ask(version == 5 ? 13u : 11u, [architecture, 0]);
            Assert.Equal((byte)0, library[12]);
            Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F'], library[13..17]);
            byte[] none = session.Ask(version == 5 ? 13u : 11u, [architecture, 1]);
            Assert.Equal(13, none.Length);
            Assert.Equal((byte)1, none[12]);
        }

        if (version < 8)
            return;
        byte[] model = session.Ask(version is 8 or 9 ? 12u : 11u, []);
        Assert.Equal((byte)0, model[12]);
        string text = Encoding.UTF8.GetString(model.AsSpan(13));
        Assert.StartsWith("<?xml", text, StringComparison.Ordinal);
        Assert.EndsWith("</robot>", text.TrimEnd(), StringComparison.Ordinal);
    }

    // Joint 1 swings up to 0.1 rad/s and back to rest in 0.2 s: 0.01 rad.
    private static void AssertMoves(RawSession session)
    {
        session.Fresh();
        double start = session.Number(session.Layout.PositionDesired, 0);
        uint move = Begin(session);
        ulong first = session.MessageId;
        double[] velocities = new double[7];
        double sent = 0;
        while (session.MessageId - first < 200)
        {
            velocities[0] = sent = 0.05 * (1 - Math.Cos(2 * Math.PI * (session.MessageId - first + 1) / 200));
            session.Answer(velocities, isFinished: false);
            ulong answered = session.MessageId;
            session.Next();
            Assert.Equal((byte)2, session.RobotMode);
            // The states that had queued up before the first command show none yet.
            if (answered - first > 20)
            {
                Assert.Equal(answered + 1, session.MessageId);
                Assert.Equal(sent, session.Number(session.Layout.VelocityDesired, 0), 1e-7);
                Assert.Equal(1, session.SuccessRate);
            }
        }

        Assert.Equal(0.01, session.Number(session.Layout.PositionDesired, 0) - start, 2e-4);
        for (int i = 0; session.Generator != 0; i++)
        {
            Assert.True(i < 100, "the finished motion does not end");
            session.Answer(s_zeros, isFinished: true);
            session.Next();
        }

        AssertIdle(session);
        Assert.Equal(Message(1, move, 0), session.Receive());
    }
}
