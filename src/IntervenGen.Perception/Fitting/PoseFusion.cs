using System.Globalization;
using IntervenGen.Numerics;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Fitting;

/// <summary>Several poses of one cube made into one.</summary>
/// <param name="BaseFromCube">The mean of those that agree.</param>
/// <param name="Used">How many agree.</param>
/// <param name="Rejected">How many do not.</param>
/// <param name="PositionSpread">Root mean square distance of the used ones from the mean, metres.</param>
/// <param name="RotationSpread">Root mean square angle of the used ones from the mean, radians.</param>
public readonly record struct FusedPose(Pose BaseFromCube, int Used, int Rejected, double PositionSpread, double RotationSpread);

/// <summary>Fuses poses of a cube that was looked at several times.</summary>
/// <remarks>
/// Each pose is first given that of its 24 names that is nearest to the pose in the middle (the one with the smallest sum of
/// differences from all others). A pose farther from it than the gates is rejected; the gates do not grow with the
/// scatter, or a cube that moved half-way through would be averaged. The rest is averaged: positions by their mean,
/// orientations by the mean of their rotation vectors about the middle. Any thread.
/// </remarks>
public sealed record PoseFusion
{
    /// <summary>A pose farther than this from the middle one is rejected, metres; single frames scatter by well below 1 mm at 1
    /// m.</summary>
    public double PositionGate { get; init; } = 0.004;

    /// <summary>A pose turned more than this from the middle one is rejected, radians; single frames scatter by 1°.</summary>
    public double RotationGate { get; init; } = 5 * Math.PI / 180;

    /// <summary>At least this part of the poses must agree.</summary>
    public double MinAgreeing { get; init; } = 0.6;

    /// <summary>Fuses the poses of several frames.</summary>
    /// <param name="basesFromCube">At least one.</param>
    /// <exception cref="PerceptionException">Too few of them agree.</exception>
    public FusedPose Fuse(ReadOnlySpan<Pose> basesFromCube)
    {
        if (basesFromCube.IsEmpty)
            throw new ArgumentException("there are no poses to fuse");
        Pose middle = Middle(basesFromCube);
        var offsets = new Vec3[basesFromCube.Length];
        var turns = new Vec3[basesFromCube.Length];
        for (int i = 0; i < offsets.Length; i++)
            (offsets[i], turns[i]) = Difference(basesFromCube[i], middle);
        (Vec3 offset, Vec3 turn, int used) = (Vec3.Zero, Vec3.Zero, 0);
        bool[] agrees = new bool[offsets.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            agrees[i] = offsets[i].Length <= PositionGate && turns[i].Length <= RotationGate;
            if (!agrees[i])
                continue;
            (offset, turn, used) = (offset + offsets[i], turn + turns[i], used + 1);
        }

        if (used < MinAgreeing * offsets.Length)
        {
            throw new PerceptionException(string.Create(CultureInfo.InvariantCulture,
                $"only {used} of {offsets.Length} frames agree within {PositionGate * 1000:0.#} mm and "
                    + $"{RotationGate * 180 / Math.PI:0.#}°, {Math.Ceiling(MinAgreeing * offsets.Length):0} were needed (does "
                    + $"the cube move?)"));
        }

        (offset, turn) = (offset * (1.0 / used), turn * (1.0 / used));
        var mean = new Pose(middle.Position + offset, (Quat.Exp(turn) * middle.Orientation).Normalized);
        (double squared, double squaredTurn) = (0, 0);
        for (int i = 0; i < offsets.Length; i++)
        {
            if (!agrees[i])
                continue;
            squared += Vec3.Dot(offsets[i] - offset, offsets[i] - offset);
            squaredTurn += Vec3.Dot(turns[i] - turn, turns[i] - turn);
        }

        return new FusedPose(mean, used, offsets.Length - used, Math.Sqrt(squared / used), Math.Sqrt(squaredTurn / used));
    }

    private Pose Middle(ReadOnlySpan<Pose> poses)
    {
        (Pose best, double bestSum) = (poses[0], double.PositiveInfinity);
        foreach (Pose candidate in poses)
        {
            double sum = 0;
            foreach (Pose other in poses)
            {
                (Vec3 offset, Vec3 turn) = Difference(other, candidate);
                sum += (offset.Length / PositionGate) + (turn.Length / RotationGate);
            }

            if (sum < bestSum)
                (best, bestSum) = (candidate, sum);
        }

        return best;
    }

    private static (Vec3 Offset, Vec3 Turn) Difference(in Pose pose, in Pose from) => (
        pose.Position - from.Position,
        (CubeModel.NearestTo(pose.Orientation, from.Orientation) * from.Orientation.Conjugate).Log());
}
