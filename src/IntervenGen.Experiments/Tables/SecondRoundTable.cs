using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>A second round of interventions, on what the first round's policy still gets wrong.</summary>
internal static class SecondRoundTable
{
    public static Experiment Build(RecipeBook book)
    {
        const string First = "Round 1", Second = "Round 2";
        int unit = book.Profile.GeneratedEpisodes;
        string twice = $"Round 1, {2 * unit} interventions";
        var table = new TableBuilder([First, twice, Second]);
        foreach ((string task, string column, bool partial) in (ReadOnlySpan<(string, string, bool)>)[
            (TwoPiece, "2-Pc, partial", true), (Coffee, "Coffee", false)])
        {
            var b = new Baselines(book, task, new TestEnvironment(true, partial));
            Recipe[] policies = [b.InterventionGeneration, b.WithGenerated(2 * unit), b.SecondRound];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], [null, null, null]);
            table.AddOperatorTime(First, column, b.Interventions);
            table.AddOperatorTime(Second, column, b.SecondInterventions);
        }

        return table.Build(
            "second-round", "Second round: correct what still fails",
            $"The first round's policy drives, and has {book.Profile.Patience} control steps after its mistake shows to recover by " +
            "itself; the operator, and then I-Gen, correct " +
            $"what it does not. Round 2 learns from the base data and {unit} interventions of each round; the row between them from as " +
            "many of the first round's alone. The paper has no such table.") with
        {
            Claims = [.. table.OrderClaims(Second, First), .. table.OrderClaims(Second, twice)],
        };
    }
}
