using System.Net;
using IntervenGen.Web;
using IntervenGen.Web.Serving;

namespace IntervenGen.Cli.Commands.Viewing;

/// <summary>Where a page is served: options of <c>view</c> and <c>teleop</c>.</summary>
internal sealed class WebOptionsOfCommand
{
    private readonly ListenOptions _listen = new(
        "Address to listen on. 127.0.0.1 is this machine alone; for others, 0.0.0.0 behind a tunnel or a proxy that encrypts.", 0);

    public void AddTo(Command command)
    {
        _listen.AddTo(command);
    }

    /// <summary>What was asked for, checked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="root">The folder that may be looked at.</param>
    /// <param name="reporter">Told of what goes wrong inside.</param>
    public WebOptions Of(ParseResult parsed, string root, Reporter reporter)
    {
        (IPAddress address, int port) = _listen.Of(parsed);
        return new WebOptions
        {
            Root = root,
            PageFolder = PageFolder.Find(),
            Address = address,
            Port = port,
            Report = reporter.Say,
        };
    }

    /// <summary>Prints where to look, and who else can.</summary>
    public static void Announce(WebServer server, WebOptions options, Reporter reporter)
    {
        reporter.Show([$"open {server.Url}"], new JsonObject { ["url"] = server.Url });
        if (server.Warning is { } warning)
            reporter.Say($"igen: WARNING: --listen {options.Address}: {warning}");
    }
}
