namespace IntervenGen.Franka.Wire;

/// <summary>The body of a Grasp request.</summary>
/// <param name="Width">Expected width of the object, metres.</param>
/// <param name="InnerTolerance">How much narrower it may be, metres.</param>
/// <param name="OuterTolerance">How much wider it may be, metres.</param>
/// <param name="Speed">Closing speed, m/s.</param>
/// <param name="Force">Holding force, newtons.</param>
public readonly record struct GraspRequest(double Width, double InnerTolerance, double OuterTolerance, double Speed, double Force)
{
    /// <summary>Writes the request's body.</summary>
    public void Write(Span<byte> body) => new WireWriter(body).Doubles([Width, InnerTolerance, OuterTolerance, Speed, Force]);

    /// <summary>Reads the request's body.</summary>
    public static GraspRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return new GraspRequest(reader.Double(), reader.Double(), reader.Double(), reader.Double(), reader.Double());
    }
}
