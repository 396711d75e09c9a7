using System.Runtime.InteropServices;

namespace IntervenGen.Numerics;

/// <summary>A rigid transform in SE(3): rotate, then translate. Name it <c>targetFromSource</c>.</summary>
/// <param name="Position">Origin of the source frame in the target frame, metres.</param>
/// <param name="Orientation">Unit quaternion (w, x, y, z) from source axes to target axes.</param>
/// <remarks><c>worldFromObject * objectFromEef == worldFromEef</c>: inner words match. Any thread; allocates nothing.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Pose(Vec3 Position, Quat Orientation)
{
    /// <summary>Number of components of a stored pose: x y z, then w x y z.</summary>
    public const int Size = 7;

    /// <summary>The identity transform: no translation and no rotation.</summary>
    public static Pose Identity => new(Vec3.Zero, Quat.Identity);

    /// <summary>The inverse transform, <c>sourceFromTarget</c>.</summary>
    public Pose Inverse()
    {
        Quat inverse = Orientation.Conjugate;
        return new Pose(-inverse.Rotate(Position), inverse);
    }

    /// <summary>Moves a point from the source frame into the target frame.</summary>
    public Vec3 Transform(Vec3 point) => Orientation.Rotate(point) + Position;

    /// <summary>The same transform with its quaternion scaled to norm 1.</summary>
    public Pose Normalized => new(Position, Orientation.Normalized);

    /// <summary>Reads seven numbers: x y z w x y z.</summary>
    public static Pose From(ReadOnlySpan<double> xyzwxyz) => new(Vec3.From(xyzwxyz), Quat.From(xyzwxyz[3..]));

    /// <summary>Writes seven numbers: x y z w x y z.</summary>
    public void WriteTo(Span<double> xyzwxyz)
    {
        Orientation.WriteTo(xyzwxyz[3..]);
        Position.WriteTo(xyzwxyz);
    }

    /// <summary>Interpolates between two poses: linear in position, constant-speed shortest path in rotation.</summary>
    public static Pose Interpolate(in Pose from, in Pose to, double fraction) => new(
        Vec3.Lerp(from.Position, to.Position, fraction),
        Quat.Slerp(from.Orientation, to.Orientation, fraction));

    /// <summary>Formats position and quaternion with six digits.</summary>
    public override string ToString() => $"{Position} {Orientation}";

    /// <summary>Composition: <c>aFromB * bFromC</c> is <c>aFromC</c>.</summary>
    public static Pose operator *(Pose aFromB, Pose bFromC) => new(
        aFromB.Transform(bFromC.Position),
        aFromB.Orientation * bFromC.Orientation);
}
