namespace IntervenGen.Franka;

/// <summary>Requests of the gripper service, version 3, with their numbers on the wire.</summary>
public enum GripperRequest : ushort
{
    /// <summary>Handshake, as the robot service's.</summary>
    Connect = 0,

    /// <summary>Find the stops and the greatest width.</summary>
    Homing = 1,

    /// <summary>Close on an object.</summary>
    Grasp = 2,

    /// <summary>Move the fingers.</summary>
    Move = 3,

    /// <summary>Stop, and let go.</summary>
    Stop = 4,
}

/// <summary>How the gripper answers.</summary>
public enum GripperStatus : ushort
{
    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>Failed; for Connect: the versions differ.</summary>
    Failed = 1,

    /// <summary>Ended without reaching its goal, such as a grasp of nothing.</summary>
    Unsuccessful = 2,

    /// <summary>Ended by a stop.</summary>
    Aborted = 3,
}

/// <summary>The header of every TCP message of the gripper service: two bytes shorter than the robot's.</summary>
/// <param name="Request">The request.</param>
/// <param name="CommandId">Counts requests of a connection from 0; an answer repeats it.</param>
/// <param name="Length">Bytes of the whole message, header included.</param>
public readonly record struct GripperHeader(GripperRequest Request, uint CommandId, uint Length)
{
    /// <summary>The version these layouts belong to.</summary>
    public const ushort Version = 3;

    /// <summary>Bytes of a header.</summary>
    public const int Size = 10;

    /// <summary>Bytes of a request, header included.</summary>
    public static int RequestSize(GripperRequest request) => Size + request switch
    {
        GripperRequest.Connect => 4,
        GripperRequest.Grasp => 40,
        GripperRequest.Move => 16,
        _ => 0,
    };

    /// <summary>Bytes of an answer, header included: a 16-bit status, and the server's version for Connect.</summary>
    public static int AnswerSize(GripperRequest request) => Size + (request == GripperRequest.Connect ? 4 : 2);

    /// <summary>Reads a header.</summary>
    public static GripperHeader Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        return new GripperHeader((GripperRequest)reader.UInt16(), reader.UInt32(), reader.UInt32());
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> message)
    {
        var writer = new WireWriter(message);
        writer.UInt16((ushort)Request);
        writer.UInt32(CommandId);
        writer.UInt32(Length);
    }

    /// <summary>Writes an answer's body: the status, and for Connect the version.</summary>
    public static void WriteAnswer(GripperRequest request, GripperStatus status, Span<byte> body)
    {
        var writer = new WireWriter(body);
        writer.UInt16((ushort)status);
        if (request == GripperRequest.Connect)
            writer.UInt16(Version);
    }

    /// <summary>Reads an answer's status.</summary>
    /// <exception cref="FrankaProtocolException">It is not a status.</exception>
    public static GripperStatus ReadStatus(ReadOnlySpan<byte> body)
    {
        ushort status = new WireReader(body).UInt16();
        return status <= (ushort)GripperStatus.Aborted
            ? (GripperStatus)status
            : throw new FrankaProtocolException($"the gripper answered with status {status}; version {Version} knows 0 to 3");
    }
}

/// <summary>The body of a grasp.</summary>
/// <param name="Width">Expected width of the object, metres.</param>
/// <param name="InnerTolerance">How much narrower it may be, metres.</param>
/// <param name="OuterTolerance">How much wider it may be, metres.</param>
/// <param name="Speed">Closing speed, m/s.</param>
/// <param name="Force">Holding force, newtons.</param>
public readonly record struct GraspRequest(double Width, double InnerTolerance, double OuterTolerance, double Speed, double Force)
{
    /// <summary>Writes the body.</summary>
    public void Write(Span<byte> body) => new WireWriter(body).Doubles([Width, InnerTolerance, OuterTolerance, Speed, Force]);

    /// <summary>Reads the body.</summary>
    public static GraspRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return new GraspRequest(reader.Double(), reader.Double(), reader.Double(), reader.Double(), reader.Double());
    }
}

/// <summary>The body of a move of the fingers.</summary>
/// <param name="Width">Target width, metres.</param>
/// <param name="Speed">Speed of the width, m/s.</param>
public readonly record struct FingerMoveRequest(double Width, double Speed)
{
    /// <summary>Writes the body.</summary>
    public void Write(Span<byte> body) => new WireWriter(body).Doubles([Width, Speed]);

    /// <summary>Reads the body.</summary>
    public static FingerMoveRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return new FingerMoveRequest(reader.Double(), reader.Double());
    }
}

/// <summary>One state of the gripper.</summary>
/// <param name="MessageId">Milliseconds.</param>
/// <param name="Width">Opening, metres.</param>
/// <param name="MaximumWidth">Greatest opening, metres; known after homing.</param>
/// <param name="IsGrasped">Whether an object is held.</param>
/// <param name="Temperature">Degrees Celsius.</param>
public readonly record struct GripperState(uint MessageId, double Width, double MaximumWidth, bool IsGrasped, ushort Temperature)
{
    /// <summary>Bytes of a state datagram.</summary>
    public const int Size = 23;

    /// <summary>Reads a datagram.</summary>
    /// <exception cref="FrankaProtocolException">It is too short.</exception>
    public static GripperState Read(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < Size)
            throw new FrankaProtocolException($"a gripper state has {datagram.Length} bytes, expected {Size}");
        var reader = new WireReader(datagram);
        return new GripperState(reader.UInt32(), reader.Double(), reader.Double(), reader.Byte() != 0, reader.UInt16());
    }

    /// <summary>Writes a datagram.</summary>
    public void Write(Span<byte> datagram)
    {
        var writer = new WireWriter(datagram);
        writer.UInt32(MessageId);
        writer.Double(Width);
        writer.Double(MaximumWidth);
        writer.Byte(IsGrasped ? (byte)1 : (byte)0);
        writer.UInt16(Temperature);
    }
}
