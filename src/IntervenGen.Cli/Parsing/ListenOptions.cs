using System.Net;
using System.Net.Sockets;

namespace IntervenGen.Cli.Parsing;

/// <summary>Where a server listens: options of every command that serves.</summary>
/// <param name="description">Who is served at other addresses than 127.0.0.1.</param>
/// <param name="port">The port where none is given.</param>
internal sealed class ListenOptions(string description, int port)
{
    private readonly Option<int> _port = NewOption.Of("--port", "TCP port; 0 takes a free one.", port).Within(0, 65535);
    private readonly Option<string> _listen = NewOption.Of("--listen", description, "127.0.0.1");

    public Command AddTo(Command command) => command.With(_listen, _port);

    /// <summary>The address and the port.</summary>
    /// <remarks>Four decimal numbers, or IPv6. .NET also takes '1' for 0.0.0.1, and hexadecimal and octal parts.</remarks>
    public (IPAddress Address, int Port) Of(ParseResult parsed)
    {
        string text = parsed.GetValue(_listen)!;
        return IPAddress.TryParse(text, out IPAddress? address)
            && (address.AddressFamily != AddressFamily.InterNetwork || address.ToString() == text)
            ? (address, parsed.GetValue(_port))
            : throw new UsageException($"--listen is '{text}'; it must be an IP address such as 127.0.0.1 or ::1");
    }
}
