namespace IntervenGen.Franka;

/// <summary>A set of the robot's 41 error flags.</summary>
/// <param name="Bits">Bit <c>i</c> is flag <c>i</c>.</param>
/// <remarks>As current errors they vanish with their cause; as reflex reason they stay until the next motion begins.</remarks>
public readonly record struct RobotErrors(ulong Bits)
{
    /// <summary>Number of flags, one byte each on the wire.</summary>
    public const int Count = 41;

    private static readonly string[] s_names =
    [
        "joint_position_limits_violation",
        "cartesian_position_limits_violation",
        "self_collision_avoidance_violation",
        "joint_velocity_violation",
        "cartesian_velocity_violation",
        "force_control_safety_violation",
        "joint_reflex",
        "cartesian_reflex",
        "max_goal_pose_deviation_violation",
        "max_path_pose_deviation_violation",
        "cartesian_velocity_profile_safety_violation",
        "joint_position_motion_generator_start_pose_invalid",
        "joint_motion_generator_position_limits_violation",
        "joint_motion_generator_velocity_limits_violation",
        "joint_motion_generator_velocity_discontinuity",
        "joint_motion_generator_acceleration_discontinuity",
        "cartesian_position_motion_generator_start_pose_invalid",
        "cartesian_motion_generator_elbow_limit_violation",
        "cartesian_motion_generator_velocity_limits_violation",
        "cartesian_motion_generator_velocity_discontinuity",
        "cartesian_motion_generator_acceleration_discontinuity",
        "cartesian_motion_generator_elbow_sign_inconsistent",
        "cartesian_motion_generator_start_elbow_invalid",
        "force_controller_desired_force_tolerance_violation",
        "start_elbow_sign_inconsistent",
        "communication_constraints_violation",
        "power_limit_violation",
        "cartesian_motion_generator_joint_position_limits_violation",
        "cartesian_motion_generator_joint_velocity_limits_violation",
        "cartesian_motion_generator_joint_velocity_discontinuity",
        "cartesian_motion_generator_joint_acceleration_discontinuity",
        "cartesian_position_motion_generator_invalid_frame_flag",
        "controller_torque_discontinuity",
        "joint_p2p_insufficient_torque_for_planning",
        "tau_J_range_violation",
        "instability_detected",
        "joint_move_in_wrong_direction",
        "cartesian_spline_motion_generator_violation",
        "joint_via_motion_generator_planning_joint_limit_violation",
        "base_acceleration_initialization_timeout",
        "base_acceleration_invalid_reading",
    ];

    /// <summary>Whether any flag is set.</summary>
    public bool Any => Bits != 0;

    /// <summary>Names of the flags that are set, in the order of their numbers.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            for (int flag = 0; flag < Count; flag++)
            {
                if (Has(flag))
                    yield return s_names[flag];
            }
        }
    }

    /// <summary>Whether a flag is set.</summary>
    public bool Has(int flag) => (Bits >> flag & 1) != 0;

    /// <summary>The set with one more flag.</summary>
    public RobotErrors With(int flag) => new(Bits | 1UL << flag);

    /// <summary>The flag's name, as Franka's documentation spells it.</summary>
    public static string NameOf(int flag) => s_names[flag];

    /// <summary>The names of the flags that are set, in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", Names)}]";

    internal static RobotErrors Read(ReadOnlySpan<byte> flags)
    {
        ulong bits = 0;
        for (int flag = 0; flag < Count; flag++)
            bits |= (flags[flag] != 0 ? 1UL : 0UL) << flag;
        return new RobotErrors(bits);
    }

    internal void Write(Span<byte> flags)
    {
        for (int flag = 0; flag < Count; flag++)
            flags[flag] = Has(flag) ? (byte)1 : (byte)0;
    }
}
