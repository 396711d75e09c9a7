namespace IntervenGen.Franka;

/// <summary>What the robot is doing.</summary>
public enum RobotMode : byte
{
    /// <summary>Brakes closed, booting, or else.</summary>
    Other = 0,

    /// <summary>The robot is ready and at rest.</summary>
    Idle = 1,

    /// <summary>A motion is running.</summary>
    Move = 2,

    /// <summary>The robot is guided by hand.</summary>
    Guiding = 3,

    /// <summary>Stopped by a reflex, until recovery.</summary>
    Reflex = 4,

    /// <summary>The user stop is pressed.</summary>
    UserStopped = 5,

    /// <summary>The robot is recovering from an error by itself.</summary>
    AutomaticErrorRecovery = 6,
}
