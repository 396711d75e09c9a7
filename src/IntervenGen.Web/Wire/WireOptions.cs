using System.Net;

namespace IntervenGen.Web.Wire;

/// <summary>Where a service listens, and for whom.</summary>
internal sealed record WireOptions
{
    /// <summary>IP address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that clients must present; empty for none.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>How long a message may take to arrive once it has begun, and an answer to be taken.</summary>
    public TimeSpan MessageTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Receives internal errors as text for the terminal; clients are only told that an error occurred. Any thread.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
