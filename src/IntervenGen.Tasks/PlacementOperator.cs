using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks;

/// <summary>What a held part is to be lowered into, and how; heights are of the part's origin above the target's, metres.</summary>
/// <param name="Part">Index of the held object in the task's objects.</param>
/// <param name="Target">Index of the object it goes into.</param>
/// <param name="Straight">The part's orientation in place, world frame.</param>
/// <param name="EntryHeight">Where the part's underside is level with the target's top.</param>
/// <param name="LeastDepth">How far below <paramref name="EntryHeight"/> the part is let go, at least.</param>
/// <param name="DepthShare">How much of <see cref="HumanTraits.Depth"/> is added to that.</param>
/// <param name="AlignedOffset">Horizontal error at which lowering begins, metres.</param>
/// <param name="LetGoFinger">Opening of a finger from which the part is free, metres.</param>
internal sealed record Placement(
    int Part,
    int Target,
    Quat Straight,
    double EntryHeight,
    double LeastDepth,
    double DepthShare,
    double AlignedOffset,
    double LetGoFinger);

/// <summary>A scripted stand-in for a person who puts a held part in its place: sees the truth, moves imperfectly, reacts late.</summary>
/// <remarks>
/// Lift clear, move over the target, align, lower, let go, back off. Speed, heights, delay and wobble differ between
/// episodes and come from the episode's operator stream. One lane; allocates nothing.
/// </remarks>
public abstract class PlacementOperator : IOperator
{
    private const float Close = 1, Open = -1;
    private const double AlignedAngle = 0.04, LostOffset = 0.006;
    private const double RotationLead = 0.12, LoweringLead = 0.01, LoweringSpeed = 0.7;
    private const int StallSteps = 25, HoldSteps = 6;

    private readonly Placement _placement;
    private HumanTraits _traits;
    private HandTremor _tremor;
    private Phase _phase;
    private int _delay, _stall, _held;
    private double _lowest;

    /// <summary>Makes the operator of one lane.</summary>
    internal PlacementOperator(Placement placement) => _placement = placement;

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

    private double HoverHeight => _placement.EntryHeight + _traits.Hover;

    private double ReleaseHeight => _placement.EntryHeight - _placement.LeastDepth - (_placement.DepthShare * _traits.Depth);

    /// <inheritdoc/>
    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Operator);
        _traits = HumanTraits.Sample(ref random);
        _tremor = new HandTremor(random, _traits.Wobble);
        _delay = _traits.ReactionSteps;
        _held = 0;
        Restart();
    }

    /// <inheritdoc/>
    /// <remarks>The mistake shows when part and target collide; the operator then needs a moment to react.</remarks>
    public bool WantsControl(IEnvironment environment)
    {
        return environment.IsRevealed && _delay-- <= 0;
    }

    /// <inheritdoc/>
    public bool Act(IEnvironment environment, Span<float> action)
    {
        Pose part = environment.TruePose(_placement.Part);
        Vec3 target = environment.TruePose(_placement.Target).Position;
        _held = environment.IsSuccess ? _held + 1 : 0;
        if (_held >= HoldSteps || !environment.IsRecoverable)
            return false;

        UpdatePhase(environment, part, target);
        Vec3 shake = _tremor.Next(out bool pausing);
        float gripper = _phase >= Phase.Release ? Open : Close;
        if (pausing)
        {
            action.Clear();
            action[^1] = gripper;
            return true;
        }

        Pose worldFromTarget = _phase >= Phase.Release
            ? BackOff(environment.WorldFromEef, shake)
            : Carry(environment.WorldFromEef, part, target, shake);
        environment.ActionToward(worldFromTarget, gripper, action);
        return true;
    }

    // Turns about the part, not about the hand: the hand's pose follows from where the part should be.
    private Pose Carry(in Pose worldFromEef, in Pose part, Vec3 target, Vec3 shake)
    {
        Vec3 wanted = _phase switch
        {
            Phase.Lift => part.Position with { Z = target.Z + HoverHeight },
            Phase.Move => target with { Z = target.Z + HoverHeight },
            _ => target with { Z = target.Z + ReleaseHeight - LoweringLead },
        };
        double lead = _traits.Lead * _tremor.Speed * (_phase == Phase.Lower ? LoweringSpeed : 1);
        Vec3 step = (wanted - part.Position).LimitedTo(lead) + shake;
        Quat turn = Quat.Exp(TurnToStraight(part.Orientation).LimitedTo(RotationLead));
        return new Pose(
            part.Position + turn.Rotate(worldFromEef.Position - part.Position) + step,
            (turn * worldFromEef.Orientation).Normalized);
    }

    private Pose BackOff(in Pose worldFromEef, Vec3 shake)
    {
        Vec3 step = _phase == Phase.Release ? shake * 0.3 : new Vec3(0, 0, 0.6 * _traits.Lead) + shake;
        return worldFromEef with { Position = worldFromEef.Position + step };
    }

    private void UpdatePhase(IEnvironment environment, in Pose part, Vec3 target)
    {
        double height = part.Position.Z - target.Z;
        double offset = ((target - part.Position) with { Z = 0 }).Length;
        bool clear = height > _placement.EntryHeight + (0.5 * _traits.Hover);
        switch (_phase)
        {
            case Phase.Lift when clear:
                _phase = Phase.Move;
                break;
            case Phase.Move when offset < _placement.AlignedOffset && TurnToStraight(part.Orientation).Length < AlignedAngle:
                _phase = Phase.Lower;
                (_lowest, _stall) = (height, 0);
                break;
            case Phase.Lower:
                if (height < ReleaseHeight)
                    _phase = Phase.Release;
                else if (height < _lowest - 0.0005)
                    (_lowest, _stall) = (height, 0);
                else if (++_stall > StallSteps || (clear && offset > LostOffset))
                    Restart();
                break;
            case Phase.Release when environment.Fingers.First > _placement.LetGoFinger:
                _phase = Phase.Retreat;
                break;
            default:
                break;
        }
    }

    private void Restart()
    {
        _phase = Phase.Lift;
        _stall = 0;
        _lowest = double.MaxValue;
    }

    private Vec3 TurnToStraight(Quat part) => (_placement.Straight * part.Conjugate).Log();
}
