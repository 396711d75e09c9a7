namespace IntervenGen.Franka.Wire;

/// <summary>Bodies of the setters that are numbers alone: how many they carry, and their bytes.</summary>
/// <remarks>
/// SetJointImpedance 7, SetCartesianImpedance 6, SetEEToK and SetNEToEE 16 (column-major), SetLoad 13 (mass, centre, inertia),
/// SetCollisionBehavior 52 and SetFilters 5.
/// </remarks>
public static class SetterBody
{
    /// <summary>How many numbers a setter carries; 0 for requests without any.</summary>
    public static int Numbers(FciRequest request) => request switch
    {
        FciRequest.SetJointImpedance => 7,
        FciRequest.SetCartesianImpedance => 6,
        FciRequest.SetEEToK or FciRequest.SetNEToEE => 16,
        FciRequest.SetLoad => 13,
        FciRequest.SetCollisionBehavior => 52,
        FciRequest.SetFilters => 5,
        _ => 0,
    };

    /// <summary>Writes numbers as a body.</summary>
    public static void Write(Span<byte> body, ReadOnlySpan<double> numbers) => new WireWriter(body).Doubles(numbers);

    /// <summary>Reads a body's numbers.</summary>
    public static void Read(ReadOnlySpan<byte> body, Span<double> numbers) => new WireReader(body).Doubles(numbers);
}
