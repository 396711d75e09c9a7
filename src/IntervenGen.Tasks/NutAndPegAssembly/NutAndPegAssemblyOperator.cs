using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks.Operators;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.NutAndPegAssembly;

/// <summary>The scripted operator of Nut-and-Peg Assembly: grasps the nut by its handle and puts it onto the peg.</summary>
/// <remarks>
/// Over the handle, down, close, lift; then over the peg with the handle pointing back, down, let go, back off. The mistake shows
/// when the gripper has closed on nothing. After a missed grasp it stays closed until it is over the true handle: the closed
/// gripper is the only sign of the mistake, and a policy that opened it at once could not tell any more that it had missed. One
/// lane; allocates nothing.
/// </remarks>
public sealed class NutAndPegAssemblyOperator : ScriptedOperator
{
    // Metres, chosen by watching: the grip's height above the nut's centre, and how near to it lowering ends.
    private const double GripOverCentre = 0.004, AtHeight = 0.006;

    // Metres: half the handle's width in the model, and the finger position from which the gripper counts as open.
    private const double HandleHalfWidth = 0.015875, OpenFinger = 0.036;

    // Metres, chosen by watching: the horizontal distance within which the hand is over the handle.
    private const double OverHandle = 0.012;

    // Radians per control step, chosen by watching: how far the commanded orientation leads the measured one.
    private const double RotationLead = 0.22;

    // Control steps, chosen by watching: to close on the handle, after which a grip and after which lowering is given up, of
    // alignment before lowering, and of success before the operator stops.
    private const int GripSteps = 3, StallSteps = 30, LowerSteps = 60, SteadySteps = 2, ContentSteps = 6;

    private static readonly Quat HalfTurn = new(0, 0, 0, 1);

    // The hand's approach along −z with its closing direction across the handle.
    private static readonly Quat NutFromGrip = Quat.FromMatrix([0, -1, 0, -1, 0, 0, 0, 0, -1]);

    private readonly NutPlacement _placement = new();
    private Phase _phase;
    private int _inPhase, _steady;

    /// <summary>Creates the operator of one lane.</summary>
    public NutAndPegAssemblyOperator()
        : base(ContentSteps)
    {
    }

    private enum Phase
    {
        Rise,
        Over,
        Lower,
        Grip,
        Place,
    }

    private protected override void Restart() => Enter(Phase.Rise);

    private protected override float Gripper(IEnvironment environment) => _phase switch
    {
        Phase.Place => _placement.Gripper,
        Phase.Grip => Close,
        Phase.Lower => Open,
        _ => IsMissed(environment) && !IsOver(GraspOf(environment), environment.WorldFromEef) ? Close : Open,
    };

    private protected override Pose Target(IEnvironment environment, Vec3 shake) => _phase == Phase.Place
        ? _placement.Target(environment, environment.TruePose(NutAndPeg.Nut), Traits, Speed, shake)
        : Reach(environment.WorldFromEef, GraspOf(environment), shake);

    private Pose Reach(in Pose eef, in Pose grasp, Vec3 shake)
    {
        Vec3 wanted = _phase switch
        {
            Phase.Rise => eef.Position with { Z = HoverHeight },
            Phase.Over => grasp.Position with { Z = Math.Max(HoverHeight, eef.Position.Z - Traits.Lead) },
            Phase.Lower => grasp.Position,

            // Closing begins while the hand goes down: a hand that came to rest first would leave a policy to guess the moment.
            _ => eef.Position with { Z = grasp.Position.Z },
        };
        double pull = _phase == Phase.Over ? 0.7 : 1;
        Vec3 step = ((wanted - eef.Position) * pull).LimitedTo(Traits.Lead * Speed * (_phase == Phase.Lower ? 0.7 : 1));
        Vec3 turn = _phase is Phase.Rise or Phase.Grip
            ? Vec3.Zero
            : (grasp.Orientation * eef.Orientation.Conjugate).Log().LimitedTo(RotationLead);
        return new Pose(
            eef.Position + step + (shake * (_phase == Phase.Grip ? 0.3 : 1)),
            (Quat.Exp(turn) * eef.Orientation).Normalized);
    }

    // Fingertips clear the lying nut by the operator's own margin.
    private double HoverHeight =>
        NutAndPeg.TableTop + (2 * NutAndPeg.HalfHeight)
        + GripperSize.FingertipBelowGrip + 0.01 + Traits.Hover;

    private protected override void UpdatePhase(IEnvironment environment)
    {
        Pose nut = environment.TruePose(NutAndPeg.Nut), eef = environment.WorldFromEef;
        Pose grasp = GraspOf(nut, eef);
        double first = environment.Fingers.First;
        bool aligned = Quat.AngleBetween(eef.Orientation, grasp.Orientation) < 0.06;
        _inPhase++;
        switch (_phase)
        {
            case Phase.Rise when eef.Position.Z > HoverHeight - 0.008:
                Enter(Phase.Over);
                break;
            case Phase.Over:
                _steady = Aside(grasp, eef) < 0.004 && aligned && first > OpenFinger ? _steady + 1 : 0;
                if (_steady >= SteadySteps)
                    Enter(Phase.Lower);
                break;
            case Phase.Lower when eef.Position.Z < grasp.Position.Z + AtHeight:
                Enter(Phase.Grip);
                break;
            case Phase.Lower when Aside(grasp, eef) > 0.012 || _inPhase > LowerSteps:
                Enter(Phase.Rise);
                break;
            case Phase.Grip when first < HandleHalfWidth + 0.001 && first > NutAndPeg.EmptyFinger:
                // The pads touch; a few steps more until they press.
                if (_inPhase > GripSteps + 6)
                {
                    _placement.Begin();
                    Enter(Phase.Place);
                }

                break;
            case Phase.Grip when IsMissed(environment) || _inPhase > StallSteps:
                Enter(Phase.Rise);
                break;
            case Phase.Place when _placement.HasFailed(environment, nut):
                Enter(Phase.Rise);
                break;
            default:
                break;
        }
    }

    private void Enter(Phase phase)
    {
        _phase = phase;
        _inPhase = _steady = 0;
    }

    private static bool IsMissed(IEnvironment environment) =>
        environment.Fingers.First < 5 * NutAndPeg.EmptyFinger;

    private static double Aside(in Pose grasp, in Pose eef) => ((grasp.Position - eef.Position) with { Z = 0 }).Length;

    private static bool IsOver(in Pose grasp, in Pose eef) => Aside(grasp, eef) < OverHandle;

    private static Pose GraspOf(IEnvironment environment) =>
        GraspOf(environment.TruePose(NutAndPeg.Nut), environment.WorldFromEef);

    // Two equal fingers grasp either way round: of the two, the one nearer to how the hand is turned now.
    private static Pose GraspOf(in Pose nut, in Pose eef)
    {
        Vec3 position = nut.Transform(new Vec3(NutAndPeg.GripAlongHandle, 0, 0)) + new Vec3(0, 0, GripOverCentre);
        Quat one = (nut.Orientation * NutFromGrip).Normalized, other = (one * HalfTurn).Normalized;
        bool nearer = Quat.AngleBetween(eef.Orientation, one) < Quat.AngleBetween(eef.Orientation, other);
        return new Pose(position, nearer ? one : other);
    }
}
