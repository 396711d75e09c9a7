namespace IntervenGen.Core;

/// <summary>Why an episode ended. None of the reasons is an error: a failed rollout is data.</summary>
public enum EpisodeEnd : byte
{
    /// <summary>The task's success predicate holds.</summary>
    Success = 0,

    /// <summary>The episode reached its horizon.</summary>
    Horizon = 1,

    /// <summary>The attempt failed before its horizon, and nothing is left to try.</summary>
    Failure = 2,

    /// <summary>MuJoCo warned about the physics; the state cannot be trusted.</summary>
    Diverged = 3,

    /// <summary>The run was stopped from outside, by a person or a signal.</summary>
    Aborted = 4,
}
