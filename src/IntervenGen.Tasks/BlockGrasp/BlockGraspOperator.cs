using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Tasks.BlockGrasp;

/// <summary>A scripted stand-in for a person: sees the true cube, moves imperfectly, reacts late.</summary>
/// <remarks>
/// Clear the cube, move over it, lower, close, lift. Speed, heights, delay and wobble differ between episodes and come
/// from the episode's operator stream. One lane; allocates nothing.
/// </remarks>
public sealed class BlockGraspOperator : IOperator
{
    private const float Close = 1, Open = -1;
    private const double AlignedOffset = 0.004, LostOffset = 0.012, AtHeight = 0.003;
    private const double ExtraHover = 0.05;
    private const double GripOverCentre = 0.009;
    private const double OpenFinger = 0.037;
    private const int GripSteps = 4, StallSteps = 30, LowerSteps = 90, HoldSteps = 4;

    private HumanTraits _traits;
    private HandTremor _tremor;
    private Phase _phase;
    private int _delay, _inPhase, _held;

    private enum Phase
    {
        Clear,
        Move,
        Lower,
        Grip,
        Lift,
    }

    /// <inheritdoc/>
    public string Label => "scripted";

    /// <inheritdoc/>
    public void Begin(IEnvironment environment, in EpisodeKey key)
    {
        CounterRandom random = key.Stream(RandomPurpose.Operator);
        _traits = HumanTraits.Sample(ref random);
        _tremor = new HandTremor(random, _traits.Wobble);
        _delay = _traits.ReactionSteps;
        _held = 0;
        Enter(Phase.Clear);
    }

    /// <inheritdoc/>
    /// <remarks>The mistake shows when a finger lands on the cube; the operator then needs a moment to react.</remarks>
    public bool WantsControl(IEnvironment environment) => environment.IsRevealed && _delay-- <= 0;

    /// <inheritdoc/>
    public bool Act(IEnvironment environment, Span<float> action)
    {
        _held = environment.IsSuccess ? _held + 1 : 0;
        if (_held >= HoldSteps || !environment.IsRecoverable)
            return false;
        Vec3 block = environment.TruePose(BlockGraspTask.Block).Position;
        Pose worldFromEef = environment.WorldFromEef;
        UpdatePhase(environment, block, worldFromEef.Position);
        Vec3 shake = _tremor.Next(out bool pausing);
        float gripper = _phase >= Phase.Grip ? Close : Open;
        if (pausing)
        {
            action.Clear();
            action[^1] = gripper;
            return true;
        }

        Vec3 eef = worldFromEef.Position;
        Vec3 wanted = _phase switch
        {
            Phase.Clear => eef with { Z = HoverHeight },
            Phase.Move => block with { Z = Math.Max(HoverHeight, eef.Z - _traits.Lead) },
            Phase.Lower => block with { Z = block.Z + GripOverCentre },
            Phase.Grip => eef,
            _ => eef with { Z = eef.Z + _traits.Lead },
        };
        double lead = _traits.Lead * _tremor.Speed * (_phase == Phase.Lower ? 0.8 : 1);
        Vec3 position = eef + (wanted - eef).LimitedTo(lead) + (shake * (_phase == Phase.Grip ? 0.3 : 1));
        environment.ActionToward(worldFromEef with { Position = position }, gripper, action);
        return true;
    }

    // Fingertips above the standing cube by the operator's own margin.
    private double HoverHeight =>
        BlockGraspTask.TableTop + (2 * BlockGraspTask.HalfSide) + BlockGraspTask.FingertipBelowGrip + ExtraHover + _traits.Hover;

    private void UpdatePhase(IEnvironment environment, Vec3 block, Vec3 eef)
    {
        double offset = ((block - eef) with { Z = 0 }).Length;
        _inPhase++;
        switch (_phase)
        {
            case Phase.Clear when eef.Z > HoverHeight - 0.01:
                Enter(Phase.Move);
                break;
            case Phase.Move when offset < AlignedOffset && environment.Fingers.First > OpenFinger:
                Enter(Phase.Lower);
                break;
            case Phase.Lower when eef.Z < block.Z + GripOverCentre + AtHeight:
                Enter(Phase.Grip);
                break;
            case Phase.Lower when offset > LostOffset || _inPhase > LowerSteps:
                Enter(Phase.Clear);
                break;
            case Phase.Grip when environment.Fingers.First < BlockGraspTask.HalfSide + 0.002:
                // The pads touch; a few steps more until they press.
                if (_inPhase > GripSteps)
                    Enter(Phase.Lift);
                break;
            case Phase.Grip when _inPhase > StallSteps:
                Enter(Phase.Clear);
                break;
            case Phase.Lift when eef.Z > block.Z + (2 * BlockGraspTask.HalfSide) || _inPhase > 2 * StallSteps:
                Enter(Phase.Clear);
                break;
            default:
                break;
        }
    }

    private void Enter(Phase phase)
    {
        _phase = phase;
        _inPhase = 0;
    }
}
