namespace IntervenGen;

/// <summary>Request to import demonstrations of another framework.</summary>
public sealed record ImportRequest
{
    /// <summary>Path of the HDF5 file, or of LeRobot's folder.</summary>
    public required string File { get; init; }

    /// <summary>Name of the demonstrated task.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the robot that demonstrated, or path of its folder; null for the one that the task names.</summary>
    public string? Robot { get; init; }

    /// <summary>Path of the dataset to make.</summary>
    public required string Out { get; init; }

    /// <summary>
    /// Who demonstrated, <c>human</c> or <c>scripted</c>; null for what the file says, or <c>human</c> if it says nothing.
    /// </summary>
    public string? Operator { get; init; }

    /// <summary>Pairs <c>OURS=THEIRS</c>: the file's name for an object of the task.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];

    /// <summary>Pairs <c>THEIRS=OURS</c>: observations with another name in the file.</summary>
    public IReadOnlyList<string> Observations { get; init; } = [];

    /// <summary>Name of a mask (filter key) whose demonstrations are imported; null for all.</summary>
    public string? FilterKey { get; init; }

    /// <summary>Names of the demonstrations to import; empty for all.</summary>
    public IReadOnlyList<string> Demonstrations { get; init; } = [];

    /// <summary>Name of a subtask signal of the file: steps before it becomes 1 are skipped; null for none.</summary>
    public string? StartAfter { get; init; }
}
