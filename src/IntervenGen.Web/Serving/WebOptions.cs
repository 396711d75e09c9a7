using System.Net;

namespace IntervenGen.Web.Serving;

/// <summary>Where the server listens and what it may show.</summary>
public sealed record WebOptions
{
    /// <summary>The folder whose datasets may be looked at; nothing outside it is ever read.</summary>
    public required string Root { get; init; }

    /// <summary>Path of the folder with the built page.</summary>
    public required string PageFolder { get; init; }

    /// <summary>IP address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>The secret token in the printed URL.</summary>
    public string Token { get; init; } = AccessGate.NewToken();

    /// <summary>Receives internal errors as text for the terminal; clients are only told that an error occurred. Any thread.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
