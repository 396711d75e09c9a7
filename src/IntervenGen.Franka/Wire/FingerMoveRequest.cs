namespace IntervenGen.Franka.Wire;

/// <summary>The body of a move of the fingers.</summary>
/// <param name="Width">Target width, metres.</param>
/// <param name="Speed">Speed of the width, m/s.</param>
public readonly record struct FingerMoveRequest(double Width, double Speed)
{
    /// <summary>Writes the request's body.</summary>
    public void Write(Span<byte> body) => new WireWriter(body).Doubles([Width, Speed]);

    /// <summary>Reads the request's body.</summary>
    public static FingerMoveRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return new FingerMoveRequest(reader.Double(), reader.Double());
    }
}
