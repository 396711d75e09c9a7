using System.Net;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Web.Scenes;
using IntervenGen.Web.Teleop;
using IntervenGen.Web.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace IntervenGen.Web;

/// <summary>Serves the page, the datasets of one folder and, where there is one, a running teleoperation.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ViewEndpoints _views;
    private readonly WebOptions _options;

    private WebServer(WebApplication app, ViewEndpoints views, WebOptions options)
    {
        _app = app;
        _views = views;
        _options = options;
    }

    /// <summary>The address to open, with its token.</summary>
    public string Url
    {
        get
        {
            string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return $"{address}/?token={_options.Token}";
        }
    }

    /// <summary>Starts to listen.</summary>
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
        if (!File.Exists(Path.Combine(options.PageFolder, "index.html")))
            throw new UsageException($"the page is not built: '{options.PageFolder}' has no index.html; run tools/setup");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address, options.Port);
            kestrel.AddServerHeader = false;
        });
        WebApplication app = builder.Build();
        var views = new ViewEndpoints(scope, scenes, teleop is not null);
        var gate = new AccessGate(options.Token, IPAddress.IsLoopback(options.Address));
        app.Use((context, next) => Guard(gate, context, next));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(5), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        app.UseRouting();
        views.Map(app);
        app.Map("/api/teleop", branch => branch.Run(context => teleop is null
            ? Refuse(context, StatusCodes.Status404NotFound, "nothing is driven here; start igen teleop")
            : TeleopSocket.Serve(teleop, context)));
        var files = new PhysicalFileProvider(Path.GetFullPath(options.PageFolder));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        app.UseEndpoints(_ => { });
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new UsageException($"cannot listen on {options.Address}:{options.Port}: {exception.Message}", exception);
        }

        return new WebServer(app, views, options);
    }

    /// <summary>Stops listening and closes what was opened.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _views.Dispose();
    }

    // Every request passes here: who may come in, and what an error looks like from outside.
    private static async Task Guard(AccessGate gate, HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        if (gate.Refusal(context.Request) is var (status, reason))
        {
            await Refuse(context, status, reason).ConfigureAwait(false);
            return;
        }

        gate.Remember(context);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is IntervenGenException or IOException or UnauthorizedAccessException)
        {
            await Refuse(context, exception is UsageException ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError, exception.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away.
        }
    }

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["error"] = reason }.ToJsonString());
    }
}
