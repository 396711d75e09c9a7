using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>What the surroundings exert on the hand, out of the arm's own estimate of external force.</summary>
/// <remarks>
/// The estimate is what the arm exerts, at its stiffness frame K and in the base's axes: f = −F, and about the grip site G
/// τ = −T + (K − G) × f. The weights of the hand and of a configured load are in the arm's model and not in the estimate. Any thread.
/// </remarks>
internal static class ArmWrench
{
    /// <summary>The wrench in one state.</summary>
    /// <param name="state">What the arm measures.</param>
    /// <returns>Force, N, and torque about the grip site, N m, hand frame.</returns>
    public static (Vec3 Force, Vec3 Torque) Of(RobotState state)
    {
        Pose baseFromTool = state.BaseFromEndEffector;
        ReadOnlySpan<double> exerted = state[StateField.BaseWrench];
        Vec3 stiffness = ColumnMajor.ToPose(state[StateField.EndEffectorFromStiffness]).Position;
        Vec3 force = -1 * Vec3.From(exerted);
        Vec3 fromGrip = baseFromTool.Orientation.Rotate(stiffness + new Vec3(0, 0, PolicySource.GripBehindTool));
        Vec3 torque = (-1 * Vec3.From(exerted[3..])) + Vec3.Cross(fromGrip, force);
        Quat toolFromBase = baseFromTool.Orientation.Conjugate;
        return (toolFromBase.Rotate(force), toolFromBase.Rotate(torque));
    }
}
