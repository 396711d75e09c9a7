namespace IntervenGen.Cli.Commands.Viewing;

/// <summary><c>igen replay</c>: re-simulates stored episodes and compares every state.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "Dataset folder." };
        // Which episodes there are is said once the dataset is open.
        var episode = NewOption.Of<int?>("--episode", "Index of one episode; without it, all.").Within(int.MinValue, int.MaxValue);
        var model = new ModelOptions("MJCF file the dataset was made with, if not the task's own.");
        var command = new Command(
            "replay",
            "Simulate stored episodes again from their first state with their recorded actions, and compare every state bit for bit.\n\n" +
            "Example:  igen replay igen.igen --episode 3");
        command.With(dataset, episode);
        model.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            ReplayResult result = ReplayRun.Replay(
                parsed.GetValue(dataset)!, parsed.GetValue(episode), model.Of(parsed), reporter.Monitor, cancellation);
            foreach (ReplayDifference found in result.Different)
            {
                reporter.Result(
                    $"episode {found.Episode}: differs from step {found.Comparison.FirstDifference} on, by up to " +
                    $"{found.Comparison.LargestDeviation:g3}; it {(found.Comparison.Succeeds ? "still succeeds" : "no longer succeeds")}");
            }

            reporter.Result($"{result.Exact} of {result.Episodes} episodes reproduce bit for bit");
            // Two machines or two releases may well differ: said in one line, so that nobody hunts for another reason.
            if (!result.IsExact && result.RecordedWith != Workspace.Versions)
                reporter.Say($"igen: recorded with {result.RecordedWith.Describe()}; this is {Workspace.Versions.Describe()}");
            else if (!result.IsExact)
            {
                reporter.Say(
                    $"igen: recorded with just what runs here, {Workspace.Versions.Describe()}: these steps are not as they were " +
                    "simulated");
            }

            reporter.Json(result.ToJson());
            return result.IsExact ? ExitCode.Done : ExitCode.Failed;
        });
    }
}
