using IntervenGen.Core;
using IntervenGen.Web.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IntervenGen.Web.Wire;

/// <summary>Serves programs over WebSockets as openpi's policy server does: it speaks first, then request and answer alternate.</summary>
/// <remarks>Any path is taken; <c>/healthz</c> says that the server is up. No page of a browser may connect.</remarks>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly ListeningHost _host;
    private readonly WireOptions _options;

    private WireServer(ListeningHost host, WireOptions options)
    {
        _host = host;
        _options = options;
    }

    /// <summary>The address for clients, <c>ws://ADDRESS:PORT</c>.</summary>
    public string Url => _host.Addresses.First().Replace("http://", "ws://", StringComparison.Ordinal);

    /// <summary>Who else can connect, and what is safer; null where only this machine can.</summary>
    public string? Warning => ListeningHost.Reach(_options.Address) is { } who
        ? $"{who} can connect{(_options.ApiKey.Length > 0 ? " with the key" : "")}. The traffic is NOT encrypted. Safer: listen on " +
            "127.0.0.1, and on the other machine ssh -L PORT:127.0.0.1:PORT THIS-MACHINE"
        : null;

    /// <summary>Starts the server.</summary>
    /// <exception cref="UsageException">The address is not this machine's, or is taken.</exception>
    public static async Task<WireServer> StartAsync(WireOptions options, IWireService service, CancellationToken cancellation = default)
    {
        WebApplication app = ListeningHost.Build(
            options.Address, options.Port, AppContext.BaseDirectory, limits => Limit(limits, service.MaxClients));
        // A client that computes for minutes between two requests answers no ping; TCP notices who is gone.
        app.UseWebSockets(
            new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = Timeout.InfiniteTimeSpan });
        app.Run(new WireGate(service, options).Answer);
        return new WireServer(
            await ListeningHost.StartAsync(app, options.Address, options.Port, cancellation).ConfigureAwait(false), options);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static void Limit(KestrelServerLimits limits, int maxClients)
    {
        ServerLimits.Apply(limits);
        limits.MaxConcurrentConnections = maxClients + WireGate.MaxWaiting;
        limits.MaxConcurrentUpgradedConnections = maxClients + WireGate.MaxWaiting;
    }
}
