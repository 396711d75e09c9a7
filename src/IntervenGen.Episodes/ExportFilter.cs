namespace IntervenGen.Episodes;

/// <summary>Which steps of a store become episodes of another framework's file.</summary>
public enum ExportFilter
{
    /// <summary>Every stored episode, whole. Only such an export can be imported back with an equal digest.</summary>
    All = 0,

    /// <summary>Every kept episode, from its first step to its last.</summary>
    Success = 1,

    /// <summary>Every recovery of a kept episode, each as an episode of its own: no window then mixes it with the mistake before
    /// it.</summary>
    Recovery = 2,
}
