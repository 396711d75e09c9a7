using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>How a source segment is picked for a new scene.</summary>
public enum SelectionStrategy
{
    /// <summary>Uniformly among all segments of the subtask: the paper's choice.</summary>
    Random = 0,

    /// <summary>Among the three whose reference object stood most like the present one.</summary>
    NearestObject = 1,

    /// <summary>Among the three whose moved first pose is nearest to the present end-effector pose.</summary>
    NearestRobot = 2,
}

/// <summary>Picks source segments.</summary>
/// <remarks>Distance is metres plus radians, and the pick is uniform among the nearest, as in MimicGen. Allocates nothing.</remarks>
public sealed class SourceSelection(IReadOnlyList<SourceSegment> segments, SelectionStrategy strategy)
{
    private const int Neighbours = 3;

    /// <summary>Picks a segment for a subtask.</summary>
    /// <param name="subtask">Index of the subtask.</param>
    /// <param name="worldFromObject">Present pose of its reference object.</param>
    /// <param name="worldFromEef">Present end-effector pose.</param>
    /// <param name="random">The attempt's selection stream.</param>
    /// <exception cref="UsageException">No segment belongs to the subtask.</exception>
    public SourceSegment Pick(int subtask, in Pose worldFromObject, in Pose worldFromEef, ref CounterRandom random)
    {
        int candidates = 0;
        foreach (SourceSegment segment in segments)
            candidates += segment.Subtask == subtask ? 1 : 0;
        if (candidates == 0)
            throw new UsageException($"no source segment belongs to subtask {subtask}");
        int wanted = random.NextInt32(strategy == SelectionStrategy.Random ? candidates : Math.Min(Neighbours, candidates));
        return strategy == SelectionStrategy.Random
            ? Nth(subtask, wanted)
            : NthNearest(subtask, wanted, worldFromObject, worldFromEef);
    }

    private SourceSegment Nth(int subtask, int index)
    {
        foreach (SourceSegment segment in segments)
        {
            if (segment.Subtask == subtask && index-- == 0)
                return segment;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    // Ranks by counting smaller distances; ties keep file order. Sources number in the tens, so n² is nothing.
    private SourceSegment NthNearest(int subtask, int rank, in Pose worldFromObject, in Pose worldFromEef)
    {
        for (int i = 0; i < segments.Count; i++)
        {
            if (segments[i].Subtask != subtask)
                continue;
            double distance = Distance(segments[i], worldFromObject, worldFromEef);
            int smaller = 0;
            for (int j = 0; j < segments.Count; j++)
            {
                if (j == i || segments[j].Subtask != subtask)
                    continue;
                double other = Distance(segments[j], worldFromObject, worldFromEef);
                smaller += other < distance || (other == distance && j < i) ? 1 : 0;
            }

            if (smaller == rank)
                return segments[i];
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private double Distance(SourceSegment segment, in Pose worldFromObject, in Pose worldFromEef)
    {
        if (strategy == SelectionStrategy.NearestObject)
            return Between(segment.WorldFromObjectAtStart, worldFromObject);
        Pose moved = worldFromObject * (segment.WorldFromObjectAtStart.Inverse() * segment.WorldFromEefAtStart);
        return Between(moved, worldFromEef);
    }

    private static double Between(in Pose a, in Pose b) =>
        (a.Position - b.Position).Length + Quat.AngleBetween(a.Orientation, b.Orientation);
}
