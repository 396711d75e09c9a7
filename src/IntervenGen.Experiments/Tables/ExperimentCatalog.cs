using IntervenGen.Core;

namespace IntervenGen.Experiments.Tables;

/// <summary>The tables and figures of the paper (Hoque et al., IntervenGen, 2024) and this project's own, as recipes.</summary>
public static class ExperimentCatalog
{
    private static readonly (string Name, Func<RecipeBook, Experiment> Build)[] s_all =
    [
        ("table1", PoseTables.Full),
        ("table2", GeometryTable.Build),
        ("table3", PoseTables.Partial),
        ("table4", BlockGraspTable.Build),
        ("scaling", SizeTables.Scaling),
        ("equal-data", SizeTables.EqualData),
        ("seeds", SeedTable.Build),
        ("second-round", SecondRoundTable.Build),
        ("inter-subtask", InterSubtaskTable.Build),
        ("recoveries", RecoveryTable.Build),
        ("recoveries-planned", PlannedRecoveryTable.Build),
        ("operators", OperatorTable.Build),
        ("errors", ErrorTable.Build),
        ("force", ForceTable.Build),
        ("offline", OfflineTable.Build),
        ("triggers", TriggerTable.Build),
    ];

    /// <summary>The names of all experiments.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(each => each.Name)];

    /// <summary>Builds an experiment by writing its recipes into a book.</summary>
    /// <exception cref="UsageException">No experiment has that name.</exception>
    public static Experiment Build(string name, RecipeBook book) =>
        s_all.FirstOrDefault(each => each.Name == name).Build is { } build
            ? build(book)
            : throw new UsageException(
                $"unknown experiment '{name}'; did you mean '{NearestName.Of(name, Names)}'? Known: {string.Join(", ", Names)}");
}
