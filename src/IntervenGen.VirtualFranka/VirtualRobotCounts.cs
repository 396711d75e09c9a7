namespace IntervenGen.VirtualFranka;

/// <summary>Counts of a virtual robot.</summary>
/// <param name="Milliseconds">Milliseconds that the robot has run.</param>
/// <param name="MissedCommands">Commands that should have come and did not.</param>
/// <param name="Malformed">Malformed command datagrams.</param>
/// <param name="ExcusedCommands">Commands that did not come because the robot's own thread was late.</param>
/// <param name="ClockRestarts">How often the robot was more than a millisecond late and started its clock anew.</param>
/// <param name="Rebuilds">How often the simulated world diverged and was put back to its start.</param>
public readonly record struct VirtualRobotCounts(
    long Milliseconds, long MissedCommands, long Malformed, long ExcusedCommands, long ClockRestarts, long Rebuilds);
