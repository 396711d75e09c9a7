using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using IntervenGen.Core;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Serving;
using IntervenGen.Web.Teleop;
using IntervenGen.Web.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace IntervenGen.Web;

/// <summary>Serves the page, the datasets of one folder and, where there is one, a running teleoperation.</summary>
public sealed class WebServer : IAsyncDisposable
{
    // A read that hangs does not end, and must not keep the process from ending.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly ViewEndpoints _views;
    private readonly WebOptions _options;

    private WebServer(WebApplication app, ViewEndpoints views, WebOptions options)
    {
        _app = app;
        _views = views;
        _options = options;
    }

    /// <summary>The URL to open, including the token.</summary>
    public string Url => $"{Addresses.First()}/?token={_options.Token}";

    /// <summary>Who else can connect, and what is safer; null where only this machine can.</summary>
    public string? Warning
    {
        get
        {
            if (IPAddress.IsLoopback(_options.Address))
                return null;
            string who = _options.Address.Equals(IPAddress.Any) || _options.Address.Equals(IPAddress.IPv6Any)
                ? "every machine that reaches this one, by any of its networks,"
                : $"every machine that reaches {_options.Address}";
            int port = new Uri(Url).Port;
            return $"{who} can connect. The traffic is NOT encrypted, and neither is the token: whoever reads it in transit can do " +
                "what you can. Safer: listen on 127.0.0.1, and on the other machine " +
                $"ssh -L {port}:127.0.0.1:{port} THIS-MACHINE";
        }
    }

    /// <summary>Every address that is listened on: the one that was asked for.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Starts the server.</summary>
    /// <param name="options">Where, and what may be shown.</param>
    /// <param name="scenes">Draws datasets.</param>
    /// <param name="teleop">The running teleoperation; null for viewing alone.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="UsageException">The folder or the page is missing, or the address is taken.</exception>
    public static async Task<WebServer> StartAsync(
        WebOptions options, ISceneSource scenes, TeleopDesk? teleop = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scope = new FolderScope(options.Root);
        string page = Path.GetFullPath(options.PageFolder);
        if (!File.Exists(Path.Combine(page, "index.html")))
            throw new UsageException($"the page is not built: '{options.PageFolder}' has no index.html; run tools/setup");
        var views = new ViewEndpoints(scope, scenes, teleop is not null);
        WebApplication app = Build(options, page);
        var guard = new RequestGuard(new AccessGate(options.Token, IPAddress.IsLoopback(options.Address)), scope, options.Report);
        app.Use((context, next) => guard.Pass(context, next));
        app.UseWebSockets(
            new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        app.UseRouting();
        views.Map(app);
        app.Map("/api/teleop", branch => branch.Run(context => teleop is null
            ? RequestGuard.Refuse(context, StatusCodes.Status404NotFound, "nothing is driven here; start igen teleop")
            : TeleopSocket.Serve(teleop, context)));
        var files = new PhysicalFileProvider(page);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        app.UseEndpoints(_ => { });
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new UsageException(
                $"cannot listen on {options.Address}:{options.Port}: {exception.Message.TrimEnd('.')}{Hint(exception, options)}",
                exception);
        }

        return new WebServer(app, views, options);
    }

    // How people meet this: an address of another machine, and a page that is still served.
    private static string Hint(Exception exception, WebOptions options) =>
        (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable => $"; this machine's addresses are {string.Join(", ", OwnAddresses())}",
            SocketError.AddressAlreadyInUse => "; another program listens there: take --port 0 for a free port",
            _ when exception.Message.Contains("in use", StringComparison.Ordinal) =>
                $"; another program listens on {options.Port}: take --port 0 for a free port",
            _ => "",
        };

    private static IEnumerable<string> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address.ToString())
        .Where(address => !address.StartsWith("fe80:", StringComparison.Ordinal))
        .Distinct();

    /// <summary>Stops listening and closes what was opened, as far as that goes within seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        Task stopping = Stop();
        await Task.WhenAny(stopping, Task.Delay(2 * s_patience)).ConfigureAwait(false);
        _views.Dispose();
    }

    private async Task Stop()
    {
        using (var patience = new CancellationTokenSource(s_patience))
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    // The empty builder reads no file of the current folder and no variable of the environment, which could open further
    // listeners, load assemblies or show stacks to visitors.
    private static WebApplication Build(WebOptions options, string page)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(WebServer).Assembly.GetName().Name,
            EnvironmentName = Environments.Production,
            ContentRootPath = page,
            WebRootPath = page,
        });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address, options.Port, listener => listener.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            ServerLimits.Apply(kestrel.Limits);
        });
        builder.Services.AddRoutingCore();
        return builder.Build();
    }
}
