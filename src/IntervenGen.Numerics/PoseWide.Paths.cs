using System.Numerics;

namespace IntervenGen.Numerics;

// The paths between poses: points on one, and how long many are.
public readonly partial struct PoseWide
{
    // Below this sine of half the angle the rotation vector is twice the vector part, exact to the last digit.
    private const double SmallSine = 1e-8;

    /// <summary>Points of the straight path from one pose to another: linear in position, constant-speed shortest path in
    /// rotation.</summary>
    /// <param name="from">The pose at fraction 0.</param>
    /// <param name="path">Displacement from it to the pose at fraction 1 (<see cref="Twist.Between"/>).</param>
    /// <param name="fraction">Fractions of the path, each in [0, 1].</param>
    public static PoseWide Along(in Pose from, in Twist path, Vector<double> fraction)
    {
        double angle = path.Angular.Length;
        Vec3 axis = angle > 0 ? path.Angular * (1 / angle) : Vec3.Zero;
        (Vector<double> sin, Vector<double> cos) = WideMath.SinCos(fraction * new Vector<double>(0.5 * angle));
        var turn = new PoseWide(
            Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero,
            cos, sin * new Vector<double>(axis.X), sin * new Vector<double>(axis.Y), sin * new Vector<double>(axis.Z));
        PoseWide turned = turn * new PoseWide(new Pose(Vec3.Zero, from.Orientation));
        return new PoseWide(
            new Vector<double>(from.Position.X) + (fraction * new Vector<double>(path.Linear.X)),
            new Vector<double>(from.Position.Y) + (fraction * new Vector<double>(path.Linear.Y)),
            new Vector<double>(from.Position.Z) + (fraction * new Vector<double>(path.Linear.Z)),
            turned._qw, turned._qx, turned._qy, turned._qz).Normalised();
    }

    /// <summary>Displacements that take <paramref name="from"/> to <paramref name="to"/>, written from <paramref name="start"/>
    /// on.</summary>
    /// <remarks>As <see cref="Twist.Between"/>: p' − p and log(R'·Rᵀ), both in world axes.</remarks>
    public static void StoreBetween(in PoseWide from, in PoseWide to, TwistBuffer result, int start)
    {
        // to.Orientation times the conjugate of from.Orientation.
        Vector<double> w = (to._qw * from._qw) + (to._qx * from._qx) + (to._qy * from._qy) + (to._qz * from._qz);
        Vector<double> x = (to._qx * from._qw) - (to._qw * from._qx) - (to._qy * from._qz) + (to._qz * from._qy);
        Vector<double> y = (to._qy * from._qw) - (to._qw * from._qy) + (to._qx * from._qz) - (to._qz * from._qx);
        Vector<double> z = (to._qz * from._qw) - (to._qw * from._qz) - (to._qx * from._qy) + (to._qy * from._qx);
        Vector<double> sin = Vector.SquareRoot((x * x) + (y * y) + (z * z));
        var two = new Vector<double>(2.0);
        Vector<double> scale = Vector.ConditionalSelect(
            Vector.LessThan(sin, new Vector<double>(SmallSine)), two, two * WideMath.Atan2(sin, Vector.Abs(w)) / sin);
        scale = Vector.ConditionalSelect(Vector.LessThan(w, Vector<double>.Zero), -scale, scale);
        (to._x - from._x).CopyTo(result.Padded(0)[start..]);
        (to._y - from._y).CopyTo(result.Padded(1)[start..]);
        (to._z - from._z).CopyTo(result.Padded(2)[start..]);
        (x * scale).CopyTo(result.Padded(3)[start..]);
        (y * scale).CopyTo(result.Padded(4)[start..]);
        (z * scale).CopyTo(result.Padded(5)[start..]);
    }

    private PoseWide Normalised()
    {
        Vector<double> norm = Vector.SquareRoot((_qw * _qw) + (_qx * _qx) + (_qy * _qy) + (_qz * _qz));
        return new PoseWide(_x, _y, _z, _qw / norm, _qx / norm, _qy / norm, _qz / norm);
    }
}
