namespace IntervenGen.Core;

/// <summary>Constants of the operational-space controller that policies are trained under: robosuite 1.4.1's OSC_POSE with its
/// defaults.</summary>
/// <remarks>
/// Source: robosuite 1.4.1, controllers/config/osc_pose.json and controllers/osc.py. Whoever follows a policy's actions, in
/// simulation or on an arm, reads them here, so that the same action means the same motion everywhere.
/// </remarks>
public static class OperationalSpaceGains
{
    /// <summary>Stiffness per unit of inertia, 1/s²: <c>kp</c>.</summary>
    public const double Stiffness = 150;

    /// <summary>Damping as a fraction of critical damping: <c>damping_ratio</c>.</summary>
    public const double DampingRatio = 1;

    /// <summary>Stiffness of the null space per unit of inertia, 1/s²: <c>joint_kp</c> of <c>nullspace_torques</c>.</summary>
    public const double NullStiffness = 10;

    /// <summary>Goal displacement per unit of a translational action component, metres: <c>output_max</c>.</summary>
    public const double PositionScale = 0.05;

    /// <summary>Goal rotation per unit of a rotational action component, radians: <c>output_max</c>.</summary>
    public const double RotationScale = 0.5;

    /// <summary>Damping per unit of inertia, 1/s: 2 · √<see cref="Stiffness"/> · <see cref="DampingRatio"/>.</summary>
    public static double Damping { get; } = 2 * Math.Sqrt(Stiffness) * DampingRatio;

    /// <summary>Damping of the null space per unit of inertia, 1/s: critical, 2 · √<see cref="NullStiffness"/>.</summary>
    public static double NullDamping { get; } = 2 * Math.Sqrt(NullStiffness);
}
