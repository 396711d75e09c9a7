namespace IntervenGen.Franka.Wire;

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

    /// <summary>Reads the header at the beginning of a message.</summary>
    public static RobotHeader Read(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        return new RobotHeader(reader.UInt32(), reader.UInt32(), reader.UInt32());
    }

    /// <summary>Writes the header to the beginning of a message.</summary>
    public void Write(Span<byte> message)
    {
        var writer = new WireWriter(message);
        writer.UInt32(Command);
        writer.UInt32(CommandId);
        writer.UInt32(Length);
    }
}
