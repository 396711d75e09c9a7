using System.Numerics;

namespace IntervenGen.Numerics;

/// <summary>As many poses as a vector register has elements, one vector per component.</summary>
/// <remarks>
/// Products repeat <see cref="Pose"/>'s arithmetic in its order and without fused multiply-add, so each element equals the
/// scalar result bit for bit on every machine. Interpolation and differences need sines and arc tangents of their own
/// (<see cref="WideMath"/>): they agree with the scalar form to rounding, and with themselves at any vector width.
/// </remarks>
public readonly partial struct PoseWide
{
    private readonly Vector<double> _x, _y, _z, _qw, _qx, _qy, _qz;

    /// <summary>The same pose in every element.</summary>
    public PoseWide(in Pose pose)
        : this(
            new Vector<double>(pose.Position.X), new Vector<double>(pose.Position.Y), new Vector<double>(pose.Position.Z),
            new Vector<double>(pose.Orientation.W), new Vector<double>(pose.Orientation.X),
            new Vector<double>(pose.Orientation.Y), new Vector<double>(pose.Orientation.Z))
    {
    }

    private PoseWide(
        Vector<double> x, Vector<double> y, Vector<double> z,
        Vector<double> qw, Vector<double> qx, Vector<double> qy, Vector<double> qz)
    {
        _x = x;
        _y = y;
        _z = z;
        _qw = qw;
        _qx = qx;
        _qy = qy;
        _qz = qz;
    }

    /// <summary>
    /// Loads <c>Vector&lt;double&gt;.Count</c> poses from <paramref name="start"/> on; elements beyond the last row are
    /// unspecified.
    /// </summary>
    public static PoseWide Load(PoseBuffer source, int start) => new(
        new Vector<double>(source.Padded(0)[start..]), new Vector<double>(source.Padded(1)[start..]),
        new Vector<double>(source.Padded(2)[start..]), new Vector<double>(source.Padded(3)[start..]),
        new Vector<double>(source.Padded(4)[start..]), new Vector<double>(source.Padded(5)[start..]),
        new Vector<double>(source.Padded(6)[start..]));

    /// <summary>Stores the poses from <paramref name="start"/> on; elements beyond the last row go to the padding.</summary>
    public void Store(PoseBuffer target, int start)
    {
        _x.CopyTo(target.Padded(0)[start..]);
        _y.CopyTo(target.Padded(1)[start..]);
        _z.CopyTo(target.Padded(2)[start..]);
        _qw.CopyTo(target.Padded(3)[start..]);
        _qx.CopyTo(target.Padded(4)[start..]);
        _qy.CopyTo(target.Padded(5)[start..]);
        _qz.CopyTo(target.Padded(6)[start..]);
    }

    /// <summary>Composition, element by element: <c>aFromB * bFromC</c>.</summary>
    public static PoseWide operator *(in PoseWide a, in PoseWide b)
    {
        var two = new Vector<double>(2.0);
        Vector<double> tx = ((a._qy * b._z) - (a._qz * b._y)) * two;
        Vector<double> ty = ((a._qz * b._x) - (a._qx * b._z)) * two;
        Vector<double> tz = ((a._qx * b._y) - (a._qy * b._x)) * two;
        return new PoseWide(
            b._x + (tx * a._qw) + ((a._qy * tz) - (a._qz * ty)) + a._x,
            b._y + (ty * a._qw) + ((a._qz * tx) - (a._qx * tz)) + a._y,
            b._z + (tz * a._qw) + ((a._qx * ty) - (a._qy * tx)) + a._z,
            (a._qw * b._qw) - (a._qx * b._qx) - (a._qy * b._qy) - (a._qz * b._qz),
            (a._qw * b._qx) + (a._qx * b._qw) + (a._qy * b._qz) - (a._qz * b._qy),
            (a._qw * b._qy) - (a._qx * b._qz) + (a._qy * b._qw) + (a._qz * b._qx),
            (a._qw * b._qz) + (a._qx * b._qy) - (a._qy * b._qx) + (a._qz * b._qw));
    }
}
