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
/// <remarks>
/// Distance is metres plus radians, and the pick is uniform among the nearest, as in MimicGen. One lane; allocates nothing
/// after construction.
/// </remarks>
public sealed class SourceSelection
{
    private const int Neighbours = 3;

    private readonly IReadOnlyList<SourceSegment> _segments;
    private readonly SelectionStrategy _strategy;
    private readonly PoseBuffer _candidates, _moved;
    private readonly TwistBuffer _ways;
    private readonly double[] _distances;

    /// <summary>Prepares a choice among these segments.</summary>
    public SourceSelection(IReadOnlyList<SourceSegment> segments, SelectionStrategy strategy)
    {
        _segments = segments;
        _strategy = strategy;
        _candidates = new PoseBuffer(Math.Max(1, segments.Count));
        _moved = new PoseBuffer(_candidates.Capacity);
        _ways = new TwistBuffer(_candidates.Capacity);
        _distances = new double[segments.Count];
        // What is compared: the object's pose, or the first end-effector pose relative to it.
        foreach (SourceSegment segment in segments)
        {
            _candidates.Add(strategy == SelectionStrategy.NearestObject
                ? segment.WorldFromObjectAtStart
                : segment.WorldFromObjectAtStart.Inverse() * segment.WorldFromEefAtStart);
        }
    }

    /// <summary>Picks a segment for a subtask.</summary>
    /// <param name="subtask">Index of the subtask.</param>
    /// <param name="worldFromObject">Present pose of its reference object.</param>
    /// <param name="worldFromEef">Present end-effector pose.</param>
    /// <param name="random">The attempt's selection stream.</param>
    /// <exception cref="UsageException">No segment belongs to the subtask.</exception>
    public SourceSegment Pick(int subtask, in Pose worldFromObject, in Pose worldFromEef, ref CounterRandom random)
    {
        int candidates = 0;
        foreach (SourceSegment segment in _segments)
            candidates += segment.Subtask == subtask ? 1 : 0;
        if (candidates == 0)
            throw new UsageException($"no source segment belongs to subtask {subtask}");
        int wanted = random.NextInt32(_strategy == SelectionStrategy.Random ? candidates : Math.Min(Neighbours, candidates));
        if (_strategy == SelectionStrategy.Random)
            return Nth(subtask, wanted);
        Measure(worldFromObject, worldFromEef);
        return NthNearest(subtask, wanted);
    }

    private SourceSegment Nth(int subtask, int index)
    {
        foreach (SourceSegment segment in _segments)
        {
            if (segment.Subtask == subtask && index-- == 0)
                return segment;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private void Measure(in Pose worldFromObject, in Pose worldFromEef)
    {
        if (_strategy == SelectionStrategy.NearestObject)
        {
            SegmentTransform.Between(worldFromObject, _candidates, _ways);
        }
        else
        {
            SegmentTransform.Apply(worldFromObject, _candidates, _moved);
            SegmentTransform.Between(worldFromEef, _moved, _ways);
        }

        for (int i = 0; i < _distances.Length; i++)
            _distances[i] = _ways[i].Linear.Length + _ways[i].Angular.Length;
    }

    // Ranks by counting smaller distances; ties keep file order.
    private SourceSegment NthNearest(int subtask, int rank)
    {
        for (int i = 0; i < _segments.Count; i++)
        {
            if (_segments[i].Subtask != subtask)
                continue;
            int smaller = 0;
            for (int j = 0; j < _segments.Count; j++)
            {
                if (j == i || _segments[j].Subtask != subtask)
                    continue;
                smaller += _distances[j] < _distances[i] || (_distances[j] == _distances[i] && j < i) ? 1 : 0;
            }

            if (smaller == rank)
                return _segments[i];
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
