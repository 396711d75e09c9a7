namespace IntervenGen;

/// <summary>What is to be read from a robomimic or MimicGen file.</summary>
public sealed record ImportRequest
{
    /// <summary>The HDF5 file.</summary>
    public required string File { get; init; }

    /// <summary>The task that was demonstrated.</summary>
    public required string Task { get; init; }

    /// <summary>The dataset to be made.</summary>
    public required string Out { get; init; }

    /// <summary>Who demonstrated, <c>human</c> or <c>scripted</c>; null for the file's own word, and a person without one.</summary>
    public string? Operator { get; init; }

    /// <summary>Pairs <c>OURS=THEIRS</c>: what the file calls an object of the task.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];

    /// <summary>Pairs <c>THEIRS=OURS</c>: observations that the file calls otherwise.</summary>
    public IReadOnlyList<string> Observations { get; init; } = [];

    /// <summary>Only the demonstrations of this mask; null for all.</summary>
    public string? FilterKey { get; init; }

    /// <summary>Only these demonstrations, by name; none for all.</summary>
    public IReadOnlyList<string> Demonstrations { get; init; } = [];

    /// <summary>Leave out the steps before this of the file's subtask signals is 1; null for none.</summary>
    public string? StartAfter { get; init; }
}
