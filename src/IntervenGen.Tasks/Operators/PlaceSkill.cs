using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Operators;

/// <summary>Which held part is lowered into what, and how; heights are of the part's origin above the target's, metres.</summary>
/// <param name="Part">Index of the held object in the task's objects.</param>
/// <param name="Target">Index of the object it goes into.</param>
/// <param name="Straight">The part's orientation in place, world frame.</param>
/// <param name="EntryHeight">Height at which the part's underside is level with the target's top, metres.</param>
/// <param name="MinDepth">Smallest depth below <paramref name="EntryHeight"/> at which the part is released, metres.</param>
/// <param name="DepthShare">Fraction of <see cref="HumanTraits.Depth"/> that is added to that depth.</param>
/// <param name="AlignedOffset">Horizontal error at which lowering begins, metres.</param>
/// <param name="LetGoFinger">Finger position from which the part is free, metres.</param>
internal sealed record Placement(
    int Part,
    int Target,
    Quat Straight,
    double EntryHeight,
    double MinDepth,
    double DepthShare,
    double AlignedOffset,
    double LetGoFinger)
{
    /// <summary>The point of the target over which the part's origin goes, target frame, metres.</summary>
    public Vec3 At { get; init; }

    /// <summary>Control steps in a row for which the part must be aligned before it is lowered.</summary>
    public int SteadySteps { get; init; } = 1;

    /// <summary>Turns of the part about the vertical that fit as well, radians; a whole turn for none.</summary>
    public double Every { get; init; } = 2 * Math.PI;

    /// <summary>Whether any orientation but <see cref="Straight"/> fits.</summary>
    public bool IsSymmetric => Every < 2 * Math.PI;
}

/// <summary>Puts a held part in its place: lift clear, move over the target, align, lower, release, retreat.</summary>
internal sealed class PlaceSkill(Placement placement) : OperatorSkill
{
    // Chosen by watching: how far the commanded turn leads per step (rad), what lowering leads by (m), how much slower it is
    // and how much slower than a transit the hand backs off.
    private const double RotationLead = 0.12, LoweringLead = 0.01, LoweringSpeed = 0.7, RetreatSpeed = 0.6, ReleaseShake = 0.3;

    // Radians, the angle within which a part is aligned; metres, how far a part is from the hand that holds it at most, and how far
    // the hand backs off. Chosen by watching.
    private const double AlignedAngle = 0.04, MaxHeldDistance = 0.15, Backed = 0.06;

    private readonly PlacementPhases _phases = new(new PlacementRules(
        placement.AlignedOffset, AlignedAngle, placement.SteadySteps, placement.LetGoFinger));

    public override float Gripper => _phases.HasLetGo ? Open : Close;

    public override void Restart() => _phases.Restart();

    public override void Update(IEnvironment environment, in HumanTraits traits)
    {
        Pose part = environment.TruePose(placement.Part);
        Vec3 target = TargetPoint(environment);
        double height = part.Position.Z - target.Z;
        _phases.Update(new PlacementProgress(
            height,
            ((target - part.Position) with { Z = 0 }).Length,
            TurnToStraight(part.Orientation).Length,
            height > placement.EntryHeight + (0.5 * traits.Hover),
            ReleaseHeight(traits),
            environment.Fingers.First));
    }

    public override bool IsDone(IEnvironment environment) =>
        _phases.Current == PlacementPhase.Retreat && Distance(environment) > Backed;

    public override bool HasFailed(IEnvironment environment) => !_phases.HasLetGo && Distance(environment) > MaxHeldDistance;

    public override Pose Target(IEnvironment environment, in HumanTraits traits, double speed, Vec3 shake) => _phases.HasLetGo
        ? BackOff(environment.WorldFromEef, traits, shake)
        : Carry(environment, traits, speed, shake);

    // Turns about the part, not about the hand: the hand's pose follows from where the part should be.
    private Pose Carry(IEnvironment environment, in HumanTraits traits, double speed, Vec3 shake)
    {
        Pose worldFromEef = environment.WorldFromEef, part = environment.TruePose(placement.Part);
        Vec3 target = TargetPoint(environment);
        Vec3 wanted = _phases.Current switch
        {
            PlacementPhase.Lift => part.Position with { Z = target.Z + HoverHeight(traits) },
            PlacementPhase.Move => target with { Z = target.Z + HoverHeight(traits) },
            _ => target with { Z = target.Z + ReleaseHeight(traits) - LoweringLead },
        };
        double lead = traits.Lead * speed * (_phases.Current == PlacementPhase.Lower ? LoweringSpeed : 1);
        Vec3 step = (wanted - part.Position).LimitedTo(lead) + shake;
        Quat turn = Quat.Exp(TurnToStraight(part.Orientation).LimitedTo(RotationLead));
        return new Pose(
            part.Position + turn.Rotate(worldFromEef.Position - part.Position) + step,
            (turn * worldFromEef.Orientation).Normalized);
    }

    private Pose BackOff(in Pose worldFromEef, in HumanTraits traits, Vec3 shake)
    {
        Vec3 step = _phases.Current == PlacementPhase.Release
            ? shake * ReleaseShake
            : new Vec3(0, 0, RetreatSpeed * traits.Lead) + shake;
        return worldFromEef with { Position = worldFromEef.Position + step };
    }

    private double HoverHeight(in HumanTraits traits) => placement.EntryHeight + traits.Hover;

    private double ReleaseHeight(in HumanTraits traits) =>
        placement.EntryHeight - placement.MinDepth - (placement.DepthShare * traits.Depth);

    private double Distance(IEnvironment environment) =>
        (environment.TruePose(placement.Part).Position - environment.WorldFromEef.Position).Length;

    private Vec3 TargetPoint(IEnvironment environment)
    {
        Pose target = environment.TruePose(placement.Target);
        return placement.At == Vec3.Zero ? target.Position : target.Transform(placement.At);
    }

    private Vec3 TurnToStraight(Quat part)
    {
        Vec3 turn = (placement.Straight * part.Conjugate).Log();
        if (!placement.IsSymmetric)
            return turn;
        Quat rest = Quat.FromAxisAngle(Vec3.UnitZ, -placement.Every * Math.Round(turn.Z / placement.Every));
        return (rest * placement.Straight * part.Conjugate).Log();
    }
}
