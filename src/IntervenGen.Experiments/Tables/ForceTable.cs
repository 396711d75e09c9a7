using IntervenGen.Core;
using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>The force at the wrist in place of a revealed pose: what the paper leaves to future work.</summary>
internal static class ForceTable
{
    private const string Felt = "Force at the wrist", Kept = "Last touch remembered";

    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder([Base, IGen]);
        foreach ((string column, TestEnvironment environment) in (ReadOnlySpan<(string, TestEnvironment)>)[
            ("True pose", TestEnvironment.Full),
            ("Place of contact", new TestEnvironment(true, Partial: true)),
            (Felt, TestEnvironment.Full with { Contact = Observability.Force }),
            (Kept, TestEnvironment.Full with { Contact = Observability.Touch }),
            ("Nothing", TestEnvironment.Full with { Contact = Observability.Nothing })])
        {
            var b = new Baselines(book, Nut, environment);
            Recipe[] policies = [b.BasePolicy, b.InterventionGeneration];
            table.AddColumn(column, [.. policies.Select(b.Evaluate)], [null, null]);
            table.AddOperatorTime(IGen, column, b.Interventions);
        }

        return table.Build(
            "force", "What contact tells: a pose, a place, a force, or nothing (Nut Insertion)",
            "The first two columns are those of Tables I and III. *Force at the wrist*: contact reveals no pose; six numbers of a " +
            "force-torque sensor, low-passed at 10 Hz, are observed all the time, and the peg is believed in the wrong place to the end. " +
            "*Last touch remembered*: six more numbers, the same at the strongest moment of the last touch, since a hand that has lifted " +
            "off feels nothing any more and the network forgets after ten steps. " +
            "*Nothing* is the control: neither pose nor force. The paper leaves raw force-torque sensing to future work.") with
        {
            Claims =
            [
                .. table.OrderClaims(IGen, Base),
                new Claim(
                    $"{IGen}: {Felt} above Nothing", Felt, [IGen],
                    rate => rate(IGen, Felt) is { } felt && rate(IGen, "Nothing") is { } nothing && felt > nothing),
                new Claim(
                    $"{IGen}: {Kept} above {Felt}", Kept, [IGen],
                    rate => rate(IGen, Felt) is { } felt && rate(IGen, Kept) is { } kept && kept > felt),
                new Claim(
                    $"{IGen}: {Felt} within 10 percentage points of the place of contact", Felt, [IGen],
                    rate => rate(IGen, Felt) is { } felt && rate(IGen, "Place of contact") is { } place && felt >= place - 0.1),
            ],
        };
    }
}
