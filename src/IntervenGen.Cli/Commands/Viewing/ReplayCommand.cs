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
            foreach (string line in result.Lines())
                reporter.Result(line);
            if (result.Explanation is { } why)
                reporter.Say($"igen: {why}");
            reporter.Json(result.ToJson());
            return result.IsExact ? ExitCode.Done : ExitCode.Failed;
        });
    }
}
