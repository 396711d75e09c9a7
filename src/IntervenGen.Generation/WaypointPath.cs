using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A moved source segment and the approach to its start: the waypoints of one open-loop replay.</summary>
/// <remarks>One lane; allocates nothing when loaded, unless the approach is longer than any before.</remarks>
/// <param name="capacity">Steps of the longest source segment.</param>
internal sealed class WaypointPath(int capacity)
{
    // Two metres at the default speed.
    private const int UsualApproach = 256;

    // The first quarter of an approach rises, the last one comes down.
    private const double RampShare = 4;

    private static readonly Quat HalfTurn = new(0, 0, 0, 1);

    private readonly PoseBuffer _moved = new(capacity);
    private PoseBuffer _approach = new(UsualApproach);
    private SourceSegment? _segment;
    private double _lift;
    private int _approachLength, _next;

    /// <summary>Whether waypoints are left.</summary>
    public bool HasNext => _segment is not null && _next < _approachLength + _moved.Count;

    /// <summary>Whether the next waypoint leads to the segment's start.</summary>
    public bool IsApproaching => _next < _approachLength;

    /// <summary>Whether the operator of the source went straight on with the next subtask.</summary>
    public bool GoesOn => _segment is { GoesOn: true };

    /// <summary>What the hand holds while a subtask is done, end-effector frame; null where the subtask names nothing.</summary>
    public static Pose? HeldIn(IEnvironment environment, SubtaskSpec subtask) =>
        subtask.HeldObject is { } obj ? environment.WorldFromEef.Inverse() * environment.TruePose(obj) : null;

    /// <summary>Moves a segment to where its object, the hand and what it holds are now; a hand in contact is lifted off first.</summary>
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
    /// <param name="worldFromEef">Where the approach starts.</param>
    /// <param name="handMayTurn">Whether the hand may be turned by half a turn about its own z axis, where that is nearer.</param>
    /// <param name="eefFromHeld">Pose of the object in the hand, if there is one: it then follows the source's path, not the hand.</param>
    /// <param name="lift">How far above the straight line the approach goes: up, along, down; metres.</param>
    /// <param name="options">Speed of the approach.</param>
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
        Twist offset = Twist.Between(worldFromEef, _moved[0]);
        double steps = Math.Max(
            (offset.Linear.Length + (2 * lift)) / options.InterpolationStep, offset.Angular.Length / options.InterpolationTurn);
        _approachLength = Math.Max(options.InterpolationMinimum, (int)Math.Ceiling(steps));
        if (_approachLength > _approach.Capacity)
            _approach = new PoseBuffer(_approachLength);
        SegmentTransform.Interpolate(worldFromEef, _moved[0].Normalized, _approachLength, _approach);
        _next = 0;
    }

    /// <summary>Forgets the path.</summary>
    public void Clear() => _segment = null;

    /// <summary>The next waypoint: where to go and what the gripper does.</summary>
    public (Pose WorldFromTarget, float Gripper) Take()
    {
        int index = _next++;
        return index < _approachLength
            ? (Lifted(_approach[index], (index + 1.0) / (_approachLength + 1)), _segment!.Gripper[0])
            : (_moved[index - _approachLength].Normalized, _segment!.Gripper[index - _approachLength]);
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
