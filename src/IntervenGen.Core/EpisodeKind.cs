namespace IntervenGen.Core;

/// <summary>Who acts in an episode, and to what end.</summary>
public enum EpisodeKind : byte
{
    /// <summary>The whole task, carried out without a policy.</summary>
    Demonstration = 0,

    /// <summary>A policy's mistake, followed by its correction.</summary>
    Intervention = 1,

    /// <summary>A policy acting alone, as in an evaluation.</summary>
    Rollout = 2,
}
