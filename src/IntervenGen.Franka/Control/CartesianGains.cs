namespace IntervenGen.Franka.Control;

/// <summary>Stiffness and damping of a Cartesian impedance.</summary>
/// <param name="LinearStiffness">N/m.</param>
/// <param name="LinearDamping">N·s/m.</param>
/// <param name="AngularStiffness">N·m/rad.</param>
/// <param name="AngularDamping">N·m·s/rad.</param>
/// <param name="SpareStiffness">Of the spring that keeps the elbow where it was, N·m/rad.</param>
public readonly record struct CartesianGains(
    double LinearStiffness, double LinearDamping, double AngularStiffness, double AngularDamping, double SpareStiffness)
{
    /// <summary>Stiff enough for a policy's centimetres, soft enough for contact: 1000 N/m and 50 N·m/rad, near critical for an
    /// FR3.</summary>
    public static CartesianGains Usual => new(1000, 140, 50, 6, 10);
}
