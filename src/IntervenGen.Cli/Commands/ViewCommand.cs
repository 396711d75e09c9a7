using System.CommandLine;
using IntervenGen.Cli.Web;
using IntervenGen.Web;

namespace IntervenGen.Cli.Commands;

/// <summary><c>igen view</c>: datasets and runs in the browser.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A dataset, or a folder of a run with several." };
        var web = new WebOptionsOfCommand();
        var command = new Command(
            "view",
            "Look at a dataset or a run in the browser: replay any episode in 3-D, its labels and plots, and what the data covers.\n\n" +
            "Example:  igen view demo-out");
        command.Arguments.Add(folder);
        web.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            WebOptions options = web.Of(parsed, parsed.GetValue(folder)!, reporter);
            Serve(options, reporter, cancellation).GetAwaiter().GetResult();
            return Invocation.Done;
        });
    }

    private static async Task Serve(WebOptions options, Output.Reporter reporter, CancellationToken cancellation)
    {
        await using WebServer server = await WebServer.StartAsync(options, new SimulatedSceneSource(), null, cancellation);
        WebOptionsOfCommand.Announce(server, options, reporter);
        reporter.Say("Ctrl-C ends it");
        // Whatever follows must not run on the thread that delivers the signal.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellation.Register(() => ended.TrySetResult());
        await ended.Task;
    }
}
