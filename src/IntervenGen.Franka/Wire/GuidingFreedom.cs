namespace IntervenGen.Franka.Wire;

/// <summary>Which motions are free while the robot is guided by hand.</summary>
/// <param name="X">Along x.</param>
/// <param name="Y">Along y.</param>
/// <param name="Z">Along z.</param>
/// <param name="Roll">About x.</param>
/// <param name="Pitch">About y.</param>
/// <param name="Yaw">About z.</param>
/// <param name="Elbow">The elbow.</param>
public readonly record struct GuidingFreedom(bool X, bool Y, bool Z, bool Roll, bool Pitch, bool Yaw, bool Elbow)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 7;

    /// <summary>Writes one byte each.</summary>
    public void Write(Span<byte> body)
    {
        ReadOnlySpan<bool> axes = [X, Y, Z, Roll, Pitch, Yaw, Elbow];
        for (int i = 0; i < Size; i++)
            body[i] = axes[i] ? (byte)1 : (byte)0;
    }

    /// <summary>Reads one byte each.</summary>
    /// <exception cref="FrankaProtocolException">It is too short.</exception>
    public static GuidingFreedom Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return new GuidingFreedom(
            reader.Byte() != 0, reader.Byte() != 0, reader.Byte() != 0,
            reader.Byte() != 0, reader.Byte() != 0, reader.Byte() != 0, reader.Byte() != 0);
    }
}
