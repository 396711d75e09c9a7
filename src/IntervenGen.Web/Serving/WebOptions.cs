using System.Net;

namespace IntervenGen.Web.Serving;

/// <summary>Where the server listens and what it may show.</summary>
public sealed record WebOptions
{
    /// <summary>The folder whose datasets may be looked at; nothing outside it is ever read.</summary>
    public required string Root { get; init; }

    /// <summary>Folder of the built page.</summary>
    public required string PageFolder { get; init; }

    /// <summary>Address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The secret in the URL that is printed.</summary>
    public string Token { get; init; } = AccessGate.NewToken();

    /// <summary>Told of what goes wrong inside, in words for the terminal; visitors only hear that something did. Any thread.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
