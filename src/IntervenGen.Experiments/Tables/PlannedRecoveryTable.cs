using IntervenGen.Generation;
using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>What still pays once approaches are planned, over three trainings; not the paper's.</summary>
internal static class PlannedRecoveryTable
{
    private static readonly (string Row, GenerationOptions Method)[] s_rows =
    [
        ("Planned", new()),
        ("Nearest robot", new() { Selection = SelectionStrategy.NearestRobot }),
        ("No detours", new() { SkipDetours = true }),
        ("No detours, misses", new() { SkipDetours = true, MissChance = 0.67 }),
        ("Nearest robot, no detours, misses", new()
        {
            Selection = SelectionStrategy.NearestRobot,
            SkipDetours = true,
            MissChance = 0.67,
        }),
    ];

    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder([.. s_rows.Select(row => row.Row)]);
        foreach ((string task, string column, bool partial, ulong trainings) in (ReadOnlySpan<(string, string, bool, ulong)>)[
            (TwoPiece, "2-Pc, partial", true, 3), (Coffee, "Coffee", false, 1)])
        {
            var b = new Baselines(book, task, new TestEnvironment(true, partial));
            Recipe[] data = [.. s_rows.Select(row => book.GenerateInterventions(
                b.Interventions, b.BasePolicy, b.Environment, row.Row, row.Method))];
            var seeds = new Recipe[trainings][];
            for (ulong seed = 1; seed <= trainings; seed++)
            {
                Recipe[] policies = [.. data.Select((set, i) => book.Train($"I-Gen, {s_rows[i].Row}", [b.BaseData, set], seed: seed))];
                seeds[seed - 1] = [.. policies.Select(b.Evaluate)];
            }

            table.AddMeasure($"{column}: generated", Measure.Kept, data);
            table.AddColumn(
                column, [.. s_rows.Select((_, row) => (Recipe[])[.. seeds.Select(each => each[row])])],
                [.. s_rows.Select(_ => (double?)null)]);
            for (ulong seed = 1; trainings > 1 && seed <= trainings; seed++)
                table.AddMeasure($"{column}: training {seed}", Measure.Success, seeds[seed - 1]);
        }

        return table.Build(
            "recoveries-planned", "Better recoveries where approaches are planned",
            "Approaches are planned in every row. *Generated* is the share of attempts that were kept. *2-Pc, partial* is the mean of " +
            "three trainings on the same data, each of which has a column. *Nearest robot*: the source whose hand was placed most alike. " +
            "*No detours*: a replay begins where the rest is done soonest, not where the source's mistake had ended. *Misses*: a " +
            "recovery first goes off along the line from the belief to the truth.") with
        {
            // Stated before seed 2 was looked at; 66 is the paper's figure, the other a goal of this project.
            Claims =
            [
                .. s_rows.Select(row => TableBuilder.LevelClaim(row.Row, "2-Pc, partial", .66)),
                .. s_rows.Select(row => TableBuilder.LevelClaim(row.Row, "Coffee", .95)),
            ],
        };
    }
}
