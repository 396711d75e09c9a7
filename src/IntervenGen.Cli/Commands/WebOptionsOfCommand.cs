using System.CommandLine;
using System.Net;
using IntervenGen.Cli.Web;
using IntervenGen.Core;
using IntervenGen.Web;

namespace IntervenGen.Cli.Commands;

/// <summary>Where a page is served: options of <c>view</c> and <c>teleop</c>.</summary>
internal sealed class WebOptionsOfCommand
{
    private readonly Option<int> _port = new("--port") { Description = "Port; 0 takes a free one." };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Address to listen on. 127.0.0.1 is this machine alone; for others, 0.0.0.0 behind a tunnel or a proxy that encrypts.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_port);
        command.Options.Add(_listen);
    }

    public WebOptions Of(ParseResult parsed, string root)
    {
        if (!IPAddress.TryParse(parsed.GetValue(_listen), out IPAddress? address))
            throw new UsageException($"--listen '{parsed.GetValue(_listen)}' is no IP address");
        int port = parsed.GetValue(_port);
        if (port is < 0 or > 65535)
            throw new UsageException($"--port is {port}; it must be between 0 and 65535");
        return new WebOptions { Root = root, PageFolder = PageFolder.Find(), Address = address, Port = port };
    }
}
