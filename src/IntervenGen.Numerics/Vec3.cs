using System.Runtime.InteropServices;

namespace IntervenGen.Numerics;

/// <summary>A vector in three dimensions: metres for positions, radians for rotation vectors.</summary>
/// <param name="X">First component.</param>
/// <param name="Y">Second component.</param>
/// <param name="Z">Third component.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Vec3(double X, double Y, double Z)
{
    /// <summary>The zero vector, and the origin of a frame.</summary>
    public static Vec3 Zero => default;

    /// <summary>The unit vector along x.</summary>
    public static Vec3 UnitX => new(1, 0, 0);

    /// <summary>The unit vector along y.</summary>
    public static Vec3 UnitY => new(0, 1, 0);

    /// <summary>The unit vector along z; up in the world frame.</summary>
    public static Vec3 UnitZ => new(0, 0, 1);

    /// <summary>The Euclidean length.</summary>
    public double Length => Math.Sqrt(Dot(this, this));

    /// <summary>Reads three consecutive numbers: x y z.</summary>
    public static Vec3 From(ReadOnlySpan<double> xyz) => new(xyz[0], xyz[1], xyz[2]);

    /// <summary>Writes the three components: x y z.</summary>
    public void WriteTo(Span<double> xyz)
    {
        xyz[2] = Z;
        xyz[1] = Y;
        xyz[0] = X;
    }

    /// <summary>The scalar product of two vectors.</summary>
    public static double Dot(Vec3 a, Vec3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    /// <summary>The vector product of two vectors, right-handed.</summary>
    public static Vec3 Cross(Vec3 a, Vec3 b) => new(
        (a.Y * b.Z) - (a.Z * b.Y),
        (a.Z * b.X) - (a.X * b.Z),
        (a.X * b.Y) - (a.Y * b.X));

    /// <summary>Linear interpolation: <paramref name="from"/> at 0, <paramref name="to"/> at 1.</summary>
    public static Vec3 Lerp(Vec3 from, Vec3 to, double fraction) => from + ((to - from) * fraction);

    /// <summary>The same direction, with the length limited to <paramref name="limit"/>.</summary>
    public Vec3 LimitedTo(double limit)
    {
        double length = Length;
        return length > limit ? this * (limit / length) : this;
    }

    /// <summary>Formats (x, y, z) with six digits.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({X:0.######}, {Y:0.######}, {Z:0.######})");

    /// <summary>The sum of two vectors, component by component.</summary>
    public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>The difference of two vectors, component by component.</summary>
    public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>The vector of equal length in the opposite direction.</summary>
    public static Vec3 operator -(Vec3 a) => new(-a.X, -a.Y, -a.Z);

    /// <summary>The vector scaled by <paramref name="s"/>.</summary>
    public static Vec3 operator *(Vec3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    /// <summary>The vector scaled by <paramref name="s"/>.</summary>
    public static Vec3 operator *(double s, Vec3 a) => a * s;
}
