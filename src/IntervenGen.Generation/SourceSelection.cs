using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>How a source segment is selected for a new scene: MimicGen's selection strategies.</summary>
public enum SelectionStrategy
{
    /// <summary>Uniformly among all segments of the subtask: the paper's choice.</summary>
    Random = 0,

    /// <summary>Uniformly among the three whose reference object's pose was nearest to the present one.</summary>
    NearestObject = 1,

    /// <summary>Uniformly among the three whose moved first pose is nearest to the present end-effector pose.</summary>
    NearestRobot = 2,

    /// <summary>
    /// Uniformly among the three whose mistake ended most alike: the hand, and what it holds, relative to the true object.
    /// </summary>
    NearestMistake = 3,
}

/// <summary>Selects source segments by a strategy.</summary>
/// <remarks>
/// Distance is metres plus radians, and the choice is uniform among the nearest, as in MimicGen. One lane; allocates nothing
/// after construction.
/// </remarks>
public sealed class SourceSelection
{
    /// <summary>Number of nearest segments among which it is chosen, unless another is given: MimicGen's.</summary>
    public const int UsualNeighbours = 3;

    // How far apart, in metres, an object may be held in two grasps that count as alike.
    private const double MaxShift = 0.05;

    // An array: to go through it allocates no enumerator.
    private readonly SourceSegment[] _segments;
    private readonly SelectionStrategy _strategy;
    private readonly int _neighbours;
    private readonly PoseBuffer _candidates, _moved;
    private readonly TwistBuffer _offsets;
    private readonly double[] _distances;

    /// <summary>Prepares the selection among these segments.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="strategy">How one is selected.</param>
    /// <param name="neighbours">Among how many nearest ones; 0 for <see cref="UsualNeighbours"/>.</param>
    public SourceSelection(IReadOnlyList<SourceSegment> segments, SelectionStrategy strategy, int neighbours = 0)
    {
        _segments = [.. segments];
        _neighbours = neighbours == 0 ? UsualNeighbours : neighbours;
        _strategy = strategy;
        _candidates = new PoseBuffer(Math.Max(1, segments.Count));
        _moved = new PoseBuffer(_candidates.Capacity);
        _offsets = new TwistBuffer(_candidates.Capacity);
        _distances = new double[segments.Count];
        // What is compared: the object's pose, or the first end-effector pose relative to it.
        foreach (SourceSegment segment in _segments)
        {
            _candidates.Add(strategy == SelectionStrategy.NearestObject
                ? segment.WorldFromObjectAtStart
                : segment.WorldFromObjectAtStart.Inverse() * segment.WorldFromEefAtStart);
        }
    }

    /// <summary>Selects a segment for an attempt's subtask in the present scene.</summary>
    internal SourceSegment Pick(Attempt attempt, ref CounterRandom random)
    {
        IEnvironment environment = attempt.Environment;
        SubtaskSpec subtask = environment.Spec.Subtasks[attempt.Subtask];
        return Pick(
            attempt.Subtask, environment.TruePose(subtask.ReferenceObject), environment.WorldFromEef, ref random,
            WaypointPath.HeldIn(environment, subtask));
    }

    /// <summary>Selects a segment for a subtask.</summary>
    /// <param name="subtask">Index of the subtask.</param>
    /// <param name="worldFromObject">Present pose of the subtask's reference object, world frame.</param>
    /// <param name="worldFromEef">Present end-effector pose, world frame.</param>
    /// <param name="random">The attempt's selection stream.</param>
    /// <param name="eefFromHeld">Pose of the held object, end-effector frame: only segments with a similar grasp (within a
    /// quarter turn and 5 cm) are candidates, if there are any. Null: all segments are.</param>
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
        int rank = random.NextInt32(_strategy == SelectionStrategy.Random ? candidates : Math.Min(_neighbours, candidates));
        if (_strategy == SelectionStrategy.Random)
            return Nth(wanted, rank);
        Measure(worldFromObject, worldFromEef, eefFromHeld);
        return NthNearest(wanted, rank);
    }

    /// <summary>Whether two grasps of an object differ by less than a quarter turn and 5 cm.</summary>
    internal static bool IsHeldAlike(in Pose eefFromHeld, in Pose other) =>
        (eefFromHeld.Position - other.Position).Length < MaxShift
        && Quat.AngleBetween(eefFromHeld.Orientation, other.Orientation) < Math.PI / 2;

    private int Count(in Wanted wanted)
    {
        int candidates = 0;
        foreach (SourceSegment segment in _segments)
            candidates += wanted.Accepts(segment) ? 1 : 0;
        return candidates;
    }

    private SourceSegment Nth(in Wanted wanted, int index)
    {
        foreach (SourceSegment segment in _segments)
        {
            if (wanted.Accepts(segment) && index-- == 0)
                return segment;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private void Measure(in Pose worldFromObject, in Pose worldFromEef, Pose? eefFromHeld)
    {
        if (_strategy == SelectionStrategy.NearestObject)
        {
            SegmentTransform.Between(worldFromObject, _candidates, _offsets);
        }
        else
        {
            SegmentTransform.Apply(worldFromObject, _candidates, _moved);
            SegmentTransform.Between(worldFromEef, _moved, _offsets);
        }

        for (int i = 0; i < _distances.Length; i++)
            _distances[i] = _offsets[i].Linear.Length + _offsets[i].Angular.Length;
        if (_strategy == SelectionStrategy.NearestMistake && eefFromHeld is { } held)
            AddHeld(worldFromObject.Inverse() * worldFromEef * held);
    }

    // A part that was turned in the hand by what it ran into needs the recovery of one that was turned alike.
    private void AddHeld(in Pose objectFromHeld)
    {
        for (int i = 0; i < _distances.Length; i++)
        {
            if (_segments[i].EefFromHeldAtStart is not { } then)
                continue;
            Twist offset = Twist.Between(objectFromHeld, _candidates[i] * then);
            _distances[i] += offset.Linear.Length + offset.Angular.Length;
        }
    }

    // Ranks by counting smaller distances; ties keep file order.
    private SourceSegment NthNearest(in Wanted wanted, int rank)
    {
        for (int i = 0; i < _segments.Length; i++)
        {
            if (!wanted.Accepts(_segments[i]))
                continue;
            int smaller = 0;
            for (int j = 0; j < _segments.Length; j++)
            {
                if (j == i || !wanted.Accepts(_segments[j]))
                    continue;
                smaller += _distances[j] < _distances[i] || (_distances[j] == _distances[i] && j < i) ? 1 : 0;
            }

            if (smaller == rank)
                return _segments[i];
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private readonly record struct Wanted(int Subtask, Pose? EefFromHeld)
    {
        public bool Accepts(SourceSegment segment) =>
            segment.Subtask == Subtask
            && (EefFromHeld is not { } now || segment.EefFromHeldAtStart is not { } then || IsHeldAlike(now, then));
    }
}
