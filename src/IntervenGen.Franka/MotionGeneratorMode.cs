namespace IntervenGen.Franka;

/// <summary>What a motion commands. A Move request carries the number less one, so it cannot ask for <see cref="Idle"/>.</summary>
public enum MotionGeneratorMode : byte
{
    /// <summary>No motion; states only.</summary>
    Idle = 0,

    /// <summary>The motion commands joint positions, rad.</summary>
    JointPosition = 1,

    /// <summary>The motion commands joint velocities, rad/s.</summary>
    JointVelocity = 2,

    /// <summary>The motion commands poses of the end effector, base frame, metres.</summary>
    CartesianPosition = 3,

    /// <summary>The motion commands twists of the end effector, base axes, m/s and rad/s.</summary>
    CartesianVelocity = 4,

    /// <summary>The motion commands torques alone, N·m; from version 7 on.</summary>
    None = 5,
}
