using IntervenGen.Generation;
using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Mistakes that undo an earlier subtask: what was grasped is dropped on the way, and has to be picked up again.</summary>
internal static class InterSubtaskTable
{
    private const string Without = "I-Gen", NoReturn = "I-Gen, drops, forward only", Return = "I-Gen, drops";

    // In three of four episodes the hand opens on the way.
    private const double Drops = 0.75;

    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder([Base, Without, NoReturn, Return]);
        var b = new Baselines(book, NutAndPeg, TestEnvironment.Full);
        TestEnvironment dropping = TestEnvironment.Full with { Drops = Drops };
        Recipe sources = book.CollectInterventions(b.BasePolicy, book.Profile.SourceEpisodes, dropping);
        Recipe plain = book.GenerateInterventions(b.Interventions, b.BasePolicy, b.Environment, "no drops", new GenerationOptions());
        Recipe forward = book.GenerateInterventions(sources, b.BasePolicy, dropping, "forward only", new GenerationOptions());
        Recipe back = book.GenerateInterventions(
            sources, b.BasePolicy, dropping, "back to earlier subtasks", new GenerationOptions { ReturnToEarlierSubtasks = true });
        Recipe[] policies =
            [b.BasePolicy, .. ((Recipe[])[plain, forward, back]).Select(data => book.Train("I-Gen", [b.BaseData, data]))];
        table.AddMeasure("no drops", Measure.Success, [.. policies.Select(b.Evaluate)]);
        table.AddMeasure("drops", Measure.Success, [.. policies.Select(policy => book.Evaluate(policy, dropping))]);
        table.AddMeasure("generated", Measure.Kept, [b.BaseData, plain, forward, back]);
        return table.Build(
            "inter-subtask", "Inter-subtask recovery: Nut-and-Peg Assembly with drops",
            $"In {100 * Drops:0} % of the episodes the fingers open once on the way, as by a push or a weak grip, and the nut falls. " +
            "*Drops* are " +
            "trials with such falls, *no drops* those of Table II's geometry 2. Row *I-Gen* learned from interventions without drops. " +
            "The two rows " +
            "below have source interventions in which the operator picks the nut up again; *forward only* never goes back to a subtask " +
            "that came undone, the last row does. *Generated* is the share of attempts kept.") with
        {
            Claims =
            [
                TableBuilder.OrderClaim(Return, Without, "drops"),
                TableBuilder.OrderClaim(Return, NoReturn, "drops"),
            ],
        };
    }
}
