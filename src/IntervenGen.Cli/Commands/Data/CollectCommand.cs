namespace IntervenGen.Cli.Commands.Data;

/// <summary><c>igen collect demos|interventions</c>: data from an operator.</summary>
internal static class CollectCommand
{
    public static Command Create()
    {
        return new Command("collect", "Collect source episodes from the scripted operator (labelled 'scripted' in the dataset).")
            .With(Demonstrations(), Interventions());
    }

    private static Command Demonstrations()
    {
        var common = new CommonOptions();
        Option<int> episodes = EpisodeOptions.Episodes(), attempts = EpisodeOptions.Attempts();
        Option<OperatorStyle> style = Style();
        var corrupted = NewOption.Of<bool>("--corrupted", "Record observations with wrong beliefs, as in the test environment.");
        Command command = common.AddTo(new Command(
            "demos",
            "Collect demonstrations of the whole task by the operator.\n\n" +
            "Example:  igen collect demos --task nut-insertion --episodes 10 --out demos.igen"));
        command.With(common.Out, common.MixArithmetic, episodes, attempts, style, corrupted);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes);
            using Workspace workspace = common.Open(parsed);
            CollectRequest request = Request(parsed, common, episodes, attempts) with
            {
                Corrupted = parsed.GetValue(corrupted),
                Style = parsed.GetValue(style),
            };
            return Finish(reporter, count, workspace.CollectDemonstrations(request, reporter.Progress, cancellation));
        }, Stopping.Resumes);
    }

    private static Command Interventions()
    {
        var common = new CommonOptions();
        Option<int> episodes = EpisodeOptions.Episodes(), attempts = EpisodeOptions.Attempts();
        Option<int?> patience = EpisodeOptions.Patience();
        Option<OperatorStyle> style = Style();
        var policy = NewOption.Of<string?>("--policy", "Policy to correct: whatever igen evaluate takes.");
        var offline = NewOption.Of<bool>("--offline", "Without a policy: the operator makes the mistakes on purpose, and corrects them.");
        Option<string?> trigger = EpisodeOptions.Trigger(
            "Trigger of igen trigger fit by which the robot calls the operator, instead of an operator who watches.");
        Command command = common.AddTo(new Command(
            "interventions",
            "Collect interventions: the policy acts on wrong beliefs, the operator takes over after a mistake and corrects it. With a\n" +
            "policy that learned to recover, only what it does not correct by itself is collected: a second round.\n\n" +
            "Example:  igen collect interventions --policy base.ckpt --episodes 10 --out interventions.igen"));
        command.With(common.Out, common.MixArithmetic, policy, offline, trigger);
        common.AddInferenceTo(command);
        command.With(patience, style, episodes, attempts);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes);
            string? checkpoint = parsed.GetValue(policy);
            using Workspace workspace = common.Open(parsed, checkpoint is null ? null : RunInput.OfPolicy(checkpoint));
            CollectRequest request = Request(parsed, common, episodes, attempts) with
            {
                Policy = checkpoint,
                Style = parsed.GetValue(style),
                Trigger = parsed.GetValue(trigger),
                Patience = parsed.GetValue(patience),
                Offline = parsed.GetValue(offline),
            };
            return Finish(reporter, count, workspace.CollectInterventions(request, reporter.Progress, cancellation));
        }, Stopping.Resumes);
    }

    /// <summary>Prints a dataset's outcome; fewer episodes than asked for is a failure with its reasons.</summary>
    public static int Finish(Reporter reporter, int wanted, DatasetResult outcome)
    {
        bool enough = outcome.Kept >= wanted;
        if (!enough)
            reporter.Say($"igen: stopped at the attempt limit with {outcome.Kept} of {wanted} episodes; what decided the attempts: " +
                $"{ReasonCounts.ToJson(outcome.Reasons).ToJsonString()}{Advice(outcome)}");
        reporter.Show(outcome.Lines, outcome.ToJson());
        return enough ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Advice(DatasetResult outcome) =>
        outcome.Reasons.GetValueOrDefault(AttemptReason.NoMistake) > outcome.Attempts / 2
            ? ": mostly nothing had to be corrected; raise --attempts, or ask for fewer --episodes"
            : $": 'igen dataset info {outcome.Folder}' shows which sources and subtasks failed";

    private static Option<OperatorStyle> Style() => NewOption.Of<OperatorStyle>(
        "--operator",
        "Steady (sees objects exactly) or Varied (an eye that is off by millimetres, a pace and a path of its own each time).");

    private static CollectRequest Request(ParseResult parsed, CommonOptions common, Option<int> episodes, Option<int> attempts) => new()
    {
        Out = parsed.GetValue(common.Out)!,
        Episodes = parsed.GetValue(episodes),
        MaxAttempts = EpisodeOptions.Limit(parsed, attempts),
        Seed = parsed.GetValue(common.Seed),
        MixArithmetic = parsed.GetValue(common.MixArithmetic),
    };
}
