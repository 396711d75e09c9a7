namespace IntervenGen.Cli.Commands.Machine;

/// <summary><c>igen status</c>: how far a run is, from its folder alone.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The run's folder." };
        var watch = NewOption.Of<bool>("--watch", "Say it again every few seconds, until the run is over.");
        var command = new Command(
            "status",
            "Show how far a run is: progress, rate, time left, failures and size, on any machine that shares its folder.\n\n" +
            "Example:  igen status first");
        command.With(folder).With(watch);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            RunStatus status;
            do
            {
                status = RunStatus.Read(parsed.GetValue(folder)!);
                reporter.Show(status.ToLines(), status.ToJson());
            }
            while (parsed.GetValue(watch) && !status.IsDone && !cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(5)));
        });
    }
}
