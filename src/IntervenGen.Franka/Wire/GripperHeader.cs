namespace IntervenGen.Franka.Wire;

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

    /// <summary>Reads the header at the beginning of a message.</summary>
    public static GripperHeader Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        return new GripperHeader((GripperRequest)reader.UInt16(), reader.UInt32(), reader.UInt32());
    }

    /// <summary>Writes the header to the beginning of a message.</summary>
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
