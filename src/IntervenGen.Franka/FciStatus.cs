namespace IntervenGen.Franka;

/// <summary>How a request was answered. The byte on the wire depends on request and version.</summary>
public enum FciStatus
{
    /// <summary>Done; for Move: the motion ended normally.</summary>
    Success,

    /// <summary>Connect: the versions differ.</summary>
    IncompatibleVersion,

    /// <summary>Move: started; a final answer follows.</summary>
    MotionStarted,

    /// <summary>Move: ended by a stop.</summary>
    Preempted,

    /// <summary>Move: ended by a safety function.</summary>
    PreemptedBySafety,

    /// <summary>Move: refused, a safety function is active.</summary>
    RejectedBySafety,

    /// <summary>Not possible in the current robot mode.</summary>
    NotPossible,

    /// <summary>Move: the motion would begin at a singular pose.</summary>
    StartAtSingularPose,

    /// <summary>A value is out of its range.</summary>
    InvalidArgument,

    /// <summary>A safety function is active.</summary>
    SafetyFunction,

    /// <summary>The motion was aborted by a reflex.</summary>
    ReflexAborted,

    /// <summary>The motion was aborted by the user stop.</summary>
    EmergencyAborted,

    /// <summary>Move: aborted for wrong commands.</summary>
    InputErrorAborted,

    /// <summary>The request was aborted for a reason that the robot does not give.</summary>
    Aborted,

    /// <summary>Recovery needs a person.</summary>
    ManualRecoveryRequired,

    /// <summary>No library for this platform.</summary>
    NoSuchLibrary,
}
