namespace IntervenGen.Core;

/// <summary>What decided the outcome of an attempt; the breakdown of a run counts attempts by it.</summary>
public enum AttemptReason : byte
{
    /// <summary>The attempt succeeded and its episode was kept.</summary>
    Kept = 0,

    /// <summary>The policy succeeded alone, so there was nothing to correct.</summary>
    NoMistake = 1,

    /// <summary>The policy reached its step limit and no trigger had fired.</summary>
    NoTrigger = 2,

    /// <summary>The recovery was carried out, but the task is still not done.</summary>
    RecoveryFailed = 3,

    /// <summary>The object left the gripper before it was in place.</summary>
    ObjectLost = 4,

    /// <summary>The attempt reached its horizon.</summary>
    Horizon = 5,

    /// <summary>The physics diverged: MuJoCo warned during the attempt.</summary>
    Diverged = 6,

    /// <summary>The demonstration was carried out, but the task is still not done.</summary>
    DemonstrationFailed = 7,

    /// <summary>The person driving discarded the episode, or left before it was over.</summary>
    Discarded = 8,

    /// <summary>A real or virtual robot, or the driver's own limits, ended the motion.</summary>
    RobotStopped = 9,

    /// <summary>The robot stopped and asked for help, by its trigger.</summary>
    AskedForHelp = 10,

    /// <summary>No source recovery, moved to this scene, could be reached and carried out without a collision.</summary>
    NoRecoveryFits = 11,

    /// <summary>The recovery pushed what it was to leave in its place, or turned what the hand held.</summary>
    Pushed = 12,
}
