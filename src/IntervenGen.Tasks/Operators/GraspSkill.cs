using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>Which object is grasped, and how; metres.</summary>
/// <param name="Object">Index of the object in the task's objects.</param>
/// <param name="At">The point that comes between the fingers, object frame.</param>
/// <param name="Over">Height of the grip over that point.</param>
/// <param name="Fingers">Finger position with the object between the pads.</param>
/// <param name="Lift">By how much the hand rises over the object's origin before the grasp counts as lost.</param>
/// <param name="Every">Turns of the object that are grasped alike, radians; null where the hand keeps its yaw.</param>
/// <param name="ClearHeight">Height of the grip while it moves, besides the operator's own, world frame.</param>
internal sealed record Grasp(int Object, Vec3 At, double Over, double Fingers, double Lift, double? Every, Func<double> ClearHeight);

/// <summary>Grasps an object from above: clear it, move over it, lower, close, lift.</summary>
internal sealed class GraspSkill(Grasp grasp) : OperatorSkill
{
    // Metres, chosen by watching: over the object within the first, lost beyond the second, down within the third; radians: aligned.
    private const double AlignedOffset = 0.004, LostOffset = 0.012, AtHeight = 0.003, AlignedAngle = 0.06;

    // Metres: the finger position from which the gripper counts as open, by how much pads that touch may be wider than the object, how
    // high a hand that is lifting has risen when it is done, and how far an object is from the hand that holds it at most.
    private const double OpenFinger = 0.037, PadSlack = 0.002, Risen = 0.02, MaxHeldDistance = 0.1;

    // Metres, chosen by watching: how far from its place between the pads an object is that is in the hand already.
    private const double HeldOffset = 0.012;

    // Factors, chosen by watching: on the speed while lowering, and on the tremor while gripping; radians per step while turning.
    private const double LoweringSpeed = 0.8, GripShake = 0.3, RotationLead = 0.12;

    // Control steps, chosen by watching: to close on the object, after which a grip and after which lowering is given up.
    private const int GripSteps = 4, StallSteps = 30, LowerSteps = 90;

    private Phase _phase;
    private int _inPhase;
    private double _gripHeight;

    private enum Phase
    {
        Clear,
        Move,
        Lower,
        Grip,
        Lift,
    }

    public override float Gripper => _phase >= Phase.Grip ? Close : Open;

    public override void Restart() => Enter(Phase.Clear);

    public override Pose Target(IEnvironment environment, in HumanTraits traits, double speed, Vec3 shake)
    {
        Pose worldFromEef = environment.WorldFromEef;
        Vec3 point = PointOf(environment), eef = worldFromEef.Position;
        double hover = HoverHeight(traits);
        Vec3 wanted = _phase switch
        {
            Phase.Clear => eef with { Z = hover },
            Phase.Move => point with { Z = Math.Max(hover, eef.Z - traits.Lead) },
            Phase.Lower => point with { Z = point.Z + grasp.Over },
            Phase.Grip => eef,
            _ => eef with { Z = eef.Z + traits.Lead },
        };
        double lead = traits.Lead * speed * (_phase == Phase.Lower ? LoweringSpeed : 1);
        Vec3 position = eef + (wanted - eef).LimitedTo(lead) + (shake * (_phase == Phase.Grip ? GripShake : 1));
        if (grasp.Every is null || _phase is Phase.Clear or Phase.Grip or Phase.Lift)
            return worldFromEef with { Position = position };
        var turn = Quat.Exp(TurnLeft(environment).LimitedTo(RotationLead));
        return new Pose(position, (turn * worldFromEef.Orientation).Normalized);
    }

    public override void Update(IEnvironment environment, in HumanTraits traits)
    {
        Vec3 point = PointOf(environment), eef = environment.WorldFromEef.Position;
        double offset = ((point - eef) with { Z = 0 }).Length;
        _inPhase++;
        switch (_phase)
        {
            case Phase.Clear when eef.Z > HoverHeight(traits) - 0.01:
                Enter(Phase.Move);
                break;
            case Phase.Move when offset < AlignedOffset && environment.Fingers.First > OpenFinger && IsTurned(environment):
                Enter(Phase.Lower);
                break;
            case Phase.Lower when eef.Z < point.Z + grasp.Over + AtHeight:
                Enter(Phase.Grip);
                break;
            case Phase.Lower when offset > LostOffset || _inPhase > LowerSteps:
                Enter(Phase.Clear);
                break;
            case Phase.Grip when environment.Fingers.First < grasp.Fingers + PadSlack:
                // The pads touch; a few steps more until they press.
                if (_inPhase > GripSteps)
                {
                    _gripHeight = eef.Z;
                    Enter(Phase.Lift);
                }

                break;
            case Phase.Grip when _inPhase > StallSteps:
                Enter(Phase.Clear);
                break;
            case Phase.Lift when eef.Z > ObjectHeight(environment) + grasp.Lift || _inPhase > 2 * StallSteps:
                Enter(Phase.Clear);
                break;
            default:
                break;
        }
    }

    public override bool IsDone(IEnvironment environment) =>
        _phase == Phase.Lift && environment.WorldFromEef.Position.Z > _gripHeight + Risen;

    public override bool HasFailed(IEnvironment environment) =>
        _phase == Phase.Lift && (environment.TruePose(grasp.Object).Position - environment.WorldFromEef.Position).Length > MaxHeldDistance;

    public override bool IsDoneAtFirst(IEnvironment environment) =>
        Math.Abs(environment.Fingers.First - grasp.Fingers) < PadSlack
        && (PointOf(environment) + new Vec3(0, 0, grasp.Over) - environment.WorldFromEef.Position).Length < HeldOffset;

    // Fingertips above the standing object by the operator's own margin.
    private double HoverHeight(in HumanTraits traits) => grasp.ClearHeight() + traits.Hover;

    private double ObjectHeight(IEnvironment environment) => environment.TruePose(grasp.Object).Position.Z;

    private Vec3 PointOf(IEnvironment environment)
    {
        Pose obj = environment.TruePose(grasp.Object);
        return grasp.At == Vec3.Zero ? obj.Position : obj.Transform(grasp.At);
    }

    private bool IsTurned(IEnvironment environment) => grasp.Every is null || TurnLeft(environment).Length < AlignedAngle;

    // Until the fingers close along an axis of the object: the shortest of the turns that grasp it alike, with the hand straight down.
    private Vec3 TurnLeft(IEnvironment environment)
    {
        Vec3 axis = environment.TruePose(grasp.Object).Orientation.Rotate(Vec3.UnitX);
        Vec3 stroke = environment.WorldFromEef.Orientation.Rotate(Vec3.UnitX);
        double every = grasp.Every!.Value;
        double yaw = Math.Atan2(axis.Y, axis.X) - Math.Atan2(stroke.Y, stroke.X);
        yaw -= every * Math.Round(yaw / every);
        Quat down = Quat.FromAxisAngle(Vec3.UnitZ, Math.Atan2(stroke.Y, stroke.X) - Math.Atan2(1, 0)) * GripFrame.Down;
        Quat level = down * environment.WorldFromEef.Orientation.Conjugate;
        return (Quat.FromAxisAngle(Vec3.UnitZ, yaw) * level).Log();
    }

    private void Enter(Phase phase)
    {
        _phase = phase;
        _inPhase = 0;
    }
}
