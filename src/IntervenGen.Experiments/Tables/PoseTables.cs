using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Tables I and III: wrong poses, revealed wholly or in part on contact.</summary>
internal static class PoseTables
{
    public static Experiment Full(RecipeBook book)
    {
        var table = new TableBuilder([Base, SourceInt, Weighted, SourceDemo, MgDemo, WithoutPolicy, IGen]);
        foreach ((string task, string column, double?[] paper) in (ReadOnlySpan<(string, string, double?[])>)[
            (Nut, "Nut Insertion", [.22, .40, .50, .42, .64, .86, .98]),
            (TwoPiece, "2-Pc Assembly", [.06, .06, .16, .12, .16, .52, .70]),
            (Coffee, "Coffee", [.02, .10, .06, .12, .18, .42, .80])])
        {
            var b = new Baselines(book, task, TestEnvironment.Full);
            Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.WeightedSourceInterventions, b.SourceDemonstrations, b.MimicGen,
                b.WithoutPolicy, b.InterventionGeneration];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], paper);
            table.AddProtocol(book, column, policies, [b.Environment], paper);
            table.AddOperatorTimes(column, b, SourceInt, SourceDemo);
        }

        return table.Build(
            "table1", "Table I: noisy pose estimation, full observability upon contact",
            "Success in the test environment: beliefs wrong, the truth revealed on contact.") with
        {
            Claims =
            [
                .. table.BestClaims(IGen), .. table.OrderClaims(IGen, WithoutPolicy), .. table.OrderClaims(WithoutPolicy, MgDemo),
                .. table.OrderClaims(IGen, Weighted), .. table.OrderClaims(SourceInt, Base), .. table.LevelClaims(IGen),
            ],
        };
    }

    public static Experiment Partial(RecipeBook book)
    {
        var table = new TableBuilder([Base, SourceInt, MgDemo, WithoutPolicy, IGen]);
        foreach ((string task, string column, double?[] paper) in (ReadOnlySpan<(string, string, double?[])>)[
            (Nut, "Nut Insertion", [.26, .40, .46, .68, .90]),
            (TwoPiece, "2-Pc Assembly", [.06, .06, .22, .42, .66])])
        {
            var b = new Baselines(book, task, new TestEnvironment(true, Partial: true));
            Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.MimicGen, b.WithoutPolicy, b.InterventionGeneration];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], paper);
            table.AddProtocol(book, column, policies, [b.Environment], paper);
            table.AddOperatorTimes(column, b, SourceInt, MgDemo);
        }

        return table.Build(
            "table3", "Table III: partially improved observability upon contact",
            "Contact reveals its mean position (Nut Insertion) or the direction of the true pose (2-Piece Assembly), not the pose.") with
        {
            Claims =
            [
                .. table.BestClaims(IGen), .. table.OrderClaims(IGen, WithoutPolicy), .. table.LevelClaims(IGen),
            ],
        };
    }
}
