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
