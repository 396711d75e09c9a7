using IntervenGen.Web;
using IntervenGen.Web.Serving;

namespace IntervenGen.Cli.Commands.Viewing;

/// <summary><c>igen view</c>: datasets and runs in the browser.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A dataset, or a run's folder with several." };
        var web = new WebOptionsOfCommand();
        var command = new Command(
            "view",
            "Inspect a dataset or a run in the browser: any episode in 3-D with labels and plots, and the coverage of the data.\n\n" +
            "Example:  igen view demo-out");
        command.With(folder);
        web.AddTo(command);
        return command.WithBody((parsed, reporter, cancellation) =>
        {
            WebOptions options = web.Of(parsed, parsed.GetValue(folder)!, reporter);
            ViewRun.Serve(
                options,
                server =>
                {
                    WebOptionsOfCommand.Announce(server, options, reporter);
                    reporter.Say("Ctrl-C ends it");
                },
                cancellation).GetAwaiter().GetResult();
        });
    }
}
