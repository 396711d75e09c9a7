using System.CommandLine;
using IntervenGen.Cli.Output;
using IntervenGen.Core;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen collect demos|interventions</c>: data from an operator.</summary>
internal static class CollectCommand
{
    public static Command Create()
    {
        var command = new Command("collect", "Collect source data from the scripted operator (labelled 'scripted' in the dataset).");
        command.Add(Demonstrations());
        command.Add(Interventions());
        return command;
    }

    private static Command Demonstrations()
    {
        var common = new CommonOptions();
        Option<int> episodes = Episodes(), attempts = Attempts();
        var corrupted = new Option<bool>("--corrupted") { Description = "Record observations with wrong beliefs, as in the test environment." };
        Command command = common.AddTo(new Command(
            "demos", "Full demonstrations by the operator.\n\nExample:  igen collect demos --task nut-insertion --episodes 10 --out demos.igen"));
        command.Options.Add(common.Out);
        command.Options.Add(common.MixArithmetic);
        command.Options.Add(episodes);
        command.Options.Add(attempts);
        command.Options.Add(corrupted);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes);
            using Workspace workspace = common.Open(parsed);
            return Finish(reporter, count, workspace.CollectDemonstrations(
                Request(parsed, common, episodes, attempts) with { Corrupted = parsed.GetValue(corrupted) }, reporter.Progress, cancellation));
        }, Stopping.Resumes);
    }

    private static Command Interventions()
    {
        var common = new CommonOptions();
        Option<int> episodes = Episodes(), attempts = Attempts();
        Option<int?> patience = PatienceOption.Create();
        var policy = new Option<string>("--policy") { Description = "Checkpoint of the policy to correct.", Required = true };
        Command command = common.AddTo(new Command(
            "interventions",
            "The policy drives on wrong beliefs; the operator takes over after a mistake and corrects it. Of a policy that learned to\n" +
            "recover, only what it does not correct by itself: a second round.\n\n" +
            "Example:  igen collect interventions --policy base.ckpt --episodes 10 --out interventions.igen"));
        command.Options.Add(common.Out);
        command.Options.Add(common.MixArithmetic);
        command.Options.Add(policy);
        common.AddInferenceTo(command);
        command.Options.Add(patience);
        command.Options.Add(episodes);
        command.Options.Add(attempts);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            int count = parsed.GetValue(episodes);
            string checkpoint = parsed.GetValue(policy)!;
            using Workspace workspace = common.Open(parsed, () => InputTask.OfCheckpoint(checkpoint));
            return Finish(reporter, count, workspace.CollectInterventions(
                Request(parsed, common, episodes, attempts) with { Policy = checkpoint, Patience = parsed.GetValue(patience) }, reporter.Progress, cancellation));
        }, Stopping.Resumes);
    }

    /// <summary>Prints a dataset's outcome; fewer episodes than asked for is a failure with its reasons.</summary>
    public static int Finish(Reporter reporter, int wanted, DatasetResult outcome)
    {
        reporter.Result($"{outcome.Kept} episodes, {outcome.Steps} steps in '{outcome.Folder}' from {outcome.Attempts} attempts ({outcome.SuccessRate:P1}); operator: {outcome.Operator}");
        reporter.Result($"digest {outcome.Digest}");
        bool enough = outcome.Kept >= wanted;
        if (!enough)
            reporter.Say($"igen: stopped at the attempt limit with {outcome.Kept} of {wanted} episodes; what decided the attempts: {ReasonWords.ToJson(outcome.Reasons).ToJsonString()}{Advice(outcome)}");
        reporter.Json(outcome.ToJson());
        return enough ? Invocation.Done : Invocation.Failed;
    }

    private static string Advice(DatasetResult outcome) =>
        outcome.Reasons.GetValueOrDefault(AttemptReason.NoMistake) > outcome.Attempts / 2
            ? ": mostly the policy needed no correction; raise --attempts, or ask for fewer --episodes"
            : $": 'igen dataset info {outcome.Folder}' shows which sources and subtasks failed";

    public static Option<int> Episodes(int count = 10) => new Option<int>("--episodes")
    {
        Description = "Successful episodes to keep.",
        DefaultValueFactory = _ => count,
    }.AtLeast(1);

    public static Option<int> Attempts() => new Option<int>("--attempts")
    {
        Description = "Most attempts; 0 means ten per episode and at least a hundred, and ten times that with patience.",
    }.AtLeast(0);

    /// <summary>Most attempts, where they were asked for.</summary>
    public static long? Limit(ParseResult parsed, Option<int> attempts) => parsed.GetValue(attempts) is > 0 and int limit ? limit : null;

    private static CollectRequest Request(ParseResult parsed, CommonOptions common, Option<int> episodes, Option<int> attempts) => new()
    {
        Out = parsed.GetValue(common.Out)!,
        Episodes = parsed.GetValue(episodes),
        MaxAttempts = Limit(parsed, attempts),
        Seed = parsed.GetValue(common.Seed),
        MixArithmetic = parsed.GetValue(common.MixArithmetic),
    };
}
