using IntervenGen.Franka;

namespace IntervenGen.VirtualFranka;

/// <summary>What became of one motion, as the robot saw it.</summary>
/// <param name="Begin">Id of the state at which it was asked for: milliseconds since the robot's start.</param>
/// <param name="Milliseconds">From then to its final answer.</param>
/// <param name="Controller">Who made the torques.</param>
/// <param name="Generator">What was commanded.</param>
/// <param name="Commands">Commands that came in time.</param>
/// <param name="Late">Commands that came for a state before the present one.</param>
/// <param name="Missed">Cycles without a command, late ones included, that count against the client.</param>
/// <param name="Excused">Cycles without a command that the robot's own lateness is to blame for.</param>
/// <param name="LargestJerk">Of the commanded joints, backward differences, shape [7], rad/s³.</param>
/// <param name="Status">Its final answer.</param>
/// <param name="Reason">The flags that ended it.</param>
public sealed record MotionSummary(
    ulong Begin, long Milliseconds, ControllerMode Controller, MotionGeneratorMode Generator, long Commands, long Late, long Missed,
    long Excused, IReadOnlyList<double> LargestJerk, FciStatus Status, RobotErrors Reason);
