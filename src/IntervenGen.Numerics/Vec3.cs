using System.Runtime.InteropServices;

namespace IntervenGen.Numerics;

/// <summary>A vector in three dimensions: metres for positions, radians for rotation vectors.</summary>
/// <param name="X">First component.</param>
/// <param name="Y">Second component.</param>
/// <param name="Z">Third component.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Vec3(double X, double Y, double Z)
{
    /// <summary>The origin.</summary>
    public static Vec3 Zero => default;

    /// <summary>The first unit vector.</summary>
    public static Vec3 UnitX => new(1, 0, 0);

    /// <summary>The second unit vector.</summary>
    public static Vec3 UnitY => new(0, 1, 0);

    /// <summary>The third unit vector, up in the world frame.</summary>
    public static Vec3 UnitZ => new(0, 0, 1);

    /// <summary>Euclidean length.</summary>
    public double Length => Math.Sqrt(Dot(this, this));

    /// <summary>Reads three consecutive numbers.</summary>
    public static Vec3 From(ReadOnlySpan<double> xyz) => new(xyz[0], xyz[1], xyz[2]);

    /// <summary>Writes the three components.</summary>
    public void WriteTo(Span<double> xyz)
    {
        xyz[2] = Z;
        xyz[1] = Y;
        xyz[0] = X;
    }

    /// <summary>Scalar product.</summary>
    public static double Dot(Vec3 a, Vec3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    /// <summary>Vector product.</summary>
    public static Vec3 Cross(Vec3 a, Vec3 b) => new(
        (a.Y * b.Z) - (a.Z * b.Y),
        (a.Z * b.X) - (a.X * b.Z),
        (a.X * b.Y) - (a.Y * b.X));

    /// <summary>Linear interpolation: <paramref name="from"/> at 0, <paramref name="to"/> at 1.</summary>
    public static Vec3 Lerp(Vec3 from, Vec3 to, double fraction) => from + ((to - from) * fraction);

    /// <summary>The same direction, no longer than <paramref name="limit"/>.</summary>
    public Vec3 LimitedTo(double limit)
    {
        double length = Length;
        return length > limit ? this * (limit / length) : this;
    }

    /// <summary>(x, y, z) with six digits.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({X:0.######}, {Y:0.######}, {Z:0.######})");

    /// <summary>Sum.</summary>
    public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Difference.</summary>
    public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>Opposite.</summary>
    public static Vec3 operator -(Vec3 a) => new(-a.X, -a.Y, -a.Z);

    /// <summary>Scaled vector.</summary>
    public static Vec3 operator *(Vec3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    /// <summary>Scaled vector.</summary>
    public static Vec3 operator *(double s, Vec3 a) => a * s;
}
