namespace IntervenGen.Episodes;

/// <summary>Options for importing demonstrations made elsewhere.</summary>
public sealed record DatasetImportOptions
{
    /// <summary>Who demonstrated, which the files do not record; null for a human.</summary>
    public string? Operator { get; init; }

    /// <summary>The file's name for each of our objects, where it differs.</summary>
    public IReadOnlyDictionary<string, string> Objects { get; init; } = new Dictionary<string, string>();

    /// <summary>What can be renamed beside observations: what a dataset of LeRobot says of the hand.</summary>
    public static IReadOnlyList<string> OtherNames { get; } = ["eef_pose", "target_pose", "action"];

    /// <summary>The file's name for each of our observations, where it differs.</summary>
    public IReadOnlyDictionary<string, string> Observations { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of the mask (filter key) whose demonstrations are imported; null for all.</summary>
    public string? FilterKey { get; init; }

    /// <summary>Names of the demonstrations to import, such as <c>demo_7</c>; empty for all.</summary>
    public IReadOnlyList<string> Demonstrations { get; init; } = [];

    /// <summary>
    /// Steps before this of the file's subtask signals is 1 are left out: for a task here that begins where the file's is
    /// half done, such as with the nut in the hand. Null: every step.
    /// </summary>
    public string? StartAfter { get; init; }

    internal bool IsSubset => FilterKey is not null || Demonstrations.Count > 0;

    // The first option given that one's own export has no use for: it comes back as it was.
    internal string? OnlyForOthers =>
        FilterKey is not null ? "--filter-key"
        : Demonstrations.Count > 0 ? "--demo"
        : StartAfter is not null ? "--start-after"
        : Operator is not null ? "--operator"
        : Objects.Count > 0 ? "--object"
        : Observations.Count > 0 ? "--rename"
        : null;
}
