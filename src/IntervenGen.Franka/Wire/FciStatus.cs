namespace IntervenGen.Franka;

/// <summary>How a request was answered. The byte on the wire depends on request and version: <see cref="FciVersion.Status"/>.</summary>
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

    /// <summary>Aborted by a reflex.</summary>
    ReflexAborted,

    /// <summary>Aborted by the user stop.</summary>
    EmergencyAborted,

    /// <summary>Move: aborted for wrong commands.</summary>
    InputErrorAborted,

    /// <summary>Aborted.</summary>
    Aborted,

    /// <summary>Recovery needs a person.</summary>
    ManualRecoveryRequired,

    /// <summary>No library for this platform.</summary>
    NoSuchLibrary,
}

/// <summary>Statuses in a reader's words.</summary>
public static class FciStatusWords
{
    /// <summary>A status as the end of a sentence.</summary>
    public static string Of(FciStatus status) => status switch
    {
        FciStatus.Success => "success",
        FciStatus.IncompatibleVersion => "the versions differ",
        FciStatus.MotionStarted => "motion started",
        FciStatus.Preempted => "the motion was preempted",
        FciStatus.PreemptedBySafety => "the motion was preempted by a safety function",
        FciStatus.RejectedBySafety => "a safety function is active",
        FciStatus.NotPossible => "not possible in the robot's current mode",
        FciStatus.StartAtSingularPose => "the motion would begin at a singular pose",
        FciStatus.InvalidArgument => "an argument is out of its range",
        FciStatus.SafetyFunction => "a safety function is active",
        FciStatus.ReflexAborted => "aborted by a reflex",
        FciStatus.EmergencyAborted => "aborted by the user stop",
        FciStatus.InputErrorAborted => "aborted because of invalid commands",
        FciStatus.Aborted => "aborted",
        FciStatus.ManualRecoveryRequired => "manual recovery is required",
        FciStatus.NoSuchLibrary => "no model library for this platform",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };
}
