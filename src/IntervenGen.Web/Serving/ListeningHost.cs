using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using IntervenGen.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IntervenGen.Web.Serving;

/// <summary>A Kestrel server on the address that was asked for, and on no other.</summary>
internal sealed class ListeningHost : IAsyncDisposable
{
    // A read that hangs does not end, and must not keep the process from ending.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private ListeningHost(WebApplication app) => _app = app;

    /// <summary>Every address that is listened on.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>An application that is not started yet.</summary>
    /// <param name="address">IP address to listen on.</param>
    /// <param name="port">TCP port; 0 picks a free one.</param>
    /// <param name="folder">The folder of what is served.</param>
    /// <param name="limit">Sets what visitors can make it hold.</param>
    public static WebApplication Build(IPAddress address, int port, string folder, Action<KestrelServerLimits> limit)
    {
        // The empty builder reads no file of the current folder and no variable of the environment, which could open further
        // listeners, load assemblies or show stacks to visitors.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ListeningHost).Assembly.GetName().Name,
            EnvironmentName = Environments.Production,
            ContentRootPath = folder,
            WebRootPath = folder,
        });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, port, listener => listener.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            limit(kestrel.Limits);
        });
        builder.Services.AddRoutingCore();
        return builder.Build();
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="UsageException">The address is not this machine's, or is taken.</exception>
    public static async Task<ListeningHost> StartAsync(
        WebApplication app, IPAddress address, int port, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
            return new ListeningHost(app);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new UsageException(
                $"cannot listen on {address}:{port}: {exception.Message.TrimEnd('.')}{Hint(exception, port)}", exception);
        }
    }

    /// <summary>Who else can connect to an address; null where only this machine can.</summary>
    public static string? Reach(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
            return null;
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? "every machine that reaches this one, by any of its networks,"
            : $"every machine that reaches {address}";
    }

    /// <summary>Stops listening, as far as that goes within seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        Task stopping = Stop();
        await Task.WhenAny(stopping, Task.Delay(2 * s_patience)).ConfigureAwait(false);
    }

    // How people meet this: an address of another machine, and a server that is still running.
    private static string Hint(Exception exception, int port) =>
        (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable => $"; this machine's addresses are {string.Join(", ", OwnAddresses())}",
            SocketError.AddressAlreadyInUse => "; another program listens there: take --port 0 for a free port",
            _ when exception.Message.Contains("in use", StringComparison.Ordinal) =>
                $"; another program listens on {port}: take --port 0 for a free port",
            _ => "",
        };

    private static IEnumerable<string> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address.ToString())
        .Where(address => !address.StartsWith("fe80:", StringComparison.Ordinal))
        .Distinct();

    private async Task Stop()
    {
        using (var patience = new CancellationTokenSource(s_patience))
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
