using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A moved source segment with the straight way to its start: the waypoints of one open-loop replay.</summary>
/// <remarks>One lane; reserved once, allocates nothing when loaded.</remarks>
internal sealed class WaypointPath(int capacity)
{
    private static readonly Quat HalfTurn = new(0, 0, 0, 1);

    private readonly PoseBuffer _moved = new(capacity);
    private SourceSegment? _segment;
    private Pose _start;
    private int _interpolation, _next;

    /// <summary>Whether waypoints are left.</summary>
    public bool HasNext => _segment is not null && _next < _interpolation + _moved.Count;

    /// <summary>Whether the next waypoint is part of the way to the segment's start.</summary>
    public bool IsInterpolating => _next < _interpolation;

    /// <summary>Index of the source episode; −1 before the first load.</summary>
    public int SourceEpisode => _segment?.Episode ?? -1;

    /// <summary>Whether the operator of the source went straight on with the next subtask.</summary>
    public bool GoesOn => _segment is { GoesOn: true };

    /// <summary>Moves a segment with its object and joins it to where the end effector is.</summary>
    /// <param name="segment">The source.</param>
    /// <param name="worldFromObjectNow">True present pose of its reference object.</param>
    /// <param name="worldFromEef">Where the way starts.</param>
    /// <param name="handMayTurn">Whether the hand may be turned by half a turn about its own z axis, where that is nearer.</param>
    /// <param name="eefFromHeld">Pose of the object in the hand, if there is one: it then follows the source's path instead of the hand.</param>
    /// <param name="options">Speed of the way.</param>
    public void Load(
        SourceSegment segment, in Pose worldFromObjectNow, in Pose worldFromEef, bool handMayTurn, Pose? eefFromHeld,
        GenerationOptions options)
    {
        _segment = segment;
        SegmentTransform.MoveWithObject(segment.WorldFromTarget, segment.WorldFromObjectAtStart, worldFromObjectNow, _moved);
        if (handMayTurn && Quat.AngleBetween(worldFromEef.Orientation, _moved[_moved.Count - 1].Orientation.Normalized) > Math.PI / 2)
            ChangeHand(new Pose(Vec3.Zero, HalfTurn));
        if (eefFromHeld is { } now && segment.EefFromHeldAtStart is { } then && SourceSelection.IsHeldAlike(now, then))
            ChangeHand(then * now.Inverse());
        _start = worldFromEef;
        Twist way = Twist.Between(worldFromEef, _moved[0]);
        double steps = Math.Max(
            way.Linear.Length / options.InterpolationStep, way.Angular.Length / options.InterpolationTurn);
        _interpolation = Math.Max(options.InterpolationMinimum, (int)Math.Ceiling(steps));
        _next = 0;
    }

    /// <summary>Forgets the path.</summary>
    public void Clear() => _segment = null;

    /// <summary>The next waypoint: where to go and what the gripper does.</summary>
    public (Pose WorldFromTarget, float Gripper) Take()
    {
        int index = _next++;
        if (index >= _interpolation)
            return (_moved[index - _interpolation].Normalized, _segment!.Gripper[index - _interpolation]);
        double fraction = (index + 1.0) / (_interpolation + 1.0);
        return (Pose.Interpolate(_start, _moved[0].Normalized, fraction), _segment!.Gripper[0]);
    }

    private void ChangeHand(in Pose oldFromNewHand)
    {
        for (int i = 0; i < _moved.Count; i++)
            _moved[i] *= oldFromNewHand;
    }
}
