namespace IntervenGen.Franka.Motion;

/// <summary>A motion ended otherwise than it was meant to.</summary>
/// <param name="message">How it ended, and why.</param>
/// <param name="status">Status with which the robot ended the motion.</param>
/// <param name="reason">The error flags that ended it.</param>
/// <param name="log">The last states and commands, oldest first.</param>
public sealed class FrankaMotionException(
    string message, FciStatus status, RobotErrors reason, IReadOnlyList<MotionRecord> log) : FrankaException(message)
{
    /// <summary>Status with which the robot ended the motion.</summary>
    public FciStatus Status { get; } = status;

    /// <summary>The error flags that ended it; none if it was refused or stopped.</summary>
    public RobotErrors Reason { get; } = reason;

    /// <summary>The last states and commands, oldest first.</summary>
    public IReadOnlyList<MotionRecord> Log { get; } = log;

    /// <summary>How the loop kept time until then; null if the motion had not begun.</summary>
    public MotionReport? Report { get; init; }
}
