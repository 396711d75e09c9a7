using IntervenGen.Generation;
using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Ablation of what may make recoveries better, each alone and those that pay together; not the paper's.</summary>
internal static class RecoveryTable
{
    // One change at a time needs one base: planning, which is the usual way since, is a row.
    private static readonly GenerationOptions s_straight = new() { PlansTransit = false };

    private static readonly GenerationOptions s_nearest = s_straight with
    {
        Selection = SelectionStrategy.NearestMistake,
        SelectionNeighbours = 1,
    };

    private static readonly (string Row, GenerationOptions Method)[] s_rows =
    [
        ("Lifted and straight", s_straight),
        ("Settle before the gripper", s_straight with { SettleSteps = 10 }),
        ("Nearest robot", s_straight with { Selection = SelectionStrategy.NearestRobot }),
        ("Nearest mistake alone", s_nearest),
        ("Planned transit", s_straight with { PlansTransit = true }),
        ("Checked before", s_straight with { ChecksRecoveries = true }),
        ("No pushing", s_straight with { PushLimit = 0.01 }),
        ("No detours", s_straight with { SkipDetours = true }),
        ("Misses", s_straight with { MissChance = 0.67 }),
        ("No detours, misses", s_straight with { SkipDetours = true, MissChance = 0.67 }),
        ("Nearest robot, no detours, misses", s_straight with
        {
            Selection = SelectionStrategy.NearestRobot,
            SkipDetours = true,
            MissChance = 0.67,
        }),
        ("Nearest mistake alone, no detours, misses", s_nearest with { SkipDetours = true, MissChance = 0.67 }),
    ];

    /// <summary>The method of a row where approaches are planned.</summary>
    public static GenerationOptions Planned(string row) => s_rows.Single(each => each.Row == row).Method with { PlansTransit = true };

    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder([.. s_rows.Select(row => row.Row)]);
        foreach ((string task, string column, bool partial) in (ReadOnlySpan<(string, string, bool)>)[
            (TwoPiece, "2-Pc, partial", true), (Coffee, "Coffee", false), (NutAndPeg, "Nut-and-Peg", false)])
        {
            var b = new Baselines(book, task, new TestEnvironment(true, partial));
            Recipe[] data = [.. s_rows.Select(row => book.GenerateInterventions(
                b.Interventions, b.BasePolicy, b.Environment, row.Row, row.Method))];
            table.AddMeasure($"{column}: generated", Measure.Kept, data);
            // What Nut-and-Peg loses, it loses in generation; its trainings are the longest.
            if (task == NutAndPeg)
                continue;
            table.AddMeasure(column, Measure.Success, [.. data.Select((set, i) =>
                b.Evaluate(book.Train($"I-Gen, {s_rows[i].Row}", [b.BaseData, set])))]);
        }

        return table.Build(
            "recoveries", "Better recoveries, one change at a time",
            "*Generated* is the share of attempts that were kept; the column beside it is the success of the policy trained on them. " +
            "*No detours*: a replay begins where the rest is done soonest, not where the source's mistake had ended. *Misses*: a " +
            "recovery first goes off along the line from the belief to the truth; where all is revealed, there is nothing to miss. " +
            "*Nearest mistake alone*: the one source whose mistake ended most alike, hand and held part relative to the true object. " +
            "*Planned transit*: around what is in the way of the hand and of what it holds. *Checked before*: only what the arm " +
            "reaches without running into something. *No pushing*: attempts are dropped whose recovery moves what it was to leave in " +
            "its place, or turns what is held, by more than 1 cm before the gripper changes.") with
        {
            // Stated before seed 2 was looked at; 66 is the paper's figure, the other a goal of this project.
            Claims =
            [
                TableBuilder.LevelClaim("No detours, misses", "2-Pc, partial", .66), TableBuilder.LevelClaim("No detours", "Coffee", .95),
            ],
        };
    }
}
