using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>A moved source segment and the approach to its start: the waypoints of one open-loop replay.</summary>
/// <remarks>One lane; allocates nothing when loaded, unless the approach is longer than any before.</remarks>
/// <param name="capacity">Length of the longest source segment, steps.</param>
/// <param name="options">How approaches are laid, and which part of a segment is replayed.</param>
internal sealed class WaypointPath(int capacity, GenerationOptions options)
{
    // Two metres at the default speed.
    private const int UsualApproach = 256;

    // Metres: by how much boxes around parts that pass each other may overlap. Of waypoints, which are close, the arm's joints are
    // looked for at every fourth.
    private const double MaxOverlap = 0.004;
    private const int ReachEvery = 4;

    // The first quarter of an approach rises, the last one comes down.
    private const double RampShare = 4;

    // Metres and radians: an arm that is nearer to its target has settled.
    private const double SettledOffset = 0.002, SettledAngle = 0.02;

    // Metres: waypoints within this of the highest are as high, with the hand's tremor.
    private const double HighBand = 0.004;

    private static readonly Quat HalfTurn = new(0, 0, 0, 1);

    private readonly PoseBuffer _moved = new(capacity);
    private readonly TransitPlanner? _planner = options.PlansTransit == true ? new TransitPlanner(options) : null;
    private PoseBuffer _straight = new(UsualApproach), _approach = new(1);
    private SourceSegment? _segment;
    private double _lift;
    private Pose _start;
    private int _approachLength, _next, _skipped, _settled;

    /// <summary>Whether waypoints are left.</summary>
    public bool HasNext => _segment is not null && _next < _approachLength + _moved.Count - _skipped;

    /// <summary>Whether the next waypoint leads to the segment's start.</summary>
    public bool IsApproaching => _next < _approachLength;

    /// <summary>Whether the next waypoint opens a gripper that was closed.</summary>
    public bool OpensNext => HasNext && GripperAt(_next) < 0 && _next > 0 && GripperAt(_next - 1) > 0;

    /// <summary>Whether a waypoint that changes the gripper has been taken, or is the next one.</summary>
    public bool HasGripped => !HasNext || GripperAt(_next) != GripperAt(0);

    /// <summary>Whether the source's operator continued with the next subtask.</summary>
    public bool GoesOn => _segment is { GoesOn: true };

    /// <summary>Pose of the object held during a subtask, end-effector frame; null if the subtask declares none.</summary>
    public static Pose? HeldIn(IEnvironment environment, SubtaskSpec subtask) =>
        subtask.HeldObject is { } obj ? environment.WorldFromEef.Inverse() * environment.TruePose(obj) : null;

    /// <summary>
    /// Loads a segment, moved to a pose of its object and the present poses of the hand and the held object; a hand in contact is lifted
    /// off first, unless its way is planned.
    /// </summary>
    public void Load(SourceSegment segment, IEnvironment environment, in Pose worldFromObject)
    {
        SubtaskSpec subtask = environment.Spec.Subtasks[segment.Subtask];
        Load(
            segment, worldFromObject, environment.WorldFromEef, subtask.HandMayTurn,
            HeldIn(environment, subtask), environment.TriggerContact ? options.InterpolationLift : 0, environment.Motion);
    }

    /// <summary>Loads a segment, moved with its object and joined to the present end-effector pose by an approach.</summary>
    /// <param name="segment">The source segment.</param>
    /// <param name="worldFromObjectNow">True present pose of the segment's reference object, world frame.</param>
    /// <param name="worldFromEef">End-effector pose at which the approach starts, world frame.</param>
    /// <param name="handMayTurn">Whether the hand may be rotated by half a turn about its own z axis, if that is nearer.</param>
    /// <param name="eefFromHeld">Pose of the held object, end-effector frame; if given, the object rather than the hand follows
    /// the source's path.</param>
    /// <param name="lift">Height of the approach above the straight path, metres: up, along, down.</param>
    /// <param name="motion">What motions of the hand would meet, where approaches are planned; null if it is not known.</param>
    public void Load(
        SourceSegment segment, in Pose worldFromObjectNow, in Pose worldFromEef, bool handMayTurn, Pose? eefFromHeld, double lift,
        IMotionModel? motion = null)
    {
        _segment = segment;
        _lift = lift;
        _start = worldFromEef;
        SegmentTransform.MoveWithObject(segment.WorldFromTarget, segment.WorldFromObjectAtStart, worldFromObjectNow, _moved);

        // Judged where it grips: a rule that also hung on the source would show a policy both turns for the same object.
        if (handMayTurn && Quat.AngleBetween(worldFromEef.Orientation, _moved[segment.GripStep].Orientation.Normalized) > Math.PI / 2)
            ChangeHand(new Pose(Vec3.Zero, HalfTurn));
        if (eefFromHeld is { } now && segment.EefFromHeldAtStart is { } then && SourceSelection.IsHeldAlike(now, then))
            ChangeHand(then * now.Inverse());
        _skipped = options.SkipDetours ? Join(worldFromEef) : 0;
        if (_planner is not null && motion is not null)
            Plan(_planner, motion);
        else
            GoStraight();
        (_next, _settled) = (0, 0);
    }

    /// <summary>
    /// Whether the arm can reach the waypoints from where it is, and nothing is run into up to the last high one, from which the
    /// segment goes down to what it is about.
    /// </summary>
    /// <param name="motion">What motions of the hand would meet.</param>
    public bool Fits(IMotionModel motion)
    {
        motion.Begin();
        int high = _approachLength + Math.Max(0, LastHigh() - _skipped), count = _approachLength + _moved.Count - _skipped;
        // It may end in a contact; from there, the gap only has to grow.
        double before = motion.ClearanceAt(_start);
        for (int index = 0; index < count; index++)
        {
            Pose target = TargetAt(index);
            if (index % ReachEvery == 0 && !motion.Reaches(target))
                return false;
            if (index > high)
                continue;
            double gap = motion.ClearanceAt(target);
            if (gap < Math.Min(before, 0) - MaxOverlap)
                return false;
            before = Math.Max(before, gap);
        }

        return true;
    }

    /// <summary>Unloads the segment.</summary>
    public void Clear() => _segment = null;

    /// <summary>Takes the next waypoint: target pose, world frame, and gripper command.</summary>
    /// <param name="worldFromEef">Present end-effector pose: before the gripper changes, an arm that lags may be waited for.</param>
    public (Pose WorldFromTarget, float Gripper) Take(in Pose worldFromEef)
    {
        if (_next > 0 && GripperAt(_next) != GripperAt(_next - 1) && _settled < options.SettleSteps && !IsAt(worldFromEef, _next - 1))
        {
            _settled++;
            return (TargetAt(_next - 1), GripperAt(_next - 1));
        }

        _settled = 0;
        return (TargetAt(_next), GripperAt(_next++));
    }

    private float GripperAt(int index) => _segment!.Gripper[_skipped + Math.Max(0, index - _approachLength)];

    private Pose TargetAt(int index) => index < _approachLength
        ? Lifted(_approach[index], (index + 1.0) / (_approachLength + 1))
        : _moved[_skipped + index - _approachLength].Normalized;

    private bool IsAt(in Pose worldFromEef, int index)
    {
        Twist left = Twist.Between(worldFromEef, TargetAt(index));
        return left.Linear.Length < SettledOffset && left.Angular.Length < SettledAngle;
    }

    private void Plan(TransitPlanner planner, IMotionModel motion)
    {
        _approach = planner.Plan(motion, _start, _moved[_skipped].Normalized);
        (_approachLength, _lift) = (_approach.Count, 0);
    }

    private void GoStraight()
    {
        _approachLength = ApproachTo(_skipped, _start);
        if (_approachLength > _straight.Capacity)
            _straight = new PoseBuffer(_approachLength);
        _approach = _straight;
        SegmentTransform.Interpolate(_start, _moved[_skipped].Normalized, _approachLength, _approach);
    }

    /// <summary>Number of control steps from one pose to another.</summary>
    /// <param name="start">The first pose.</param>
    /// <param name="goal">The other one.</param>
    /// <param name="detour">By how much the way is longer than straight, metres.</param>
    /// <param name="options">Largest translation and rotation of a step.</param>
    public static int StepsBetween(in Pose start, in Pose goal, double detour, GenerationOptions options)
    {
        Twist way = Twist.Between(start, goal);
        return (int)Math.Ceiling(Math.Max(
            (way.Linear.Length + detour) / options.InterpolationStep, way.Angular.Length / options.InterpolationTurn));
    }

    private int ApproachTo(int waypoint, in Pose worldFromEef) =>
        Math.Max(options.InterpolationMinimum, StepsBetween(worldFromEef, _moved[waypoint], 2 * _lift, options));

    // The waypoint from which the rest is done soonest, of those that come before the motion goes down to its end: a person who
    // corrected another mistake went from where that one ended, which from here would be a way round.
    private int Join(in Pose worldFromEef)
    {
        int best = 0, soonest = int.MaxValue;
        for (int waypoint = 0; waypoint <= LastHigh(); waypoint++)
        {
            int steps = ApproachTo(waypoint, worldFromEef) - waypoint;
            if (steps < soonest)
                (best, soonest) = (waypoint, steps);
        }

        return best;
    }

    // The last waypoint at about the greatest height before the gripper changes.
    private int LastHigh()
    {
        float[] gripper = _segment!.Gripper;
        double highest = double.MinValue;
        int last = 0;
        for (int waypoint = 0; waypoint < _moved.Count && gripper[waypoint] == gripper[0]; waypoint++)
        {
            double height = _moved[waypoint].Position.Z;
            highest = Math.Max(highest, height);
            if (height > highest - HighBand)
                last = waypoint;
        }

        return last;
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
