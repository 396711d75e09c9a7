using IntervenGen.Web;
using IntervenGen.Web.Serving;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Cli.Commands.Viewing;

/// <summary><c>igen teleop</c>: a person drives from the browser.</summary>
internal static class TeleopCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var web = new WebOptionsOfCommand();
        var policy = NewOption.Of<string?>("--policy", "Policy to correct, as in evaluate; interventions need one.");
        Option<string?> trigger = EpisodeOptions.Trigger(
            "Trigger of igen trigger fit by which the robot stops and calls you: the page flashes and beeps.");
        var mode = NewOption.Of<TeleopTask>(
            "--mode",
            "Interventions (watch the policy, take over, hand back), Demonstrations (do it all), or Offline (make the mistake " +
            "on purpose).");
        Option<int> episodes = EpisodeOptions.Episodes();
        var command = new Command(
            "teleop",
            "Drive from the browser, by keyboard, gamepad or SpaceMouse: watch the policy at 20 Hz, take over after a mistake, correct " +
            "it, hand back.\n\n" +
            "Example:  igen teleop --policy base.ckpt --episodes 10 --out human.igen");
        command.With(
            common.Task, common.Robot, common.Seed, common.Observability, common.Error, common.Drops, common.BeliefError, common.Out,
            policy, trigger, mode, episodes);
        web.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            var options = new TeleopOptions
            {
                Task = parsed.GetValue(mode),
                Episodes = parsed.GetValue(episodes),
                Trigger = parsed.GetValue(trigger),
            };
            string? checkpoint = parsed.GetValue(policy);
            if ((options.Task == TeleopTask.Interventions) != checkpoint is not null)
            {
                throw new UsageException(checkpoint is null
                    ? "interventions need a policy to correct; use --policy, or --mode demonstrations or offline"
                    : $"--mode {options.Task} has no policy; leave out --policy");
            }

            if (options.Trigger is not null && checkpoint is null)
                throw new UsageException($"{trigger.Name} judges what a policy does, and there is none; use --policy, or leave it out");
            string folder = parsed.GetValue(common.Out)!;
            string root = Path.GetDirectoryName(Path.GetFullPath(folder))!;
            OutputFolder.Ensure(root);
            using Workspace workspace = Workspace.Open(new WorkspaceOptions
            {
                Task = parsed.GetValue(common.Task)!,
                Robot = parsed.GetValue(common.Robot),
                Observability = parsed.GetValue(common.Observability),
                Error = parsed.GetValue(common.Error),
                Drops = parsed.GetValue(common.Drops),
                BeliefError = parsed.GetValue(common.BeliefError),
                Lanes = 1,
                Workers = 1,
            });
            WebOptions page = web.Of(parsed, root, reporter);
            DatasetResult outcome = new TeleopRun(
                    workspace, parsed.GetValue(common.Seed), server => WebOptionsOfCommand.Announce(server, page, reporter),
                    reporter.Monitor, cancellation)
                .Collect(folder, checkpoint, options, page).GetAwaiter().GetResult();
            return Finish(reporter, options.Episodes, outcome);
        }, Stopping.Resumes);
    }

    // Fewer episodes than asked for are no failure of the data, but the person is not done.
    private static int Finish(Reporter reporter, int wanted, DatasetResult outcome)
    {
        bool isComplete = outcome.Kept >= wanted;
        if (!isComplete)
            reporter.Say($"igen: stopped with {outcome.Kept} of {wanted} episodes; the same command goes on from there");
        reporter.Show(outcome.Lines, outcome.ToJson());
        return isComplete ? ExitCode.Done : ExitCode.Failed;
    }
}
