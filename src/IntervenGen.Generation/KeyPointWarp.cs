using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>Carries poses at one object over to an object of another shape, by points that both have.</summary>
/// <remarks>
/// The rigid motion that brings the points closest together in the sense of least squares (Horn 1987, by unit quaternions) turns a
/// pose; what is then left at each point moves it further, weighted by the inverse square of the distance (Shepard 1968), so that a
/// point itself arrives where its counterpart is, and what is far from all of them moves by the mean. With one or two points, the
/// smallest rotation is taken. Immutable; any thread.
/// </remarks>
internal sealed class KeyPointWarp
{
    // The method converges as the ratio of two eigenvalues; a warp is made once.
    private const int Iterations = 2000;

    // Square metres: nearer than a micrometre, a pose is at the point.
    private const double AtPoint = 1e-12;

    private readonly Vec3[] _moved, _left;
    private readonly Pose _newFromOld;

    /// <summary>Fits the warp.</summary>
    /// <param name="points">Each point at the old object and at the new one, object frames, metres; at least one.</param>
    public KeyPointWarp(IReadOnlyList<(Vec3 Old, Vec3 New)> points)
    {
        Vec3 oldCentre = Mean(points.Select(point => point.Old)), newCentre = Mean(points.Select(point => point.New));
        Quat turn = Turn([.. points.Select(point => (point.Old - oldCentre, point.New - newCentre))]);
        _newFromOld = new Pose(newCentre - turn.Rotate(oldCentre), turn);
        _moved = [.. points.Select(point => _newFromOld.Transform(point.Old))];
        _left = [.. points.Select((point, i) => point.New - _moved[i])];
    }

    /// <summary>The warp between an object of one task and the same object of another; null where neither has key points.</summary>
    /// <param name="old">The task whose motions are carried over.</param>
    /// <param name="present">The task to which they are carried over.</param>
    /// <param name="obj">Index of the object in both.</param>
    /// <exception cref="UsageException">A point of one is missing in the other.</exception>
    public static KeyPointWarp? Between(TaskSpec old, TaskSpec present, int obj)
    {
        Dictionary<string, Vec3> before = PointsOf(old, obj), now = PointsOf(present, obj);
        if (before.Keys.Concat(now.Keys).FirstOrDefault(name => !before.ContainsKey(name) || !now.ContainsKey(name)) is { } missing)
        {
            string lacks = before.ContainsKey(missing) ? present.Name : old.Name;
            throw new UsageException(
                $"key point '{missing}' of object '{present.Objects[obj]}' is missing in task '{lacks}': give it there too, under " +
                "key_points");
        }

        return before.Count == 0 ? null : new KeyPointWarp([.. before.Select(point => (point.Value, now[point.Key]))]);
    }

    /// <summary>Carries a pose over.</summary>
    /// <param name="oldObjectFromEef">The pose at the old object, in its frame.</param>
    /// <returns>The pose at the new object, in its frame.</returns>
    public Pose Carry(in Pose oldObjectFromEef)
    {
        Pose moved = _newFromOld * oldObjectFromEef;
        Vec3 sum = Vec3.Zero;
        double weights = 0;
        for (int i = 0; i < _moved.Length; i++)
        {
            Vec3 offset = moved.Position - _moved[i];
            double squared = Vec3.Dot(offset, offset);
            if (squared < AtPoint)
                return moved with { Position = moved.Position + _left[i] };
            sum += (1 / squared) * _left[i];
            weights += 1 / squared;
        }

        return moved with { Position = moved.Position + (sum * (1 / weights)) };
    }

    private static Dictionary<string, Vec3> PointsOf(TaskSpec spec, int obj) =>
        spec.KeyPoints.Where(point => point.Object == obj).ToDictionary(point => point.Name, point => point.Position);

    private static Vec3 Mean(IEnumerable<Vec3> points)
    {
        Vec3[] all = [.. points];
        return all.Aggregate(Vec3.Zero, (sum, point) => sum + point) * (1.0 / all.Length);
    }

    // The eigenvector of Horn's matrix with the largest eigenvalue, by power iteration. Begun with no rotation, so that where several
    // rotations are as good the smallest is found; that may be at right angles to the answer, and then the others find it.
    private static Quat Turn(IReadOnlyList<(Vec3 Old, Vec3 New)> points)
    {
        double[] matrix = HornMatrix(points);
        double shift = matrix.Sum(Math.Abs);
        if (shift == 0)
            return Quat.Identity;
        (double best, Quat found) = (double.NegativeInfinity, Quat.Identity);
        foreach (Quat start in (ReadOnlySpan<Quat>)[Quat.Identity, new(0, 0, 0, 1), new(0, 0, 1, 0), new(0, 1, 0, 0)])
        {
            Quat turn = start;
            for (int i = 0; i < Iterations; i++)
                turn = Times(matrix, turn, shift).Normalized;
            double value = Dot(turn, Times(matrix, turn, 0));
            if (value > best + (1e-9 * shift))
                (best, found) = (value, turn);
        }

        return found;
    }

    private static double[] HornMatrix(IReadOnlyList<(Vec3 Old, Vec3 New)> points)
    {
        double xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0;
        foreach ((Vec3 a, Vec3 b) in points)
        {
            (xx, xy, xz) = (xx + (a.X * b.X), xy + (a.X * b.Y), xz + (a.X * b.Z));
            (yx, yy, yz) = (yx + (a.Y * b.X), yy + (a.Y * b.Y), yz + (a.Y * b.Z));
            (zx, zy, zz) = (zx + (a.Z * b.X), zy + (a.Z * b.Y), zz + (a.Z * b.Z));
        }

        return
        [
            xx + yy + zz, yz - zy, zx - xz, xy - yx,
            yz - zy, xx - yy - zz, xy + yx, zx + xz,
            zx - xz, xy + yx, yy - xx - zz, yz + zy,
            xy - yx, zx + xz, yz + zy, zz - xx - yy,
        ];
    }

    private static Quat Times(double[] m, Quat q, double shift) => new(
        ((m[0] + shift) * q.W) + (m[1] * q.X) + (m[2] * q.Y) + (m[3] * q.Z),
        (m[4] * q.W) + ((m[5] + shift) * q.X) + (m[6] * q.Y) + (m[7] * q.Z),
        (m[8] * q.W) + (m[9] * q.X) + ((m[10] + shift) * q.Y) + (m[11] * q.Z),
        (m[12] * q.W) + (m[13] * q.X) + (m[14] * q.Y) + ((m[15] + shift) * q.Z));

    private static double Dot(Quat a, Quat b) => (a.W * b.W) + (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);
}
