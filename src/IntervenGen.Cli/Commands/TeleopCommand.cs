using System.CommandLine;
using IntervenGen.Cli.Output;
using IntervenGen.Cli.Workflows;
using IntervenGen.Core;
using IntervenGen.Web;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen teleop</c>: a person drives from the browser.</summary>
internal static class TeleopCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var web = new WebOptionsOfCommand();
        var policy = new Option<string?>("--policy") { Description = "Checkpoint of the policy to correct; interventions need one." };
        var mode = new Option<TeleopTask>("--mode")
        {
            Description = "Interventions (watch the policy, take over, hand back), Demonstrations (do it all), or Offline (make the mistake on purpose).",
        };
        Option<int> episodes = CollectCommand.Episodes();
        var command = new Command(
            "teleop",
            "Drive from the browser, by keyboard, gamepad or SpaceMouse: watch the policy at 20 Hz, take over after a mistake, correct it, hand back.\n\n" +
            "Example:  igen teleop --policy base.ckpt --episodes 10 --out human.igen");
        foreach (Option option in (Option[])[common.Task, common.Seed, common.Observability, common.Out, policy, mode, episodes])
            command.Options.Add(option);
        web.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var options = new TeleopOptions { Task = parsed.GetValue(mode), Episodes = parsed.GetValue(episodes) };
            string? checkpoint = parsed.GetValue(policy);
            if ((options.Task == TeleopTask.Interventions) != checkpoint is not null)
            {
                throw new UsageException(checkpoint is null
                    ? "interventions need a policy to correct; use --policy, or --mode demonstrations or offline"
                    : $"--mode {options.Task} has no policy; leave out --policy");
            }

            string folder = parsed.GetValue(common.Out)!;
            string root = Path.GetDirectoryName(Path.GetFullPath(folder))!;
            Outputs.Folder(root);
            using Workspace workspace = Workspace.Open(new WorkspaceOptions
            {
                Task = parsed.GetValue(common.Task)!,
                Observability = parsed.GetValue(common.Observability),
                Lanes = 1,
                Workers = 1,
            });
            WebOptions page = web.Of(parsed, root, reporter);
            DatasetResult outcome = new TeleopWorkflow(workspace, reporter, parsed.GetValue(common.Seed), cancellation)
                .Collect(folder, checkpoint, options, page).GetAwaiter().GetResult();
            return Finish(reporter, options.Episodes, outcome);
        }, Stopping.Resumes);
    }

    // Fewer episodes than asked for are no failure of the data, but the person is not done.
    private static int Finish(Reporter reporter, int wanted, DatasetResult outcome)
    {
        reporter.Result(
            $"{outcome.Kept} episodes, {outcome.Steps} steps in '{outcome.Folder}' from {outcome.Attempts} attempts; operator: {outcome.Operator}");
        bool isComplete = outcome.Kept >= wanted;
        if (isComplete)
            reporter.Result($"digest {outcome.Digest}");
        else
            reporter.Say($"igen: stopped with {outcome.Kept} of {wanted} episodes; the same command goes on from there");
        reporter.Json(outcome.ToJson());
        return isComplete ? Invocation.Done : Invocation.Failed;
    }
}
