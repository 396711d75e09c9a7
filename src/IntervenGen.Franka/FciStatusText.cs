namespace IntervenGen.Franka;

/// <summary>Statuses as text for messages.</summary>
public static class FciStatusText
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
