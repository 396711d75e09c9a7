using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.NutAndPegAssembly;

/// <summary>The second half of the operator's work: a grasped nut goes onto the peg.</summary>
internal sealed class NutPlacement
{
    private const float Close = 1, Open = -1;
    private const double AlignedOffset = 0.003, AlignedAngle = 0.04, LostOffset = 0.006;
    private const double RotationLead = 0.22;
    private const double Approach = 0.7;
    private const double TurnAbove = NutAndPegAssemblyTask.TableTop + 0.05;
    private const double LetGoFinger = 0.022;
    private const int StallSteps = 25, SteadySteps = 3;

    private Phase _phase;
    private double _lowest;
    private int _stall, _steady;

    private enum Phase
    {
        Lift,
        Move,
        Lower,
        Release,
        Retreat,
    }

    /// <summary>The gripper's command.</summary>
    public float Gripper => _phase >= Phase.Release ? Open : Close;

    /// <summary>A nut was just grasped.</summary>
    public void Begin() => Restart();

    /// <summary>Whether the nut fell out of the hand before it was let go, or was let go in the wrong place and lies on the table.</summary>
    public bool HasFailed(IEnvironment environment, in Pose nut) => _phase < Phase.Release
        ? environment.Fingers.First < NutAndPegAssemblyTask.EmptyFinger
        : _phase == Phase.Retreat && !environment.IsSubtaskDone(NutAndPegAssemblyTask.Grasp)
            && environment.WorldFromEef.Position.Z > nut.Position.Z + 0.05;

    /// <summary>Where the hand goes in this step.</summary>
    /// <param name="environment">The lane.</param>
    /// <param name="nut">True pose of the nut, world frame.</param>
    /// <param name="traits">The operator's manner.</param>
    /// <param name="speed">Factor on speed.</param>
    /// <param name="shake">Tremor, metres.</param>
    public Pose Target(IEnvironment environment, in Pose nut, in HumanTraits traits, double speed, Vec3 shake)
    {
        Pose eef = environment.WorldFromEef;
        Vec3 peg = environment.TruePose(NutAndPegAssemblyTask.Peg).Position;
        double hover = NutAndPegAssemblyTask.PegTop + NutAndPegAssemblyTask.NutHalfHeight + traits.Hover;
        Vec3 turnLeft = TurnLeft(nut.Orientation, eef.Orientation);
        UpdatePhase(environment, nut, (peg - nut.Position) with { Z = 0 }, turnLeft.Length, hover, traits);
        if (_phase == Phase.Release)
            return eef with { Position = eef.Position + (shake * 0.3) };
        if (_phase == Phase.Retreat)
            return eef with { Position = eef.Position + new Vec3(0, 0, 0.6 * traits.Lead) + shake };

        Vec3 wanted = _phase switch
        {
            Phase.Lift => nut.Position with { Z = hover },
            Phase.Move => peg with { Z = hover },
            _ => peg with { Z = NutAndPegAssemblyTask.PegTop - traits.Depth - 0.01 },
        };
        Vec3 step = ((wanted - nut.Position) * Approach).LimitedTo(traits.Lead * speed * (_phase == Phase.Lower ? 0.7 : 1)) + shake;

        // Turn about the nut, not about the hand: the hand's pose follows from where the nut should be.
        Quat turn = nut.Position.Z > TurnAbove ? Quat.Exp(turnLeft.LimitedTo(RotationLead)) : Quat.Identity;
        return new Pose(nut.Position + turn.Rotate(eef.Position - nut.Position) + step, (turn * eef.Orientation).Normalized);
    }

    private void UpdatePhase(IEnvironment environment, in Pose nut, Vec3 offset, double angle, double hover, in HumanTraits traits)
    {
        bool clear = nut.Position.Z > hover - (0.5 * traits.Hover);
        switch (_phase)
        {
            case Phase.Lift when clear:
                _phase = Phase.Move;
                break;
            case Phase.Move:
                // An arm that only passes over the peg would carry the nut on and set it down beside it.
                _steady = offset.Length < AlignedOffset && angle < AlignedAngle ? _steady + 1 : 0;
                if (_steady >= SteadySteps)
                    (_phase, _lowest, _stall) = (Phase.Lower, nut.Position.Z, 0);
                break;
            case Phase.Lower:
                if (nut.Position.Z < NutAndPegAssemblyTask.PegTop - traits.Depth)
                    _phase = Phase.Release;
                else if (nut.Position.Z < _lowest - 0.0005)
                    (_lowest, _stall) = (nut.Position.Z, 0);
                else if (++_stall > StallSteps || (clear && offset.Length > LostOffset))
                    Restart();
                break;
            case Phase.Release when environment.Fingers.First > LetGoFinger:
                _phase = Phase.Retreat;
                break;
            default:
                break;
        }
    }

    private void Restart() => (_phase, _lowest, _stall, _steady) = (Phase.Lift, double.MaxValue, 0, 0);

    // What is left until the nut is level with its handle pointing back. The short way round, except where it would turn
    // the wrist past its limit: the hand stays within half a turn and something around the middle of its range.
    private static Vec3 TurnLeft(Quat nut, Quat eef)
    {
        Quat left = NutAndPegAssemblyTask.HandleBack * nut.Conjugate;
        Vec3 turn = left.Log();
        double yaw = Yaw(eef), end = Yaw((left * eef).Normalized);
        return Math.Abs(end - yaw) > Math.PI ? turn - (Vec3.UnitZ * (Math.Sign(turn.Z) * 2 * Math.PI)) : turn;
    }

    // Of the hand about the vertical, from the middle of its range, in (−π, π].
    private static double Yaw(Quat eef)
    {
        Quat middle = Quat.FromAxisAngle(Vec3.UnitZ, NutAndPegAssemblyTask.MiddleYaw) * GripFrame.Down;
        return (eef * middle.Conjugate).Log().Z;
    }
}
