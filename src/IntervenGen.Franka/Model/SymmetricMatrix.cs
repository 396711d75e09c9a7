using IntervenGen.Numerics;

namespace IntervenGen.Franka.Model;

/// <summary>A symmetric 3×3 matrix: inertias.</summary>
/// <param name="Xx">Row 1, column 1.</param>
/// <param name="Xy">Row 1, column 2.</param>
/// <param name="Xz">Row 1, column 3.</param>
/// <param name="Yy">Row 2, column 2.</param>
/// <param name="Yz">Row 2, column 3.</param>
/// <param name="Zz">Row 3, column 3.</param>
public readonly record struct SymmetricMatrix(double Xx, double Xy, double Xz, double Yy, double Yz, double Zz)
{
    /// <summary>Product of the matrix with a column vector.</summary>
    public static Vec3 operator *(in SymmetricMatrix m, Vec3 v) => new(
        (m.Xx * v.X) + (m.Xy * v.Y) + (m.Xz * v.Z),
        (m.Xy * v.X) + (m.Yy * v.Y) + (m.Yz * v.Z),
        (m.Xz * v.X) + (m.Yz * v.Y) + (m.Zz * v.Z));

    /// <summary>Sum of two matrices, element by element.</summary>
    public static SymmetricMatrix operator +(in SymmetricMatrix a, in SymmetricMatrix b) =>
        new(a.Xx + b.Xx, a.Xy + b.Xy, a.Xz + b.Xz, a.Yy + b.Yy, a.Yz + b.Yz, a.Zz + b.Zz);

    /// <summary>The same inertia in rotated axes: R · I · Rᵀ.</summary>
    public SymmetricMatrix Rotated(Quat rotation)
    {
        // The matrix times the rotated axes, one by one, gives the columns of R · I; each is then read off in the new axes.
        Vec3 x = rotation.Rotate(new Vec3(Xx, Xy, Xz)), y = rotation.Rotate(new Vec3(Xy, Yy, Yz)),
            z = rotation.Rotate(new Vec3(Xz, Yz, Zz));
        Vec3 ex = rotation.Rotate(Vec3.UnitX), ey = rotation.Rotate(Vec3.UnitY), ez = rotation.Rotate(Vec3.UnitZ);
        return new SymmetricMatrix(
            (x.X * ex.X) + (y.X * ey.X) + (z.X * ez.X),
            (x.X * ex.Y) + (y.X * ey.Y) + (z.X * ez.Y),
            (x.X * ex.Z) + (y.X * ey.Z) + (z.X * ez.Z),
            (x.Y * ex.Y) + (y.Y * ey.Y) + (z.Y * ez.Y),
            (x.Y * ex.Z) + (y.Y * ey.Z) + (z.Y * ez.Z),
            (x.Z * ex.Z) + (y.Z * ey.Z) + (z.Z * ez.Z));
    }

    /// <summary>Inertia of a point: m · (|r|² · 1 − r · rᵀ).</summary>
    public static SymmetricMatrix OfPoint(double mass, Vec3 r) => new(
        mass * ((r.Y * r.Y) + (r.Z * r.Z)),
        -mass * r.X * r.Y,
        -mass * r.X * r.Z,
        mass * ((r.X * r.X) + (r.Z * r.Z)),
        -mass * r.Y * r.Z,
        mass * ((r.X * r.X) + (r.Y * r.Y)));
}
