using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Parts;

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
    double LetGoFinger);

/// <summary>A scripted operator who puts a held part in its place.</summary>
/// <remarks>Lift clear, move over the target, align, lower, release, retreat. One lane; allocates nothing.</remarks>
public abstract class PlacementOperator : ScriptedOperator
{
    // Chosen by watching: how far the commanded turn leads per step (rad), what lowering leads by (m), how much slower it is
    // and how much slower than a transit the hand backs off.
    private const double RotationLead = 0.12, LoweringLead = 0.01, LoweringSpeed = 0.7, RetreatSpeed = 0.6, ReleaseShake = 0.3;

    // Radians, the angle within which a part is aligned; and control steps of success before the operator stops. Chosen by
    // watching.
    private const double AlignedAngle = 0.04;
    private const int ContentSteps = 6;

    private readonly Placement _placement;
    private readonly PlacementPhases _phases;

    /// <summary>Creates the operator of one lane.</summary>
    private protected PlacementOperator(Placement placement)
        : base(ContentSteps)
    {
        _placement = placement;
        _phases = new PlacementPhases(new PlacementRules(placement.AlignedOffset, AlignedAngle, 1, placement.LetGoFinger));
    }

    private double HoverHeight => _placement.EntryHeight + Traits.Hover;

    private double ReleaseHeight => _placement.EntryHeight - _placement.MinDepth - (_placement.DepthShare * Traits.Depth);

    private protected override void Restart() => _phases.Restart();

    private protected override void UpdatePhase(IEnvironment environment)
    {
        Pose part = environment.TruePose(_placement.Part);
        Vec3 target = environment.TruePose(_placement.Target).Position;
        double height = part.Position.Z - target.Z;
        _phases.Update(new PlacementProgress(
            height,
            ((target - part.Position) with { Z = 0 }).Length,
            TurnToStraight(part.Orientation).Length,
            height > _placement.EntryHeight + (0.5 * Traits.Hover),
            ReleaseHeight,
            environment.Fingers.First));
    }

    private protected override float Gripper(IEnvironment environment) => _phases.HasLetGo ? Open : Close;

    private protected override Pose Target(IEnvironment environment, Vec3 shake) => _phases.HasLetGo
        ? BackOff(environment.WorldFromEef, shake)
        : Carry(
            environment.WorldFromEef, environment.TruePose(_placement.Part), environment.TruePose(_placement.Target).Position, shake);

    // Turns about the part, not about the hand: the hand's pose follows from where the part should be.
    private Pose Carry(in Pose worldFromEef, in Pose part, Vec3 target, Vec3 shake)
    {
        Vec3 wanted = _phases.Current switch
        {
            PlacementPhase.Lift => part.Position with { Z = target.Z + HoverHeight },
            PlacementPhase.Move => target with { Z = target.Z + HoverHeight },
            _ => target with { Z = target.Z + ReleaseHeight - LoweringLead },
        };
        double lead = Traits.Lead * Speed * (_phases.Current == PlacementPhase.Lower ? LoweringSpeed : 1);
        Vec3 step = (wanted - part.Position).LimitedTo(lead) + shake;
        Quat turn = Quat.Exp(TurnToStraight(part.Orientation).LimitedTo(RotationLead));
        return new Pose(
            part.Position + turn.Rotate(worldFromEef.Position - part.Position) + step,
            (turn * worldFromEef.Orientation).Normalized);
    }

    private Pose BackOff(in Pose worldFromEef, Vec3 shake)
    {
        Vec3 step = _phases.Current == PlacementPhase.Release
            ? shake * ReleaseShake
            : new Vec3(0, 0, RetreatSpeed * Traits.Lead) + shake;
        return worldFromEef with { Position = worldFromEef.Position + step };
    }

    private Vec3 TurnToStraight(Quat part) => (_placement.Straight * part.Conjugate).Log();
}
