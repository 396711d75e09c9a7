using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Control;
using IntervenGen.Numerics;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment;

/// <summary>What a trial would do from where the arm is: nothing was moved to learn it.</summary>
/// <param name="State">The robot as it stands.</param>
/// <param name="Options">The deployment's numbers.</param>
/// <param name="Spec">The task.</param>
/// <param name="Width">Opening between the fingers, metres.</param>
/// <param name="WorldFromCube">The camera's estimate.</param>
/// <param name="WorldFromBelieved">The same with the trial's error.</param>
/// <param name="FirstAction">The policy's first action if it began here, in the task's units.</param>
public sealed record TrialPlan(
    RobotState State,
    DeploymentOptions Options,
    TaskSpec Spec,
    double Width,
    Pose WorldFromCube,
    Pose WorldFromBelieved,
    IReadOnlyList<float> FirstAction)
{
    /// <summary>Height of the hand over the table on the transit home, metres.</summary>
    public double TravelHeight { get; init; }

    /// <summary>The plan for people, in order.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            SafetyLimits limits = Options.Limits;
            Pose baseFromCube = Options.WorldFromBase.Inverse() * WorldFromCube;
            double beside = (WorldFromBelieved.Position - WorldFromCube.Position).Length;
            Vec3 at = State.BaseFromEndEffector.Position;
            yield return Text($"robot: mode {State.RobotMode}, end effector at {at} in the base; fingers {1000 * Width:0} mm");
            yield return Text($"cube: seen at {baseFromCube.Position} in the base, believed {1000 * beside:0} mm beside it");
            yield return "1. collision thresholds, end effector and stiffness frames are set";
            yield return Text($"2. up to {1000 * TravelHeight:0} mm over the table if lower, ")
                + Text($"then over joints to ({Numbers(BlockGraspScene.StartPosture)}) at {100 * Options.HomeSpeed:0} % speed");
            yield return Text($"3. fingers to {2000 * BlockGraspScene.StartFinger:0} mm");
            yield return Text($"4. the policy, {1 / Spec.ControlPeriod:0} times a second for at most ")
                + Text($"{Spec.Horizon * Spec.ControlPeriod:0.0} s, within {limits.LowestPosition} to {limits.HighestPosition}, ")
                + Text($"at most {limits.LinearSpeed:0.00} m/s and {limits.ExternalForce:0} N");
            yield return Text($"   from here its first action would be ({Numbers([.. FirstAction.Select(value => (double)value)])})");
            yield return "5. the cube is put down, the hand opens, the arm goes home";
        }
    }

    private static string Numbers(ReadOnlySpan<double> values) =>
        string.Join(", ", values.ToArray().Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
