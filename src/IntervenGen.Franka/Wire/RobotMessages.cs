namespace IntervenGen.Franka;

/// <summary>The header of every TCP message of the robot service.</summary>
/// <param name="Command">The request's number.</param>
/// <param name="CommandId">Counts requests of a connection from 0; an answer repeats it.</param>
/// <param name="Length">Bytes of the whole message, header included.</param>
public readonly record struct RobotHeader(uint Command, uint CommandId, uint Length)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 12;

    /// <summary>Bytes of an answer that is a status alone.</summary>
    public const int StatusAnswerSize = Size + 1;

    /// <summary>Reads a header.</summary>
    public static RobotHeader Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        return new RobotHeader(reader.UInt32(), reader.UInt32(), reader.UInt32());
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> message)
    {
        var writer = new WireWriter(message);
        writer.UInt32(Command);
        writer.UInt32(CommandId);
        writer.UInt32(Length);
    }
}

/// <summary>Bodies of the handshake, the same bytes in every version. A body is what follows the header.</summary>
public static class ConnectBody
{
    /// <summary>Bytes of the request's body.</summary>
    public const int RequestSize = 4;

    /// <summary>Bytes of the answer's body: status, then the server's own version.</summary>
    public const int AnswerSize = 3;

    /// <summary>Writes the request.</summary>
    public static void WriteRequest(Span<byte> body, ushort version, ushort statePort)
    {
        var writer = new WireWriter(body);
        writer.UInt16(version);
        writer.UInt16(statePort);
    }

    /// <summary>Reads the request.</summary>
    public static (ushort Version, ushort StatePort) ReadRequest(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return (reader.UInt16(), reader.UInt16());
    }

    /// <summary>Writes the answer.</summary>
    public static void WriteAnswer(Span<byte> body, byte status, ushort version)
    {
        var writer = new WireWriter(body);
        writer.Byte(status);
        writer.UInt16(version);
    }

    /// <summary>Reads the answer.</summary>
    public static (byte Status, ushort Version) ReadAnswer(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return (reader.Byte(), reader.UInt16());
    }
}
