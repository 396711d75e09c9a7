using System.Numerics;

namespace IntervenGen.Numerics;

/// <summary>Vectorised operations on whole segments of poses; they allocate nothing.</summary>
public static class SegmentTransform
{
    /// <summary>Moves a source segment so that it keeps its place relative to the reference object.</summary>
    /// <param name="worldFromEefSource">Source targets, metres, unit quaternions.</param>
    /// <param name="worldFromObjectSource">Object pose at the segment's first step.</param>
    /// <param name="worldFromObjectNow">Object pose now: the true one while generating.</param>
    /// <param name="worldFromEef">Result, resized to the source's length; may be the source itself.</param>
    /// <remarks>
    /// X'ₜ = O' · O⁻¹ · Xₜ (MimicGen, Mandlekar et al. 2023), vectorised over t; the scalar product is the oracle
    /// and the two agree bit for bit. Any thread, one per buffer.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The result's capacity is less than the source's count.</exception>
    public static void MoveWithObject(
        PoseBuffer worldFromEefSource, in Pose worldFromObjectSource, in Pose worldFromObjectNow, PoseBuffer worldFromEef)
    {
        Pose newFromOld = worldFromObjectNow * worldFromObjectSource.Inverse();
        Apply(newFromOld, worldFromEefSource, worldFromEef);
    }

    /// <summary>Left-multiplies every pose of a segment by one transform.</summary>
    /// <param name="newFromOld">The transform, applied from the left.</param>
    /// <param name="source">The poses to move.</param>
    /// <param name="result">The moved poses; may be <paramref name="source"/> itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">The result's capacity is less than the source's count.</exception>
    public static void Apply(in Pose newFromOld, PoseBuffer source, PoseBuffer result)
    {
        result.Resize(source.Count);
        var transform = new PoseWide(newFromOld);
        for (int t = 0; t < source.Count; t += Vector<double>.Count)
            (transform * PoseWide.Load(source, t)).Store(result, t);
    }

    /// <summary>The straight path between two poses, without its two ends.</summary>
    /// <param name="from">The pose at which the path starts, world frame.</param>
    /// <param name="to">The pose at which the path ends, world frame.</param>
    /// <param name="count">Number of poses on the path: the i-th is at fraction (i + 1) / (count + 1).</param>
    /// <param name="result">The poses, world frame, unit quaternions.</param>
    /// <remarks>As <see cref="Pose.Interpolate"/>, the scalar oracle: linear in position, constant speed in rotation.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The result's capacity is less than <paramref name="count"/>.</exception>
    public static void Interpolate(in Pose from, in Pose to, int count, PoseBuffer result)
    {
        result.Resize(count);
        var path = Twist.Between(from, to);
        var spacing = new Vector<double>(1.0 / (count + 1));
        for (int t = 0; t < count; t += Vector<double>.Count)
        {
            // Past the last pose the fraction would leave [0, 1]; what the padding holds is nobody's.
            Vector<double> steps = Vector<double>.Indices + new Vector<double>(t + 1.0);
            PoseWide.Along(from, path, Vector.Min(steps * spacing, Vector<double>.One)).Store(result, t);
        }
    }

    /// <summary>Displacements from one pose to every pose of a segment.</summary>
    /// <param name="from">The pose, world frame.</param>
    /// <param name="to">The segment, world frame.</param>
    /// <param name="result">Displacements as <see cref="Twist.Between"/>, the scalar oracle, has them; world axes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The result's capacity is less than the segment's count.</exception>
    public static void Between(in Pose from, PoseBuffer to, TwistBuffer result)
    {
        result.Resize(to.Count);
        var start = new PoseWide(from);
        for (int t = 0; t < to.Count; t += Vector<double>.Count)
            PoseWide.StoreBetween(start, PoseWide.Load(to, t), result, t);
    }
}
