using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>A pose to move to: of the hand or of what it holds, relative to an object; metres.</summary>
/// <param name="To">Index of the object.</param>
/// <param name="Part">Index of the held object that is to be there; null for the hand.</param>
/// <param name="Offset">Offset from the object's origin, world axes.</param>
/// <param name="Straight">Orientation of what is moved, world frame; null to keep it.</param>
/// <param name="Within">Distance at which the pose is reached.</param>
/// <param name="Closes">Whether the gripper is closed meanwhile.</param>
/// <param name="Speed">Factor on the operator's own speed.</param>
internal sealed record KeyPose(int To, int? Part, Vec3 Offset, Quat? Straight, double Within, bool Closes, double Speed);

/// <summary>Moves the hand, or what it holds, straight to a key pose.</summary>
internal sealed class MoveSkill(KeyPose pose) : OperatorSkill
{
    // Radians, chosen by watching: per control step while turning, and at which the orientation is reached. Metres: how far a part is from
    // the hand that holds it at most.
    private const double RotationLead = 0.12, AlignedAngle = 0.06, MaxHeldDistance = 0.15;

    public override float Gripper => pose.Closes ? Close : Open;

    public override void Restart()
    {
    }

    public override void Update(IEnvironment environment, in HumanTraits traits)
    {
    }

    public override bool IsDone(IEnvironment environment)
    {
        Pose moved = Moved(environment);
        return (Wanted(environment) - moved.Position).Length < pose.Within && TurnLeft(moved.Orientation).Length < AlignedAngle;
    }

    public override bool HasFailed(IEnvironment environment) => pose.Part is { } part
        && (environment.TruePose(part).Position - environment.WorldFromEef.Position).Length > MaxHeldDistance;

    public override Pose Target(IEnvironment environment, in HumanTraits traits, double speed, Vec3 shake)
    {
        Pose eef = environment.WorldFromEef, moved = Moved(environment);
        Vec3 step = (Wanted(environment) - moved.Position).LimitedTo(traits.Lead * speed * pose.Speed) + shake;
        var turn = Quat.Exp(TurnLeft(moved.Orientation).LimitedTo(RotationLead));
        return new Pose(moved.Position + turn.Rotate(eef.Position - moved.Position) + step, (turn * eef.Orientation).Normalized);
    }

    private Pose Moved(IEnvironment environment) => pose.Part is { } part ? environment.TruePose(part) : environment.WorldFromEef;

    private Vec3 Wanted(IEnvironment environment) => environment.TruePose(pose.To).Position + pose.Offset;

    private Vec3 TurnLeft(Quat moved) => pose.Straight is { } straight ? (straight * moved.Conjugate).Log() : Vec3.Zero;
}
