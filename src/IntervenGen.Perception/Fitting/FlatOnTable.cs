using IntervenGen.Numerics;

namespace IntervenGen.Perception.Fitting;

/// <summary>The cube lies flat on a table of known height: two angles and one coordinate are nearly known.</summary>
/// <remarks>The base frame's z is up. Any thread.</remarks>
/// <param name="tableHeight">Of the table's top in the base frame, metres.</param>
/// <param name="edge">Of the cube, metres.</param>
public sealed class FlatOnTable(double tableHeight, double edge) : IPoseConstraint
{
    /// <summary>How well the height is known, metres: that of a calibration by hand.</summary>
    public double HeightSigma { get; init; } = 0.002;

    /// <summary>How level the table is in the base frame, radians.</summary>
    public double TiltSigma { get; init; } = 1 * Math.PI / 180;

    /// <summary>Height of the cube's middle, base frame, metres.</summary>
    public double CentreHeight { get; } = tableHeight + (0.5 * edge);

    /// <inheritdoc/>
    public double Accumulate(in Pose baseFromModel, NormalEquations equations)
    {
        ArgumentNullException.ThrowIfNull(equations);
        double height = baseFromModel.Position.Z - CentreHeight, stiffness = 1 / (HeightSigma * HeightSigma);
        equations.Add(Vec3.UnitZ, Vec3.Zero, height, stiffness);
        Vec3 up = NearestToUp(baseFromModel.Orientation);
        // Turning by ω moves `up` by ω × up; its horizontal part is to vanish.
        double level = 1 / (TiltSigma * TiltSigma);
        equations.Add(Vec3.Zero, new Vec3(0, up.Z, -up.Y), up.X, level);
        equations.Add(Vec3.Zero, new Vec3(-up.Z, 0, up.X), up.Y, level);
        return (height * height * stiffness) + (((up.X * up.X) + (up.Y * up.Y)) * level);
    }

    private static Vec3 NearestToUp(Quat orientation)
    {
        Vec3 best = default;
        foreach (Vec3 axis in (ReadOnlySpan<Vec3>)[Vec3.UnitX, Vec3.UnitY, Vec3.UnitZ])
        {
            Vec3 direction = orientation.Rotate(axis);
            if (Math.Abs(direction.Z) > Math.Abs(best.Z))
                best = direction.Z < 0 ? -direction : direction;
        }

        return best;
    }
}
