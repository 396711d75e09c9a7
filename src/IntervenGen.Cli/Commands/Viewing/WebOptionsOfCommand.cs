using System.Net;
using IntervenGen.Web;
using IntervenGen.Web.Serving;

namespace IntervenGen.Cli.Commands.Viewing;

/// <summary>Where a page is served: options of <c>view</c> and <c>teleop</c>.</summary>
internal sealed class WebOptionsOfCommand
{
    private readonly Option<int> _port = NewOption.Of<int>("--port", "Port; 0 takes a free one.").Within(0, 65535);

    private readonly Option<string> _listen = NewOption.Of<string>(
        "--listen",
        "Address to listen on. 127.0.0.1 is this machine alone; for others, 0.0.0.0 behind a tunnel or a proxy that encrypts.",
        "127.0.0.1");

    public void AddTo(Command command)
    {
        command.With(_port, _listen);
    }

    /// <summary>What was asked for, checked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="root">The folder that may be looked at.</param>
    /// <param name="reporter">Told of what goes wrong inside.</param>
    public WebOptions Of(ParseResult parsed, string root, Reporter reporter)
    {
        if (!ListenAddress.TryParse(parsed.GetValue(_listen), out IPAddress? address))
            throw new UsageException($"--listen is '{parsed.GetValue(_listen)}'; it must be an IP address such as 127.0.0.1 or ::1");
        return new WebOptions
        {
            Root = root,
            PageFolder = PageFolder.Find(),
            Address = address,
            Port = parsed.GetValue(_port),
            Report = reporter.Say,
        };
    }

    /// <summary>Prints where to look, and who else can.</summary>
    public static void Announce(WebServer server, WebOptions options, Reporter reporter)
    {
        reporter.Result($"open {server.Url}");
        reporter.Json(new JsonObject { ["url"] = server.Url });
        if (server.Warning is { } warning)
            reporter.Say($"igen: WARNING: --listen {options.Address}: {warning}");
    }
}
