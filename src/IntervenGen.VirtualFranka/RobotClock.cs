namespace IntervenGen.VirtualFranka;

/// <summary>What drives the virtual robot's milliseconds.</summary>
public enum RobotClock
{
    /// <summary>This machine's clock: a late command is a lost one, as on a real robot.</summary>
    Realtime,

    /// <summary>In a motion, the client's commands: the next millisecond comes when the last is answered. Nothing is lost on a
    /// busy machine.</summary>
    LockStep,
}
