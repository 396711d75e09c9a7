using IntervenGen.Numerics;

namespace IntervenGen.Franka.Motion;

/// <summary>First-order low-pass on commands at 1 kHz: y = g u + (1 − g) y_ref with g = dt / (dt + 1 / (2π f)).</summary>
/// <param name="cutoff">Cut-off frequency f, hertz; 1000 or more lets everything through.</param>
/// <remarks>Its memory is what the robot reports as its last command, so it stays right after losses. Allocates nothing.</remarks>
public readonly struct LowPass(double cutoff)
{
    // Hertz: as in libfranka, a cut-off of the control rate or more means no filter.
    private const double OffFrom = 1000, CyclesPerSecond = 1000;

    /// <summary>Share of the new value, 0 to 1.</summary>
    public double Gain { get; } = double.IsFinite(cutoff) && cutoff > 0
        ? cutoff >= OffFrom ? 1 : 1 / (1 + (CyclesPerSecond / (2 * Math.PI * cutoff)))
        : throw new ArgumentOutOfRangeException(nameof(cutoff), cutoff, "a cut-off frequency is positive and finite");

    /// <summary>Filters numbers in place.</summary>
    public void Apply(Span<double> values, ReadOnlySpan<double> reference)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = reference[i] + (Gain * (values[i] - reference[i]));
    }

    /// <summary>Filters a pose: positions as numbers, rotations along the shortest arc.</summary>
    public Pose Apply(in Pose pose, in Pose reference) => Gain >= 1 ? pose : Pose.Interpolate(reference, pose, Gain).Normalized;
}
