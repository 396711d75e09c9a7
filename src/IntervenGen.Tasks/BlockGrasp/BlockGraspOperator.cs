using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.BlockGrasp;

/// <summary>The scripted operator of Block Grasp: clears the cube, moves over it, lowers, closes, lifts.</summary>
/// <remarks>The mistake shows when a finger lands on the cube. One lane; allocates nothing.</remarks>
public sealed class BlockGraspOperator : ScriptedOperator
{
    // Metres, chosen by watching: over the cube within the first, lost beyond the second, down within the third.
    private const double AlignedOffset = 0.004, LostOffset = 0.012, AtHeight = 0.003;

    // Metres, chosen by watching: clearance over the cube besides the operator's own, the grip's height above the cube's centre,
    // and the finger position from which the gripper counts as open.
    private const double ExtraHover = 0.05;
    private const double GripOverCentre = 0.009;
    private const double OpenFinger = 0.037;

    // Factors, chosen by watching: on the speed while lowering, and on the tremor while gripping.
    private const double LoweringSpeed = 0.8, GripShake = 0.3;

    // Control steps, chosen by watching: to close on the cube, after which a grip and after which lowering is given up, and of
    // success before the operator stops.
    private const int GripSteps = 4, StallSteps = 30, LowerSteps = 90, ContentSteps = 4;

    private Phase _phase;
    private int _inPhase;

    /// <summary>Creates the operator of one lane.</summary>
    public BlockGraspOperator()
        : base(ContentSteps)
    {
    }

    private enum Phase
    {
        Clear,
        Move,
        Lower,
        Grip,
        Lift,
    }

    // Fingertips above the standing cube by the operator's own margin.
    private double HoverHeight =>
        BlockGraspTask.TableTop + (2 * BlockGraspTask.HalfSide) + BlockGraspTask.FingertipBelowGrip + ExtraHover + Traits.Hover;

    private protected override void Restart() => Enter(Phase.Clear);

    private protected override float Gripper(IEnvironment environment) => _phase >= Phase.Grip ? Close : Open;

    private protected override Pose Target(IEnvironment environment, Vec3 shake)
    {
        Pose worldFromEef = environment.WorldFromEef;
        Vec3 block = environment.TruePose(BlockGraspTask.Block).Position, eef = worldFromEef.Position;
        Vec3 wanted = _phase switch
        {
            Phase.Clear => eef with { Z = HoverHeight },
            Phase.Move => block with { Z = Math.Max(HoverHeight, eef.Z - Traits.Lead) },
            Phase.Lower => block with { Z = block.Z + GripOverCentre },
            Phase.Grip => eef,
            _ => eef with { Z = eef.Z + Traits.Lead },
        };
        double lead = Traits.Lead * Speed * (_phase == Phase.Lower ? LoweringSpeed : 1);
        Vec3 position = eef + (wanted - eef).LimitedTo(lead) + (shake * (_phase == Phase.Grip ? GripShake : 1));
        return worldFromEef with { Position = position };
    }

    private protected override void UpdatePhase(IEnvironment environment)
    {
        Vec3 block = environment.TruePose(BlockGraspTask.Block).Position, eef = environment.WorldFromEef.Position;
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
