namespace IntervenGen.Core;

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
