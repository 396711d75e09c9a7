using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Table II: wrong geometry, Nut-and-Peg Assembly.</summary>
internal static class GeometryTable
{
    public static Experiment Build(RecipeBook book)
    {
        var b = new Baselines(book, NutAndPeg, TestEnvironment.Full);
        var table = new TableBuilder([Base, SourceInt, MgDemo, BaseMg, IGen]);
        Recipe[] policies = [b.BasePolicy, b.SourceInterventions, b.MimicGen, b.BaseAndMimicGen, b.InterventionGeneration];
        table.AddColumn("Geometry 1", [.. policies.Select(b.EvaluateClean)], [1, 1, 0, .64, .92]);
        table.AddColumn("Geometry 2", [.. policies.Select(b.Evaluate)], [0, .06, 1, .60, .88]);
        table.AddColumn(
            "Mixture", [.. policies.Select(policy => (Recipe[])[b.EvaluateClean(policy), b.Evaluate(policy)])], [.50, .53, .50, .62, .90]);
        table.AddProtocol(book, "Geometry 1", policies, [TestEnvironment.Clean], [1, 1, 0, .64, .92]);
        table.AddProtocol(book, "Geometry 2", policies, [b.Environment], [0, .06, 1, .60, .88]);
        table.AddProtocol(book, "Mixture", policies, [TestEnvironment.Clean, b.Environment], [.50, .53, .50, .62, .90]);
        table.AddOperatorTimes("Geometry 2", b, SourceInt, MgDemo);
        return table.Build(
            "table2", "Table II: Nut-and-Peg Assembly, wrong object geometry",
            "Geometry 1 is what the base data show; in geometry 2 the handle is on the other side of the nut for the same observed pose. " +
            "The mixture counts both columns' trials together.") with
        {
            Claims = [.. table.BestClaims(IGen, "Mixture"), .. table.LevelClaims(IGen)],
        };
    }
}
