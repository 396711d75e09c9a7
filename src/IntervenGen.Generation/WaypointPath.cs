using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A moved source segment with the straight way to its start: the waypoints of one open-loop replay.</summary>
/// <remarks>One lane; allocates nothing when loaded, unless the way is longer than any before.</remarks>
internal sealed class WaypointPath(int capacity)
{
    // Two metres at the default speed.
    private const int UsualWay = 256;

    // The first and the last quarter of the way go up and down.
    private const double RampShare = 4;

    private static readonly Quat HalfTurn = new(0, 0, 0, 1);

    private readonly PoseBuffer _moved = new(capacity);
    private PoseBuffer _way = new(UsualWay);
    private SourceSegment? _segment;
    private double _lift;
    private int _interpolation, _next;

    /// <summary>Whether waypoints are left.</summary>
    public bool HasNext => _segment is not null && _next < _interpolation + _moved.Count;

    /// <summary>Whether the next waypoint is part of the way to the segment's start.</summary>
    public bool IsInterpolating => _next < _interpolation;

    /// <summary>Index of the source episode; −1 before the first load.</summary>
    public int SourceEpisode => _segment?.Episode ?? -1;

    /// <summary>Whether the operator of the source went straight on with the next subtask.</summary>
    public bool GoesOn => _segment is { GoesOn: true };

    /// <summary>What the hand holds while a subtask is done, end-effector frame; null where the subtask names nothing.</summary>
    public static Pose? HeldIn(IEnvironment environment, SubtaskSpec subtask) =>
        subtask.HeldObject is { } obj ? environment.WorldFromEef.Inverse() * environment.TruePose(obj) : null;

    /// <summary>Moves a segment to where its object, the hand and what it holds are now; lifted off first where the hand is in contact.</summary>
    public void Load(SourceSegment segment, IEnvironment environment, GenerationOptions options)
    {
        SubtaskSpec subtask = environment.Spec.Subtasks[segment.Subtask];
        Load(
            segment, environment.TruePose(subtask.ReferenceObject), environment.WorldFromEef, subtask.HandMayTurn,
            HeldIn(environment, subtask), environment.TriggerContact ? options.InterpolationLift : 0, options);
    }

    /// <summary>Moves a segment with its object and joins it to where the end effector is.</summary>
    /// <param name="segment">The source.</param>
    /// <param name="worldFromObjectNow">True present pose of its reference object.</param>
    /// <param name="worldFromEef">Where the way starts.</param>
    /// <param name="handMayTurn">Whether the hand may be turned by half a turn about its own z axis, where that is nearer.</param>
    /// <param name="eefFromHeld">Pose of the object in the hand, if there is one: it then follows the source's path instead of the hand.</param>
    /// <param name="lift">How far above the straight line the way goes: up, along, down; metres.</param>
    /// <param name="options">Speed of the way.</param>
    public void Load(
        SourceSegment segment, in Pose worldFromObjectNow, in Pose worldFromEef, bool handMayTurn, Pose? eefFromHeld, double lift,
        GenerationOptions options)
    {
        _segment = segment;
        _lift = lift;
        SegmentTransform.MoveWithObject(segment.WorldFromTarget, segment.WorldFromObjectAtStart, worldFromObjectNow, _moved);

        // Judged where it grips: a rule that also hung on the source would show a policy both turns for the same object.
        if (handMayTurn && Quat.AngleBetween(worldFromEef.Orientation, _moved[segment.GripStep].Orientation.Normalized) > Math.PI / 2)
            ChangeHand(new Pose(Vec3.Zero, HalfTurn));
        if (eefFromHeld is { } now && segment.EefFromHeldAtStart is { } then && SourceSelection.IsHeldAlike(now, then))
            ChangeHand(then * now.Inverse());
        Twist way = Twist.Between(worldFromEef, _moved[0]);
        double steps = Math.Max(
            (way.Linear.Length + (2 * lift)) / options.InterpolationStep, way.Angular.Length / options.InterpolationTurn);
        _interpolation = Math.Max(options.InterpolationMinimum, (int)Math.Ceiling(steps));
        if (_interpolation > _way.Capacity)
            _way = new PoseBuffer(_interpolation);
        SegmentTransform.Interpolate(worldFromEef, _moved[0].Normalized, _interpolation, _way);
        _next = 0;
    }

    /// <summary>Forgets the path.</summary>
    public void Clear() => _segment = null;

    /// <summary>The next waypoint: where to go and what the gripper does.</summary>
    public (Pose WorldFromTarget, float Gripper) Take()
    {
        int index = _next++;
        return index < _interpolation
            ? (Lifted(_way[index], (index + 1.0) / (_interpolation + 1)), _segment!.Gripper[0])
            : (_moved[index - _interpolation].Normalized, _segment!.Gripper[index - _interpolation]);
    }

    private Pose Lifted(in Pose straight, double fraction)
    {
        var up = new Vec3(0, 0, _lift * Math.Min(1, RampShare * Math.Min(fraction, 1 - fraction)));
        return straight with { Position = straight.Position + up };
    }

    private void ChangeHand(in Pose oldFromNewHand)
    {
        for (int i = 0; i < _moved.Count; i++)
            _moved[i] *= oldFromNewHand;
    }
}
