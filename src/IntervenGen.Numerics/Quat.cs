using System.Runtime.InteropServices;

namespace IntervenGen.Numerics;

/// <summary>A rotation as a unit quaternion, scalar first: (w, x, y, z).</summary>
/// <param name="W">Scalar part, cos(θ/2).</param>
/// <param name="X">First vector component.</param>
/// <param name="Y">Second vector component.</param>
/// <param name="Z">Third vector component.</param>
/// <remarks>q and −q are the same rotation. Products keep unit length up to rounding; <see cref="Normalized"/> restores it.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Quat(double W, double X, double Y, double Z)
{
    // Below this angle (rad) sin(θ/2)/θ is replaced by its series: the quotient's relative error would pass 1e-16.
    private const double SmallAngle = 1e-8;

    /// <summary>The identity rotation, (1, 0, 0, 0).</summary>
    public static Quat Identity => new(1, 0, 0, 0);

    /// <summary>The inverse rotation of a unit quaternion.</summary>
    public Quat Conjugate => new(W, -X, -Y, -Z);

    /// <summary>Euclidean norm; 1 for a rotation.</summary>
    public double Norm => Math.Sqrt((W * W) + (X * X) + (Y * Y) + (Z * Z));

    /// <summary>The vector part (x, y, z).</summary>
    public Vec3 Vector => new(X, Y, Z);

    /// <summary>The same rotation with norm 1; the identity for the zero quaternion.</summary>
    public Quat Normalized
    {
        get
        {
            double norm = Norm;
            return norm > 0 ? new Quat(W / norm, X / norm, Y / norm, Z / norm) : Identity;
        }
    }

    /// <summary>Reads four consecutive numbers in (w, x, y, z) order.</summary>
    public static Quat From(ReadOnlySpan<double> wxyz) => new(wxyz[0], wxyz[1], wxyz[2], wxyz[3]);

    /// <summary>Converts a quaternion stored scalar last, as robomimic datasets and Franka's tools do.</summary>
    public static Quat FromXyzw(ReadOnlySpan<double> xyzw) => new(xyzw[3], xyzw[0], xyzw[1], xyzw[2]);

    /// <summary>Rotation by <paramref name="angle"/> radians about a unit <paramref name="axis"/>.</summary>
    public static Quat FromAxisAngle(Vec3 axis, double angle)
    {
        (double sin, double cos) = Math.SinCos(0.5 * angle);
        return new Quat(cos, axis.X * sin, axis.Y * sin, axis.Z * sin);
    }

    /// <summary>Exponential map: rotation vector (axis · angle, radians) to rotation.</summary>
    public static Quat Exp(Vec3 rotationVector)
    {
        double angle = rotationVector.Length;
        if (angle < SmallAngle)
            return new Quat(1, 0.5 * rotationVector.X, 0.5 * rotationVector.Y, 0.5 * rotationVector.Z).Normalized;
        (double sin, double cos) = Math.SinCos(0.5 * angle);
        double scale = sin / angle;
        return new Quat(cos, rotationVector.X * scale, rotationVector.Y * scale, rotationVector.Z * scale);
    }

    /// <summary>Logarithm: the shortest rotation vector, angle in [0, π] radians.</summary>
    public Vec3 Log()
    {
        double sign = W < 0 ? -1 : 1;
        double sin = Vector.Length;
        if (sin < SmallAngle)
            return Vector * (2 * sign);
        double angle = 2 * Math.Atan2(sin, sign * W);
        return Vector * (sign * angle / sin);
    }

    /// <summary>The rotation of a row-major 3×3 matrix (Shepperd's method: the largest divisor is used).</summary>
    public static Quat FromMatrix(ReadOnlySpan<double> rowMajor)
    {
        double m00 = rowMajor[0], m01 = rowMajor[1], m02 = rowMajor[2];
        double m10 = rowMajor[3], m11 = rowMajor[4], m12 = rowMajor[5];
        double m20 = rowMajor[6], m21 = rowMajor[7], m22 = rowMajor[8];
        double trace = m00 + m11 + m22;
        Quat q;
        if (trace >= m00 && trace >= m11 && trace >= m22)
            q = new Quat(1 + trace, m21 - m12, m02 - m20, m10 - m01);
        else if (m00 >= m11 && m00 >= m22)
            q = new Quat(m21 - m12, 1 + m00 - m11 - m22, m10 + m01, m02 + m20);
        else if (m11 >= m22)
            q = new Quat(m02 - m20, m10 + m01, 1 - m00 + m11 - m22, m21 + m12);
        else
            q = new Quat(m10 - m01, m02 + m20, m21 + m12, 1 - m00 - m11 + m22);
        q = q.Normalized;
        return q.W < 0 ? -q : q;
    }

    /// <summary>Writes the rotation as a row-major 3×3 matrix.</summary>
    public void ToMatrix(Span<double> rowMajor)
    {
        rowMajor[8] = 1 - (2 * ((X * X) + (Y * Y)));
        rowMajor[0] = 1 - (2 * ((Y * Y) + (Z * Z)));
        rowMajor[1] = 2 * ((X * Y) - (W * Z));
        rowMajor[2] = 2 * ((X * Z) + (W * Y));
        rowMajor[3] = 2 * ((X * Y) + (W * Z));
        rowMajor[4] = 1 - (2 * ((X * X) + (Z * Z)));
        rowMajor[5] = 2 * ((Y * Z) - (W * X));
        rowMajor[6] = 2 * ((X * Z) - (W * Y));
        rowMajor[7] = 2 * ((Y * Z) + (W * X));
    }

    /// <summary>Writes the components in (w, x, y, z) order.</summary>
    public void WriteTo(Span<double> wxyz)
    {
        wxyz[3] = Z;
        wxyz[0] = W;
        wxyz[1] = X;
        wxyz[2] = Y;
    }

    /// <summary>Rotates a vector: v + 2w(u×v) + 2u×(u×v), u the vector part.</summary>
    public Vec3 Rotate(Vec3 v)
    {
        Vec3 u = Vector;
        Vec3 t = Vec3.Cross(u, v) * 2;
        return v + (t * W) + Vec3.Cross(u, t);
    }

    /// <summary>
    /// The sign of this quaternion that is nearer to <paramref name="reference"/>, so that the sign does not flip along a
    /// motion.
    /// </summary>
    public Quat AlignedTo(Quat reference) =>
        (W * reference.W) + (X * reference.X) + (Y * reference.Y) + (Z * reference.Z) < 0 ? -this : this;

    /// <summary>Angle in [0, π] radians between two rotations.</summary>
    public static double AngleBetween(Quat a, Quat b) => (b * a.Conjugate).Log().Length;

    /// <summary>Constant-speed shortest path: <paramref name="from"/> at 0, <paramref name="to"/> at 1.</summary>
    public static Quat Slerp(Quat from, Quat to, double fraction) =>
        (Exp((to * from.Conjugate).Log() * fraction) * from).Normalized;

    /// <summary>Formats (w, x, y, z) with six digits.</summary>
    /// <remarks>
    /// The compiler-generated text would recurse through <see cref="Normalized"/> and <see cref="Conjugate"/> without end.
    /// </remarks>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"(w {W:0.######}, {X:0.######}, {Y:0.######}, {Z:0.######})");

    /// <summary>Composition: the right rotation first, then the left.</summary>
    public static Quat operator *(Quat a, Quat b) => new(
        (a.W * b.W) - (a.X * b.X) - (a.Y * b.Y) - (a.Z * b.Z),
        (a.W * b.X) + (a.X * b.W) + (a.Y * b.Z) - (a.Z * b.Y),
        (a.W * b.Y) - (a.X * b.Z) + (a.Y * b.W) + (a.Z * b.X),
        (a.W * b.Z) + (a.X * b.Y) - (a.Y * b.X) + (a.Z * b.W));

    /// <summary>The negated quaternion, which is the same rotation.</summary>
    public static Quat operator -(Quat q) => new(-q.W, -q.X, -q.Y, -q.Z);
}
