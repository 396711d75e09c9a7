namespace IntervenGen.Core;

/// <summary>What decided an attempt, for the breakdown of a run.</summary>
public enum AttemptReason : byte
{
    /// <summary>Kept.</summary>
    Kept = 0,

    /// <summary>The policy succeeded alone, so there was nothing to correct.</summary>
    NoMistake = 1,

    /// <summary>The policy's time ran out and no trigger had fired.</summary>
    NoTrigger = 2,

    /// <summary>The recovery was carried out and the task is still not done.</summary>
    RecoveryFailed = 3,

    /// <summary>The object left the gripper before its place was reached.</summary>
    ObjectLost = 4,

    /// <summary>The episode's step limit came first.</summary>
    Horizon = 5,

    /// <summary>The physics diverged.</summary>
    Diverged = 6,

    /// <summary>The demonstration was carried out and the task is still not done.</summary>
    DemonstrationFailed = 7,

    /// <summary>The person who drove threw it away, or left in the middle of it.</summary>
    Discarded = 8,

    /// <summary>A real or virtual robot, or the driver's own limits, ended the motion.</summary>
    RobotStopped = 9,
}
