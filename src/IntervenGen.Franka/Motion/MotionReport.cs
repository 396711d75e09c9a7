namespace IntervenGen.Franka.Motion;

/// <summary>How the loop of a motion kept time.</summary>
/// <param name="Cycles">States answered.</param>
/// <param name="Lost">States that never came.</param>
/// <param name="LongestGap">Between two states, on this machine's clock, milliseconds.</param>
/// <param name="LongestUpdate">From a state's arrival to its answer, milliseconds.</param>
/// <param name="AllocatedBytes">Managed bytes that the loop's thread allocated, all cycles after the first together.</param>
/// <param name="LowestSuccessRate">Least share of commands in time that the robot reported after its first 100.</param>
/// <param name="Realtime">What the thread got of real-time scheduling, or null if it did not ask.</param>
/// <param name="IsStopped">Whether the caller's token stopped the motion.</param>
public sealed record MotionReport(
    long Cycles,
    long Lost,
    double LongestGap,
    double LongestUpdate,
    long AllocatedBytes,
    double LowestSuccessRate,
    Interop.Realtime.RealtimeStatus? Realtime,
    bool IsStopped);
