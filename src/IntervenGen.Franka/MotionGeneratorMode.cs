namespace IntervenGen.Franka;

/// <summary>What a motion commands. A Move request carries the number less one, so it cannot ask for <see cref="Idle"/>.</summary>
public enum MotionGeneratorMode : byte
{
    /// <summary>No motion; states only.</summary>
    Idle = 0,

    /// <summary>Joint positions, rad.</summary>
    JointPosition = 1,

    /// <summary>Joint velocities, rad/s.</summary>
    JointVelocity = 2,

    /// <summary>Poses of the end effector.</summary>
    CartesianPosition = 3,

    /// <summary>Twists of the end effector.</summary>
    CartesianVelocity = 4,

    /// <summary>Torques alone; from version 7 on.</summary>
    None = 5,
}
