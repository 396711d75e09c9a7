namespace IntervenGen.Franka;

/// <summary>What the robot is doing.</summary>
public enum RobotMode : byte
{
    /// <summary>Brakes closed, booting, or else.</summary>
    Other = 0,

    /// <summary>Ready, at rest.</summary>
    Idle = 1,

    /// <summary>In a motion.</summary>
    Move = 2,

    /// <summary>Guided by hand.</summary>
    Guiding = 3,

    /// <summary>Stopped by a reflex, until recovery.</summary>
    Reflex = 4,

    /// <summary>The user stop is pressed.</summary>
    UserStopped = 5,

    /// <summary>Recovering.</summary>
    AutomaticErrorRecovery = 6,
}

/// <summary>Who turns the desired motion into torques.</summary>
public enum ControllerMode : byte
{
    /// <summary>The robot's joint impedance controller.</summary>
    JointImpedance = 0,

    /// <summary>The robot's Cartesian impedance controller.</summary>
    CartesianImpedance = 1,

    /// <summary>The client: it commands torques.</summary>
    ExternalController = 2,

    /// <summary>None of them; states only.</summary>
    Other = 3,
}

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
