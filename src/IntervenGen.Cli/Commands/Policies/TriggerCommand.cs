using IntervenGen.Learning.Triggers;

namespace IntervenGen.Cli.Commands.Policies;

/// <summary><c>igen trigger fit|check</c>: triggers that are learned from attempts, failed ones included.</summary>
internal static class TriggerCommand
{
    public static Command Create() =>
        new Command("trigger", "Learn when a policy is about to fail, and judge what was learned.").With(Fit(), Check());

    private static Command Fit()
    {
        var usual = new TriggerFitOptions();
        Argument<string[]> data = Data(
            "Datasets: rollouts with their failures (igen evaluate --out), some with true beliefs (--clean), so that there are successes " +
            "of the policy's own; demonstrations; interventions.");
        var kind = NewOption.Of(
            "--kind", "What to look at: Classifier (does the attempt fail), Novelty (disagreement of five small policies), Distance (to " +
            "the nearest demonstrated states), Risk (of the policy's action) or Thrifty (novelty or risk, on a budget).", usual.Kind);
        var file = NewOption.Required<string>("--out", "File of the trigger.");
        var alarms = NewOption.Of(
            "--false-alarms", "Share of attempts that the policy would do alone and that may be stopped.", usual.FalseAlarms)
            .Within(0.001, TriggerFitOptions.MaxFraction);
        var budget = NewOption.Of("--budget", "For Thrifty: switches per control step of the policy.", usual.Budget)
            .Within(0.0001, TriggerFitOptions.MaxFraction);
        var steps = NewOption.Of("--steps", "Gradient steps of every network.", usual.GradientSteps)
            .Within(1, TriggerFitOptions.MaxGradientSteps, "steps");
        var most = NewOption.Of("--max-episodes", "Largest number of episodes of each dataset.", 300).AtLeast(1);
        var seed = NewOption.Of("--seed", "Seed of weights and batches.", usual.Seed);
        Option<bool> overwrite = NewOption.Overwrite();
        return new Command(
            "fit",
            "Fit a trigger. Every fifth attempt sets the threshold and is not learned from.\n\n" +
            "Example:  igen trigger fit wrong.igen clean.igen base.igen --kind Classifier --out classifier.trigger").With(
            data, kind, file, overwrite, alarms, budget, steps, most, seed).WithBody((parsed, reporter, cancellation) =>
        {
            TriggerResult result = Workspace.FitTrigger(new TriggerFitRequest
            {
                Out = parsed.GetValue(file)!,
                Data = parsed.GetValue(data)!,
                MaxEpisodes = parsed.GetValue(most),
                Overwrite = parsed.GetValue(overwrite),
                Options = new TriggerFitOptions
                {
                    Kind = parsed.GetValue(kind),
                    FalseAlarms = parsed.GetValue(alarms),
                    Budget = parsed.GetValue(budget),
                    GradientSteps = parsed.GetValue(steps),
                    Seed = parsed.GetValue(seed),
                },
            }, reporter.Progress, cancellation);
            reporter.Show(result.Lines, result.ToJson());
        });
    }

    private static Command Check()
    {
        Argument<string> trigger = new("trigger") { Description = "Trigger of igen trigger fit." };
        Argument<string[]> data = Data("Datasets of rollouts that the trigger was not fitted on, with their failures.");
        return new Command(
            "check",
            "Judge a trigger by attempts that a policy made alone: precision, recall, and delay after the contact.\n\n" +
            "Example:  igen trigger check classifier.trigger other-rollouts.igen --json").With(trigger, data).WithBody((parsed, reporter) =>
        {
            TriggerCheckResult result = Workspace.CheckTrigger(parsed.GetValue(trigger)!, parsed.GetValue(data)!);
            reporter.Show(result.Lines, result.ToJson());
        });
    }

    private static Argument<string[]> Data(string description) => new("data")
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
    };
}
