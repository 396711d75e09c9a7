using static IntervenGen.Experiments.Tables.TableNames;

namespace IntervenGen.Experiments.Tables;

/// <summary>Who decides when: the contact, and triggers that are learned.</summary>
internal static class TriggerTable
{
    private const string Contact = "Contact", Classifier = "Classifier", Novelty = "Novelty", Distance = "Distance", Risk = "Risk";
    private const string Thrifty = "Thrifty", Policy = "policy", Recall = "recall", Unfelt = ", unfelt";

    // Attempts that triggers are judged by have a seed of their own.
    private const ulong OtherSeed = 1000;

    private static readonly string[] s_rows = [Contact, Classifier, Novelty, Distance, Risk, Thrifty];

    private static readonly (string Task, string Column)[] s_tasks =
        [(Nut, "Nut"), (TwoPiece, "2-Pc"), (NutAndPeg, "Nut-and-Peg")];

    public static Experiment Build(RecipeBook book)
    {
        var table = new TableBuilder(s_rows);
        foreach ((string task, string column) in s_tasks)
        {
            AddTask(table, book, task, column, TestEnvironment.Full);
            // The longest task has one column only: the table is to be made in an hour.
            if (task != NutAndPeg)
                AddTask(table, book, task, column + Unfelt, TestEnvironment.WithoutTouch);
        }

        return table.Build(
            "triggers", "Who decides when: contact and learned triggers",
            "A trigger ends the policy's part of an attempt, in generation and where the robot asks for help. *Contact* is the paper's. " +
            "The others see observations and the policy's actions alone; they are fitted on " +
            $"{book.Profile.Trials} attempts of the base policy with wrong beliefs, as many with true ones, failed attempts included, " +
            "and " +
            $"on the base data, and judged on {book.Profile.Trials} attempts of each kind of another seed: *precision* is the share of " +
            "alarms in attempts that fail, *recall* the share of failing attempts with an alarm, *delay* the median number of control " +
            "steps from the first contact to the alarm. Every row's data come from the same source interventions. *Generation* is the " +
            "share of attempts kept, *policy* the success of the policy trained on them, *operator* the time driven for ten " +
            "interventions for which the robot called by this trigger (an operator who watches, in the row Contact). *Unfelt*: contact " +
            "reveals nothing, and the truth comes when the robot asks; its policies ask once by their row's trigger. There, *Contact* is " +
            "what only a simulation can know: its generation stops at the contact all the same, and its robot never asks.") with
        {
            Claims = [.. s_tasks.SelectMany(each => Claims(each.Column, each.Task != NutAndPeg))],
        };
    }

    private static void AddTask(TableBuilder table, RecipeBook book, string task, string column, TestEnvironment environment)
    {
        var b = new Baselines(book, task, TestEnvironment.Full);
        ulong seed = book.Profile.Seed;
        TestEnvironment clean = TestEnvironment.Clean with { Contact = environment.Contact };
        Recipe[] Attempts(ulong of) => [book.KeepAttempts(b.BasePolicy, environment, of), book.KeepAttempts(b.BasePolicy, clean, of)];
        Recipe[] data = [.. Attempts(seed), b.BaseData], others = Attempts(seed + OtherSeed);
        Recipe?[] triggers = [.. s_rows.Select(row => row == Contact ? null : book.FitTrigger(row, data))];
        Recipe[] checks = [.. triggers.Select(trigger => book.CheckTrigger(others[0], others[1], trigger))];
        Recipe[] generated = [.. triggers.Select(trigger => book.GenerateInterventions(
            b.Interventions, b.BasePolicy, book.Profile.GeneratedEpisodes, environment, trigger: trigger))];
        Recipe[] evaluations = [.. generated.Zip(triggers, (made, trigger) => book.Evaluate(
            book.Train("I-Gen", [b.BaseData, made]), environment, environment.IsUnfelt ? trigger : null))];
        Recipe[] collected = [.. triggers.Select(trigger => trigger is null
            ? b.Interventions
            : book.CollectInterventions(b.BasePolicy, book.Profile.SourceEpisodes, environment, trigger: trigger))];
        table.AddMeasure($"{column}: precision", new ShareMeasure("right_alarms", "alarms"), checks);
        table.AddMeasure($"{column}: {Recall}", new ShareMeasure("right_alarms", "failed"), checks);
        table.AddMeasure($"{column}: delay", new NumberMeasure("median_delay_steps", "steps", Digits: 0), checks);
        table.AddMeasure($"{column}: generation", Measure.Kept, generated);
        table.AddMeasure($"{column}: {Policy}", Measure.Success, evaluations);
        table.AddMeasure($"{column}: operator", new NumberMeasure("operator_seconds", "min", 1.0 / 60, 2), collected);
    }

    // Stated before any of it was measured.
    private static IEnumerable<Claim> Claims(string column, bool hasUnfelt)
    {
        foreach (string row in s_rows[1..])
            yield return NoBetter(Contact, row, $"{column}: {Policy}");
        if (!hasUnfelt)
            yield break;
        foreach (string row in s_rows[1..])
            yield return TableBuilder.OrderClaim(row, Contact, $"{column}{Unfelt}: {Policy}");
        yield return TableBuilder.OrderClaim(Classifier, Novelty, $"{column}{Unfelt}: {Recall}");
    }

    private static Claim NoBetter(string above, string below, string column) => new(
        $"{column}: {below} is no better than {above}", column, [above, below],
        rate => rate(above, column) is { } high && rate(below, column) is { } low && high >= low);
}
