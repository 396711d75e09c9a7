namespace IntervenGen.Franka.Wire;

/// <summary>One state of the gripper, as it comes by UDP.</summary>
/// <param name="MessageId">Milliseconds.</param>
/// <param name="Width">Opening, metres.</param>
/// <param name="MaximumWidth">Greatest opening, metres; known after homing.</param>
/// <param name="IsGrasped">Whether an object is held.</param>
/// <param name="Temperature">Degrees Celsius.</param>
public readonly record struct GripperState(uint MessageId, double Width, double MaximumWidth, bool IsGrasped, ushort Temperature)
{
    /// <summary>Bytes of a state datagram.</summary>
    public const int Size = 23;

    /// <summary>Reads a state from a datagram.</summary>
    /// <exception cref="FrankaProtocolException">It is too short.</exception>
    public static GripperState Read(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < Size)
            throw new FrankaProtocolException($"a gripper state has {datagram.Length} bytes, expected {Size}");
        var reader = new WireReader(datagram);
        return new GripperState(reader.UInt32(), reader.Double(), reader.Double(), reader.Byte() != 0, reader.UInt16());
    }

    /// <summary>Writes the state into a datagram of <see cref="Size"/> bytes.</summary>
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
