namespace IntervenGen.Core;

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
