using IntervenGen.Core;
using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>An operator who moves alike every time, against one who differs as people do; not the paper's.</summary>
internal static class OperatorTable
{
    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder([SourceInt, Weighted, SourceDemo, MgDemo, IGen]);
        double?[] paper = [.40, .50, .42, .64, .98];
        foreach (OperatorStyle style in Enum.GetValues<OperatorStyle>())
        {
            var b = new Baselines(book, Nut, TestEnvironment.Full, style: style);
            string name = $"Nut Insertion, {style.ToString().ToLowerInvariant()}";
            Recipe[] policies = [b.SourceInterventions, b.WeightedSourceInterventions, b.SourceDemonstrations, b.MimicGen,
                b.InterventionGeneration];
            table.AddColumn(name, [.. policies.Select(b.Evaluate)], paper);
            Recipe[] sources = [b.Interventions, b.Interventions, b.TestDemonstrations, b.TestDemonstrations, b.Interventions];
            table.AddMeasure($"{name}: paths apart", new NumberMeasure("path_distance", "mm", 1000, 0), sources);
            table.AddMeasure($"{name}: lengths", new NumberMeasure("length_spread", "%", 100, 0), sources);
        }

        return table.Build(
            "operators", "The scripted operator: steady, and varied as people are",
            "The *steady* operator is that of the tables. The *varied* one sees objects some millimetres off until it touches them, and " +
            "has " +
            "a pace and a path of its own in every episode; neither knows the robot's belief. *Paths apart*: mean distance of two of the " +
            "ten source motions at equal fractions of their lengths, in the frame of the object; *lengths*: their deviation relative to " +
            "the mean. The paper's numbers are of a person. No recordings of a person were at hand to measure theirs.") with
        {
            Claims =
            [
                .. table.OrderClaims(MgDemo, SourceInt), .. table.OrderClaims(SourceDemo, SourceInt), .. table.OrderClaims(IGen, MgDemo),
            ],
        };
    }
}
