using System.Numerics;

namespace IntervenGen.Numerics;

/// <summary>Moves whole segments of poses rigidly.</summary>
public static class SegmentTransform
{
    /// <summary>Moves a source segment so that it keeps its place relative to the reference object.</summary>
    /// <param name="worldFromEefSource">Source targets, metres, unit quaternions.</param>
    /// <param name="worldFromObjectSource">Object pose at the segment's first step.</param>
    /// <param name="worldFromObjectNow">Object pose now: the true one while generating.</param>
    /// <param name="worldFromEef">Result, resized to the source's length; may be the source itself.</param>
    /// <remarks>
    /// X'ₜ = O' · O⁻¹ · Xₜ (MimicGen, Mandlekar et al. 2023), vectorised over t; the scalar product is the oracle
    /// and the two agree bit for bit. Allocates nothing. Any thread, one per buffer.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The result's capacity is less than the source's count.</exception>
    public static void MoveWithObject(
        PoseBuffer worldFromEefSource, in Pose worldFromObjectSource, in Pose worldFromObjectNow, PoseBuffer worldFromEef)
    {
        Pose newFromOld = worldFromObjectNow * worldFromObjectSource.Inverse();
        Apply(newFromOld, worldFromEefSource, worldFromEef);
    }

    /// <summary>Left-multiplies every pose of a segment by one transform.</summary>
    /// <param name="newFromOld">The transform.</param>
    /// <param name="source">Poses to move.</param>
    /// <param name="result">Moved poses; may be <paramref name="source"/> itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">The result's capacity is less than the source's count.</exception>
    public static void Apply(in Pose newFromOld, PoseBuffer source, PoseBuffer result)
    {
        result.Resize(source.Count);
        int count = source.Count;
        int width = Vector<double>.Count;
        int wide = count - (count % width);
        var transform = new PoseWide(newFromOld);
        for (int t = 0; t < wide; t += width)
            (transform * PoseWide.Load(source, t)).Store(result, t);
        for (int t = wide; t < count; t++)
            result[t] = newFromOld * source[t];
    }
}
