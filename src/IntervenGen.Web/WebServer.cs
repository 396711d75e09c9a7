using System.Net;
using IntervenGen.Core;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Serving;
using IntervenGen.Web.Teleop;
using IntervenGen.Web.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace IntervenGen.Web;

/// <summary>Serves the page, the datasets of one folder and, where there is one, a running teleoperation.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly ListeningHost _host;
    private readonly ViewEndpoints _views;
    private readonly WebOptions _options;

    private WebServer(ListeningHost host, ViewEndpoints views, WebOptions options)
    {
        _host = host;
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
            if (ListeningHost.Reach(_options.Address) is not { } who)
                return null;
            int port = new Uri(Url).Port;
            return $"{who} can connect. The traffic is NOT encrypted, and neither is the token: whoever reads it in transit can do " +
                "what you can. Safer: listen on 127.0.0.1, and on the other machine " +
                $"ssh -L {port}:127.0.0.1:{port} THIS-MACHINE";
        }
    }

    /// <summary>Every address that is listened on: the one that was asked for.</summary>
    public IReadOnlyCollection<string> Addresses => _host.Addresses;

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
        WebApplication app = ListeningHost.Build(options.Address, options.Port, page, ServerLimits.Apply);
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
        ListeningHost host = await ListeningHost.StartAsync(app, options.Address, options.Port, cancellation).ConfigureAwait(false);
        return new WebServer(host, views, options);
    }

    /// <summary>Stops listening and closes what was opened, as far as that goes within seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().ConfigureAwait(false);
        _views.Dispose();
    }
}
