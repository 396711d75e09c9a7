using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Clearance;

/// <summary>A box somewhere in the world.</summary>
/// <param name="Centre">Its centre, world frame, metres.</param>
/// <param name="X">Its first axis, of length 1, world frame.</param>
/// <param name="Y">Its second axis.</param>
/// <param name="Z">Its third axis.</param>
/// <param name="Half">Its half extents along them, metres.</param>
internal readonly record struct WorldBox(Vec3 Centre, Vec3 X, Vec3 Y, Vec3 Z, Vec3 Half)
{
    /// <summary>The box around a geom where the geom is now.</summary>
    /// <param name="box">The box in the geom's frame.</param>
    /// <param name="position">The geom's position, world frame, metres, shape [3].</param>
    /// <param name="turn">Its orientation as a matrix, rows first, shape [9].</param>
    public static WorldBox Of(in GeomBox box, ReadOnlySpan<double> position, ReadOnlySpan<double> turn)
    {
        Vec3 x = new(turn[0], turn[3], turn[6]), y = new(turn[1], turn[4], turn[7]), z = new(turn[2], turn[5], turn[8]);
        Vec3 centre = Vec3.From(position) + (x * box.Centre.X) + (y * box.Centre.Y) + (z * box.Centre.Z);
        return new WorldBox(centre, x, y, z, box.Half);
    }

    /// <summary>How far the box reaches from its centre along a direction, metres.</summary>
    public double ReachAlong(Vec3 direction) =>
        (Math.Abs(Vec3.Dot(X, direction)) * Half.X) + (Math.Abs(Vec3.Dot(Y, direction)) * Half.Y) +
        (Math.Abs(Vec3.Dot(Z, direction)) * Half.Z);
}

/// <summary>A distance that two boxes certainly have.</summary>
/// <remarks>
/// The separating axis theorem: along any direction, the distance of the centres less what both reach is a gap that is there; the largest
/// over the boxes' own axes and their cross products is close to the true distance, and 0 or less exactly where boxes overlap.
/// </remarks>
internal static class BoxGap
{
    // Of two axes that are nearly parallel the cross product has no direction.
    private const double Parallel = 1e-6;

    /// <summary>The gap of two boxes, metres; at most their distance, not above 0 where they overlap.</summary>
    public static double Between(in WorldBox a, in WorldBox b)
    {
        Vec3 between = b.Centre - a.Centre;
        double gap = Math.Max(Faces(a, b, between), Faces(b, a, between));
        foreach (Vec3 first in (ReadOnlySpan<Vec3>)[a.X, a.Y, a.Z])
        {
            foreach (Vec3 second in (ReadOnlySpan<Vec3>)[b.X, b.Y, b.Z])
            {
                Vec3 cross = Vec3.Cross(first, second);
                double length = cross.Length;
                if (length > Parallel)
                    gap = Math.Max(gap, Along(cross * (1 / length), a, b, between));
            }
        }

        return gap;
    }

    /// <summary>The gap of a box and a plane, metres.</summary>
    public static double OverPlane(in WorldBox box, Vec3 point, Vec3 normal) =>
        Vec3.Dot(box.Centre - point, normal) - box.ReachAlong(normal);

    private static double Faces(in WorldBox of, in WorldBox other, Vec3 between) => Math.Max(
        Along(of.X, of, other, between), Math.Max(Along(of.Y, of, other, between), Along(of.Z, of, other, between)));

    private static double Along(Vec3 axis, in WorldBox a, in WorldBox b, Vec3 between) =>
        Math.Abs(Vec3.Dot(axis, between)) - a.ReachAlong(axis) - b.ReachAlong(axis);
}
