using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks.Operators;

namespace IntervenGen.Tasks.NutAndPegAssembly;

/// <summary>The second half of the scripted operator's work: puts a grasped nut onto the peg.</summary>
internal sealed class NutPlacement
{
    private const float Close = 1, Open = -1;

    // Radians per control step, chosen by watching: how far the commanded orientation leads the measured one.
    private const double RotationLead = 0.22;

    // Chosen by watching. Factors on the distance left, on the speed of lowering and of retreating, and on the tremor while
    // letting go; the lead of lowering is in metres.
    private const double Approach = 0.7, LoweringSpeed = 0.7, LoweringLead = 0.01, RetreatSpeed = 0.6, ReleaseShake = 0.3;

    // World frame, metres: the nut is turned only above this height, clear of the table.
    private const double TurnAbove = NutAndPeg.TableTop + 0.05;

    private readonly PlacementPhases _phases =
        new(new PlacementRules(AlignedOffset: 0.003, AlignedAngle: 0.04, SteadySteps: 3, LetGoFinger: 0.022));

    /// <summary>The gripper command: +1 close, −1 open.</summary>
    public float Gripper => _phases.HasLetGo ? Open : Close;

    /// <summary>Starts with a nut that has just been grasped.</summary>
    public void Begin() => _phases.Restart();

    /// <summary>
    /// Whether the nut slipped from the hand before it was released, or was released in the wrong place and lies on the table.
    /// </summary>
    public bool HasFailed(IEnvironment environment, in Pose nut) => !_phases.HasLetGo
        ? environment.Fingers.First < NutAndPeg.EmptyFinger
        : _phases.Current == PlacementPhase.Retreat && !environment.IsSubtaskDone(NutAndPeg.Grasp)
            && environment.WorldFromEef.Position.Z > nut.Position.Z + 0.05;

    /// <summary>Target pose of the hand in this control step, world frame.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="nut">True pose of the nut, world frame.</param>
    /// <param name="traits">The operator's traits in this episode.</param>
    /// <param name="speed">Factor on speed, around 1.</param>
    /// <param name="shake">Tremor to add to the target position, metres.</param>
    public Pose Target(IEnvironment environment, in Pose nut, in HumanTraits traits, double speed, Vec3 shake)
    {
        Pose eef = environment.WorldFromEef;
        Vec3 peg = environment.TruePose(NutAndPeg.Peg).Position;
        double hover = NutAndPeg.PegTop + NutAndPeg.HalfHeight + traits.Hover;
        Vec3 turnLeft = TurnLeft(nut.Orientation, eef.Orientation);
        _phases.Update(new PlacementProgress(
            nut.Position.Z, ((peg - nut.Position) with { Z = 0 }).Length, turnLeft.Length, nut.Position.Z > hover - (0.5 * traits.Hover),
            NutAndPeg.PegTop - traits.Depth, environment.Fingers.First));
        if (_phases.Current == PlacementPhase.Release)
            return eef with { Position = eef.Position + (shake * ReleaseShake) };
        if (_phases.Current == PlacementPhase.Retreat)
            return eef with { Position = eef.Position + new Vec3(0, 0, RetreatSpeed * traits.Lead) + shake };

        Vec3 wanted = _phases.Current switch
        {
            PlacementPhase.Lift => nut.Position with { Z = hover },
            PlacementPhase.Move => peg with { Z = hover },
            _ => peg with { Z = NutAndPeg.PegTop - traits.Depth - LoweringLead },
        };
        Vec3 step = ((wanted - nut.Position) * Approach).LimitedTo(
            traits.Lead * speed * (_phases.Current == PlacementPhase.Lower ? LoweringSpeed : 1)) + shake;

        // Turn about the nut, not about the hand: the hand's pose follows from where the nut should be.
        Quat turn = nut.Position.Z > TurnAbove ? Quat.Exp(turnLeft.LimitedTo(RotationLead)) : Quat.Identity;
        return new Pose(nut.Position + turn.Rotate(eef.Position - nut.Position) + step, (turn * eef.Orientation).Normalized);
    }

    // What is left until the nut is level with its handle pointing back. The shorter turn, except where it would turn
    // the wrist past its limit: the hand stays within half a turn and something around the middle of its range.
    private static Vec3 TurnLeft(Quat nut, Quat eef)
    {
        Quat left = NutAndPeg.HandleBack * nut.Conjugate;
        Vec3 turn = left.Log();
        double yaw = Yaw(eef), end = Yaw((left * eef).Normalized);
        return Math.Abs(end - yaw) > Math.PI ? turn - (Vec3.UnitZ * (Math.Sign(turn.Z) * 2 * Math.PI)) : turn;
    }

    // Of the hand about the vertical, from the middle of its range, in (−π, π].
    private static double Yaw(Quat eef)
    {
        Quat middle = Quat.FromAxisAngle(Vec3.UnitZ, NutAndPeg.MiddleYaw) * GripFrame.Down;
        return (eef * middle.Conjugate).Log().Z;
    }
}
