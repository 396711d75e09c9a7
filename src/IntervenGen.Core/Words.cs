namespace IntervenGen.Core;

/// <summary>Who chose the action of a step.</summary>
public enum StepMode : byte
{
    /// <summary>The learned policy: before an intervention this is the mistake.</summary>
    Policy = 0,

    /// <summary>The straight way from where the policy stopped to the first waypoint of a replayed segment.</summary>
    Interpolation = 1,

    /// <summary>A source segment, moved with its object and replayed open loop.</summary>
    Replay = 2,

    /// <summary>The operator: a person or a scripted stand-in; the dataset's manifest says which.</summary>
    Human = 3,

    /// <summary>A mistake without a policy: a source's, replayed open loop, or one that the operator makes on purpose.</summary>
    Mistake = 4,
}

/// <summary>Why an episode is over. None of them is an error: a failed rollout is data.</summary>
public enum EpisodeEnd : byte
{
    /// <summary>The task's success predicate holds.</summary>
    Success = 0,

    /// <summary>The step limit came first.</summary>
    Horizon = 1,

    /// <summary>Nothing is left to try.</summary>
    Failure = 2,

    /// <summary>The physics gave a warning; the state is not to be trusted.</summary>
    Diverged = 3,

    /// <summary>The run was stopped from outside.</summary>
    Aborted = 4,
}

/// <summary>What kind of episode a record is.</summary>
public enum EpisodeKind : byte
{
    /// <summary>A full execution of the task without a policy.</summary>
    Demonstration = 0,

    /// <summary>A policy's mistake and its correction.</summary>
    Intervention = 1,

    /// <summary>A policy on its own.</summary>
    Rollout = 2,
}

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

/// <summary>Separates scenes so that what is measured was never trained on.</summary>
public enum SceneSplit : byte
{
    /// <summary>Source demonstrations and interventions.</summary>
    Source = 0,

    /// <summary>Generated data.</summary>
    Generation = 1,

    /// <summary>Rollouts that choose a checkpoint.</summary>
    Selection = 2,

    /// <summary>Held-out trials that are reported.</summary>
    Evaluation = 3,
}
