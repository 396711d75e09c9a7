using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Mistakes on purpose, without a policy: the paper's offline mode, at as many minutes of the operator's.</summary>
internal static class OfflineTable
{
    public static Experiment Build(RecipeBook book)
    {
        // One mistake made on purpose costs about 2.4 times the time of one recovery: 4.3 s and 1.8 s in Nut Insertion.
        int many = book.Profile.SourceEpisodes, few = Math.Max(1, (int)Math.Round(many / 2.4));
        string equal = Row(few), more = Row(many);
        var table = new TableBuilder([Base, WithoutPolicy, IGen, equal, more]);
        foreach ((string task, string column) in (ReadOnlySpan<(string, string)>)[(Nut, "Nut Insertion"), (TwoPiece, "2-Pc Assembly")])
        {
            var b = new Baselines(book, task, TestEnvironment.Full);
            Recipe[] policies = [b.BasePolicy, b.WithoutPolicy, b.InterventionGeneration, b.Offline(few), b.Offline(many)];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], [null, null, null, null, null]);
            table.AddMeasure(
                $"{column}, operator", new NumberMeasure("operator_seconds", "s", Digits: 0),
                [b.Demonstrations, b.Interventions, b.Interventions, b.DeliberateMistakes(few), b.DeliberateMistakes(many)]);
        }

        return table.Build(
            "offline", "Offline mode: mistakes on purpose against a policy's own",
            $"{WithoutPolicy} and {IGen} start from {many} interventions on the base policy; of them only the recovery is the operator's " +
            "time, and watching the policy costs nothing. Offline, the operator makes the mistake too, and no policy is needed: mistake " +
            $"and recovery are replayed. *{equal}* takes about as long as {many} interventions, *{more}* has as many. Base is the " +
            "demonstrations alone, which every row also has. The paper reports its offline mode on its website only.") with
        {
            Claims =
            [
                .. Success(table.OrderClaims(equal, Base)), .. Success(table.OrderClaims(IGen, equal)),
                .. Success(table.OrderClaims(more, equal)), .. Success(table.OrderClaims(more, WithoutPolicy)),
            ],
        };
    }

    private static string Row(int mistakes) => $"Offline, {mistakes} mistakes";

    private static IEnumerable<Claim> Success(IEnumerable<Claim> claims) =>
        claims.Where(claim => !claim.Column.EndsWith("operator", StringComparison.Ordinal));
}
