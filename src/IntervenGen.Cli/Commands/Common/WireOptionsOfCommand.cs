using System.Net;
using IntervenGen.Web.Wire;

namespace IntervenGen.Cli.Commands.Common;

/// <summary>Where programs are served: options of <c>policy serve</c> and <c>serve env</c>.</summary>
internal sealed class WireOptionsOfCommand
{
    private readonly ListenOptions _listen = new(
        "Address to listen on. Other machines connect only where one of this machine's addresses is given; IGEN_POLICY_API_KEY asks " +
        "them for a key.", 8000);

    public Command AddTo(Command command) => _listen.AddTo(command);

    public WireOptions Of(ParseResult parsed, Reporter reporter)
    {
        (IPAddress address, int port) = _listen.Of(parsed);
        return new WireOptions { Address = address, Port = port, Report = reporter.Say };
    }

    /// <summary>Prints where to connect, and who else can.</summary>
    public static void Announce(WireServer server, Reporter reporter)
    {
        reporter.Show([$"serving at {server.Url}"], new JsonObject { ["url"] = server.Url });
        if (server.Warning is { } warning)
            reporter.Say($"igen: WARNING: {warning}");
        reporter.Say("Ctrl-C ends it");
    }
}
