using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Where things are on the wire of one version: numbers from the protocol's description, none from the driver.</summary>
internal sealed record RawLayout(
    int StateSize, int CommandSize, int MoveSize, bool IsDouble, int Position, int PositionDesired, int VelocityDesired, int Generator,
    int ReflexReason, int RobotMode, int SuccessRate)
{
    public static RawLayout Of(int version) => version switch
    {
        10 => new(1377, 371, 125, false, 596, 624, 680, 1288, 1331, 1372, 1373),
        9 or 8 or 7 => new(2373, 371, 68, true, 1184, 1240, 1352, 2280, 2323, 2364, 2365),
        6 or 5 => new(2373, 370, 68, true, 1184, 1240, 1352, 2280, 2323, 2364, 2365),
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "no table"),
    };
}

/// <summary>A client made of two sockets and literal offsets, so that a mistake that driver and robot share shows.</summary>
internal sealed class RawSession : IDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private IPEndPoint _robot = new(IPAddress.Any, 0);
    private uint _nextId;

    public RawSession(VirtualRobot robot, int version)
    {
        Layout = RawLayout.Of(version);
        _tcp.Connect(IPAddress.Loopback, robot.Port);
        _tcp.ReceiveTimeout = 10_000;
        _udp.Client.ReceiveTimeout = 10_000;
        // After a pause the queue must not have lost what a lock-step robot waits for.
        _udp.Client.ReceiveBufferSize = 1 << 20;
        byte[] body = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)version);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), (ushort)((IPEndPoint)_udp.Client.LocalEndPoint!).Port);
        Connection = Ask(0, body);
    }

    public RawLayout Layout { get; }

    /// <summary>The whole answer to Connect.</summary>
    public byte[] Connection { get; }

    /// <summary>The last state.</summary>
    public byte[] State { get; private set; } = [];

    public ulong MessageId => BinaryPrimitives.ReadUInt64LittleEndian(State);

    public byte RobotMode => State[Layout.RobotMode];

    public byte Generator => State[Layout.Generator];

    public byte Controller => State[Layout.Generator + 1];

    public double SuccessRate => Number(Layout.SuccessRate, 0);

    public double Number(int field, int index) => Layout.IsDouble
        ? BinaryPrimitives.ReadDoubleLittleEndian(State.AsSpan(field + (8 * index)))
        : BinaryPrimitives.ReadSingleLittleEndian(State.AsSpan(field + (4 * index)));

    /// <summary>The next state, in the order of arrival.</summary>
    public void Next() => State = _udp.Receive(ref _robot);

    /// <summary>Throws away what is queued, then waits for a state of now.</summary>
    public void Fresh()
    {
        while (_udp.Available > 0)
            Next();
        Next();
    }

    /// <summary>Answers the last state.</summary>
    public void Answer(ReadOnlySpan<double> velocities, bool isFinished)
    {
        byte[] command = new byte[Layout.CommandSize];
        BinaryPrimitives.WriteUInt64LittleEndian(command, MessageId);
        for (int i = 0; i < 7; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(command.AsSpan(64 + (8 * i)), velocities[i]);
        command[313] = isFinished ? (byte)1 : (byte)0;
        _udp.Send(command, command.Length, _robot);
    }

    /// <summary>Answers the last state with torques alone.</summary>
    public void AnswerTorques(double torque)
    {
        byte[] command = new byte[Layout.CommandSize];
        BinaryPrimitives.WriteUInt64LittleEndian(command, MessageId);
        for (int i = 0; i < 7; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(command.AsSpan(314 + (8 * i)), torque);
        _udp.Send(command, command.Length, _robot);
    }

    /// <summary>Sends any bytes to where commands go.</summary>
    public void SendDatagram(byte[] bytes) => _udp.Send(bytes, bytes.Length, _robot);

    /// <summary>Sends datagrams of several lengths, from this port and from another, as fast as the machine can.</summary>
    public void Flood(CancellationToken cancellation)
    {
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint robot = _robot;
        byte[] bytes = new byte[Layout.CommandSize];
        for (int i = 0; !cancellation.IsCancellationRequested; i++)
            (i % 2 == 0 ? stranger : _udp).Send(bytes, i % 3 == 0 ? 0 : i % 3 == 1 ? 20 : bytes.Length, robot);
    }

    /// <summary>Asks for stops until nothing more is taken, and reads no answer.</summary>
    public void AskWithoutReading(int count)
    {
        _tcp.SendTimeout = 3000;
        _tcp.ReceiveBufferSize = 4096;
        try
        {
            for (int i = 0; i < count; i++)
                Send(2, []);
        }
        catch (IOException)
        {
            // The robot has given this client up, or takes nothing more from it.
        }
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Its id.</returns>
    public uint Send(uint command, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[12 + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(message, command);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(4), _nextId);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), (uint)message.Length);
        body.CopyTo(message.AsSpan(12));
        _tcp.GetStream().Write(message);
        return _nextId++;
    }

    /// <summary>The next whole message from the robot, header included.</summary>
    public byte[] Receive()
    {
        byte[] header = new byte[12];
        _tcp.GetStream().ReadExactly(header);
        byte[] message = new byte[BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8))];
        header.CopyTo(message, 0);
        _tcp.GetStream().ReadExactly(message.AsSpan(12));
        return message;
    }

    /// <summary>Asks and receives; checks that the answer carries the request's command and id.</summary>
    public byte[] Ask(uint command, ReadOnlySpan<byte> body)
    {
        uint id = Send(command, body);
        byte[] answer = Receive();
        Assert.Equal(command, BinaryPrimitives.ReadUInt32LittleEndian(answer));
        Assert.Equal(id, BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(4)));
        return answer;
    }

    /// <summary>Asks for a motion of joint velocities under the joint controller.</summary>
    public uint BeginVelocities() => BeginMove(0, 1);

    public uint BeginMove(uint controller, uint generator)
    {
        byte[] body = new byte[Layout.MoveSize - 12];
        BinaryPrimitives.WriteUInt32LittleEndian(body, controller);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), generator);
        ReadOnlySpan<double> deviations = [10, 3.12, 2 * Math.PI, 10, 3.12, 2 * Math.PI];
        for (int i = 0; i < 6; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(body.AsSpan(8 + (8 * i)), deviations[i]);
        return Send(1, body);
    }

    /// <summary>Reads states until the robot shows a generator and a controller.</summary>
    public void WaitFor(byte generator, byte controller)
    {
        for (int i = 0; i < 5000; i++)
        {
            Next();
            if (Generator == generator && Controller == controller)
                return;
        }

        Assert.Fail($"the robot stays in generator {Generator}, controller {Controller}");
    }

    public static byte[] Doubles(params double[] numbers)
    {
        byte[] bytes = new byte[8 * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), numbers[i]);
        return bytes;
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
    }
}
