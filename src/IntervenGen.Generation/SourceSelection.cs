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
    private const double LargestShift = 0.05;

    /// <summary>Picks a segment for a subtask.</summary>
    /// <param name="subtask">Index of the subtask.</param>
    /// <param name="worldFromObject">Present pose of its reference object.</param>
    /// <param name="worldFromEef">Present end-effector pose.</param>
    /// <param name="random">The attempt's selection stream.</param>
    /// <param name="eefFromHeld">
    /// Pose of the object in the hand, end-effector frame: only segments that held it alike (within a quarter turn and 5 cm) are
    /// candidates, if there is one. Null: all are.
    /// </param>
    /// <exception cref="UsageException">No segment belongs to the subtask.</exception>
    public SourceSegment Pick(
        int subtask, in Pose worldFromObject, in Pose worldFromEef, ref CounterRandom random, Pose? eefFromHeld = null)
    {
        var wanted = new Wanted(subtask, eefFromHeld);
        int candidates = Count(wanted);
        if (candidates == 0 && eefFromHeld is not null)
        {
            wanted = new Wanted(subtask, null);
            candidates = Count(wanted);
        }

        if (candidates == 0)
            throw new UsageException($"no source segment belongs to subtask {subtask}");
        int rank = random.NextInt32(strategy == SelectionStrategy.Random ? candidates : Math.Min(Neighbours, candidates));
        return strategy == SelectionStrategy.Random
            ? Nth(wanted, rank)
            : NthNearest(wanted, rank, worldFromObject, worldFromEef);
    }

    /// <summary>Whether two grasps of an object differ by less than a quarter turn and 5 cm.</summary>
    internal static bool IsHeldAlike(in Pose eefFromHeld, in Pose other) =>
        (eefFromHeld.Position - other.Position).Length < LargestShift
        && Quat.AngleBetween(eefFromHeld.Orientation, other.Orientation) < Math.PI / 2;

    private int Count(in Wanted wanted)
    {
        int candidates = 0;
        foreach (SourceSegment segment in segments)
            candidates += wanted.Accepts(segment) ? 1 : 0;
        return candidates;
    }

    private SourceSegment Nth(in Wanted wanted, int index)
    {
        foreach (SourceSegment segment in segments)
        {
            if (wanted.Accepts(segment) && index-- == 0)
                return segment;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    // Ranks by counting smaller distances; ties keep file order. Sources number in the tens, so n² is nothing.
    private SourceSegment NthNearest(in Wanted wanted, int rank, in Pose worldFromObject, in Pose worldFromEef)
    {
        for (int i = 0; i < segments.Count; i++)
        {
            if (!wanted.Accepts(segments[i]))
                continue;
            double distance = Distance(segments[i], worldFromObject, worldFromEef);
            int smaller = 0;
            for (int j = 0; j < segments.Count; j++)
            {
                if (j == i || !wanted.Accepts(segments[j]))
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

    private readonly record struct Wanted(int Subtask, Pose? EefFromHeld)
    {
        public bool Accepts(SourceSegment segment) =>
            segment.Subtask == Subtask
            && (EefFromHeld is not { } now || segment.EefFromHeldAtStart is not { } then || IsHeldAlike(now, then));
    }
}
