namespace IntervenGen.Core;

/// <summary>What a dataset holds, and how it was made.</summary>
public enum DatasetKind
{
    /// <summary>Full demonstrations, by an operator or imported.</summary>
    Demonstrations = 0,

    /// <summary>An operator's corrections of a policy's mistakes.</summary>
    Interventions = 1,

    /// <summary>Demonstrations moved to new scenes (MimicGen).</summary>
    GeneratedDemonstrations = 2,

    /// <summary>Interventions moved to new scenes and new mistakes (I-Gen).</summary>
    GeneratedInterventions = 3,

    /// <summary>A policy's rollouts, failed ones included.</summary>
    Rollouts = 4,

    /// <summary>Synthetic episodes for benchmarks.</summary>
    Benchmark = 5,
}

/// <summary>Names and groups of dataset kinds.</summary>
public static class DatasetKinds
{
    private static readonly (DatasetKind Kind, string Name)[] s_names =
    [
        (DatasetKind.Demonstrations, "demonstrations"),
        (DatasetKind.Interventions, "interventions"),
        (DatasetKind.GeneratedDemonstrations, "generated demonstrations"),
        (DatasetKind.GeneratedInterventions, "generated interventions"),
        (DatasetKind.Rollouts, "rollouts"),
        (DatasetKind.Benchmark, "benchmark"),
    ];

    /// <summary>The names of all kinds.</summary>
    public static IEnumerable<string> Names => s_names.Select(entry => entry.Name);

    /// <summary>A kind's name as manifests store it.</summary>
    public static string Name(this DatasetKind kind) => s_names.First(entry => entry.Kind == kind).Name;

    /// <summary>Finds the kind with a given name.</summary>
    /// <returns>False if no kind has that name.</returns>
    public static bool TryParse(string name, out DatasetKind kind)
    {
        int index = Array.FindIndex(s_names, entry => entry.Name == name);
        kind = index < 0 ? default : s_names[index].Kind;
        return index >= 0;
    }

    /// <summary>Whether the episodes were generated from source episodes.</summary>
    public static bool IsGenerated(this DatasetKind kind) =>
        kind is DatasetKind.GeneratedDemonstrations or DatasetKind.GeneratedInterventions;

    /// <summary>Whether the episodes are interventions: a policy's mistake followed by its correction.</summary>
    public static bool HoldsInterventions(this DatasetKind kind) =>
        kind is DatasetKind.Interventions or DatasetKind.GeneratedInterventions;
}
