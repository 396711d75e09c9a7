using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.NutInsertion;

/// <summary>A scripted stand-in for a person: sees the true peg, moves imperfectly, reacts late.</summary>
/// <remarks>
/// Lift clear, move over the peg, align, lower, let go, back off. Speed, heights, delay and wobble differ between
/// episodes and come from the episode's operator stream. One lane; allocates nothing.
/// </remarks>
public sealed class NutInsertionOperator : IOperator
{
    private const float Close = 1, Open = -1;
    private const double AlignedOffset = 0.003, AlignedAngle = 0.04, LostOffset = 0.006;
    private const double RotationLead = 0.12;
    private const double LetGoFinger = 0.022;
    private const int StallSteps = 25, HoldSteps = 6;

    private HumanTraits _traits;
    private HandTremor _tremor;
    private Phase _phase;
    private int _delay, _stall, _held;
    private double _lowest;

    private enum Phase
    {
        Lift,
        Move,
        Lower,
        Release,
        Retreat,
    }

    /// <inheritdoc/>
    public string Label => "scripted";

    /// <inheritdoc/>
    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Operator);
        _traits = HumanTraits.Sample(ref random);
        _tremor = new HandTremor(random, _traits.Wobble);
        _phase = Phase.Lift;
        _delay = _traits.ReactionSteps;
        _held = 0;
        Restart(Phase.Lift);
    }

    /// <inheritdoc/>
    /// <remarks>The mistake shows when nut and peg collide; the operator then needs a moment to react.</remarks>
    public bool WantsControl(IEnvironment environment) => environment.IsRevealed && _delay-- <= 0;

    /// <inheritdoc/>
    public bool Act(IEnvironment environment, Span<float> action)
    {
        Pose nut = environment.TruePose(NutInsertionTask.Nut);
        Vec3 peg = environment.TruePose(NutInsertionTask.Peg).Position;
        Vec3 offset = (peg - nut.Position) with { Z = 0 };
        _held = environment.IsSuccess ? _held + 1 : 0;
        if (_held >= HoldSteps || !environment.IsRecoverable)
            return false;

        UpdatePhase(environment, nut, offset);
        Vec3 shake = _tremor.Next(out bool pausing);
        if (pausing)
        {
            action.Clear();
            action[6] = _phase >= Phase.Release ? Open : Close;
            return true;
        }

        Vec3 wanted = _phase switch
        {
            Phase.Lift => nut.Position with { Z = HoverHeight },
            Phase.Move => peg with { Z = HoverHeight },
            Phase.Lower => peg with { Z = NutInsertionTask.PegTop - _traits.Depth - 0.01 },
            _ => nut.Position,
        };
        Vec3 step = (wanted - nut.Position).LimitedTo(_traits.Lead * _tremor.Speed * (_phase == Phase.Lower ? 0.7 : 1)) + shake;
        Quat turn = Quat.Exp(LevelAndSquare(nut.Orientation).LimitedTo(RotationLead));

        // Turn about the nut, not about the hand: the hand's pose follows from where the nut should be.
        Pose worldFromEef = environment.WorldFromEef;
        Vec3 arm = worldFromEef.Position - nut.Position;
        Vec3 position = _phase switch
        {
            Phase.Release => worldFromEef.Position + (shake * 0.3),
            Phase.Retreat => worldFromEef.Position + new Vec3(0, 0, 0.6 * _traits.Lead) + shake,
            _ => nut.Position + turn.Rotate(arm) + step,
        };
        Quat orientation = _phase >= Phase.Release ? worldFromEef.Orientation : (turn * worldFromEef.Orientation).Normalized;
        environment.ActionToward(new Pose(position, orientation), _phase >= Phase.Release ? Open : Close, action);
        return true;
    }

    private double HoverHeight => NutInsertionTask.PegTop + NutInsertionTask.NutHalfHeight + _traits.Hover;

    private void UpdatePhase(IEnvironment environment, in Pose nut, Vec3 offset)
    {
        double angle = LevelAndSquare(nut.Orientation).Length;
        bool clear = nut.Position.Z > NutInsertionTask.PegTop + NutInsertionTask.NutHalfHeight + (0.5 * _traits.Hover);
        switch (_phase)
        {
            case Phase.Lift when clear:
                _phase = Phase.Move;
                break;
            case Phase.Move when offset.Length < AlignedOffset && angle < AlignedAngle:
                _phase = Phase.Lower;
                _lowest = nut.Position.Z;
                _stall = 0;
                break;
            case Phase.Lower:
                if (nut.Position.Z < NutInsertionTask.PegTop - _traits.Depth)
                    _phase = Phase.Release;
                else if (nut.Position.Z < _lowest - 0.0005)
                    (_lowest, _stall) = (nut.Position.Z, 0);
                else if (++_stall > StallSteps || (clear && offset.Length > LostOffset))
                    Restart(Phase.Lift);
                break;
            case Phase.Release when environment.Fingers.First > LetGoFinger:
                _phase = Phase.Retreat;
                break;
            default:
                break;
        }
    }

    private void Restart(Phase phase)
    {
        _phase = phase;
        _stall = 0;
        _lowest = double.MaxValue;
    }

    // The shortest rotation that makes the nut level and square to the peg; a square peg accepts every quarter turn,
    // but the hand should keep its own, so the reference is the orientation of a nut held straight.
    private static Vec3 LevelAndSquare(Quat nut)
    {
        Quat straight = Quat.FromAxisAngle(Vec3.UnitZ, Math.PI);
        return (straight * nut.Conjugate).Log();
    }
}
