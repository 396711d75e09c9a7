using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Three trainings that differ in their seeds alone.</summary>
internal static class SeedTable
{
    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder(["Seed 1", "Seed 2", "Seed 3"]);
        Recipe[] evaluations = [.. new ulong[] { 1, 2, 3 }.Select(seed =>
        {
            var b = new Baselines(book, Nut, TestEnvironment.Full, seed);
            return b.Evaluate(b.InterventionGeneration);
        })];
        table.AddColumn("Nut Insertion", evaluations, [.98, 1, .98]);
        return table.Build(
            "seeds", "Training seeds: I-Gen on Nut Insertion",
            "The same data; weights and batches are drawn anew.") with
        {
            Claims = [.. table.LevelClaims("Seed 1"), .. table.LevelClaims("Seed 2"), .. table.LevelClaims("Seed 3")],
        };
    }
}
