using IntervenGen.Generation;
using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>What still pays once approaches are planned, over three trainings; not the paper's.</summary>
internal static class PlannedRecoveryTable
{
    private const string AllTrainings = "three trainings";

    private static readonly (string Row, GenerationOptions Method)[] s_rows =
    [
        ("Planned", RecoveryTable.Planned("Planned transit")),
        .. ((string[])["Nearest robot", "No detours", "No detours, misses", "Nearest robot, no detours, misses"])
            .Select(row => (row, RecoveryTable.Planned(row))),
    ];

    private static readonly ulong[] s_seeds = [1, 2, 3];

    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder([.. s_rows.Select(row => row.Row)]);
        var b = new Baselines(book, TwoPiece, new TestEnvironment(true, true));
        Recipe[] data = [.. s_rows.Select(row => book.GenerateInterventions(
            b.Interventions, b.BasePolicy, b.Environment, row.Row, row.Method))];
        Recipe[][] trainings = [.. s_seeds.Select(seed => (Recipe[])[.. data.Select((set, i) =>
            b.Evaluate(book.Train($"I-Gen, {s_rows[i].Row}", [b.BaseData, set], seed: seed)))])];
        table.AddMeasure("generated", Measure.Kept, data);
        table.AddColumn(
            AllTrainings, [.. s_rows.Select((_, row) => (Recipe[])[.. trainings.Select(each => each[row])])],
            [.. s_rows.Select(_ => (double?)null)]);
        foreach ((Recipe[] evaluations, ulong seed) in trainings.Zip(s_seeds))
            table.AddMeasure($"training {seed}", Measure.Success, evaluations);
        return table.Build(
            "recoveries-planned", "Better recoveries where approaches are planned: 2-Piece Assembly, partly revealed",
            "Approaches are planned in every row. *Generated* is the share of attempts that were kept. *Three trainings* is the mean of " +
            "those on the same data that differ in their seed alone; each has a column. *Nearest robot*: the source whose hand was " +
            "placed most alike. *No detours*: a replay begins where the rest is done soonest, not where the source's mistake had ended. " +
            "*Misses*: a recovery first goes off along the line from the belief to the truth.") with
        {
            // The paper's figure.
            Claims = [.. s_rows.Select(row => TableBuilder.LevelClaim(row.Row, AllTrainings, .66))],
        };
    }
}
