using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Web.Serving;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Web.Tests;

/// <summary>A server in this process, for a folder of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _pages = Directory.CreateTempSubdirectory("igen-page-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _reports = [];
    private WebServer _server = null!;

    private TestServer(string root) => Root = root;

    public string Root { get; }

    public HttpClient Client { get; private set; } = null!;

    public Uri Url => new(_server.Url);

    public string Token => Url.Query["?token=".Length..];

    public FakeScenes Scenes { get; } = new();

    /// <summary>What the server had to say to its terminal.</summary>
    public IReadOnlyList<string> Reports => _reports;

    /// <param name="root">The folder that is served, deleted in the end; null for a new one.</param>
    /// <param name="teleop">What is driven; null for nothing.</param>
    /// <param name="withPage">Whether the real page is served, as it was built.</param>
    public static async Task<TestServer> Start(string? root = null, TeleopOptions? teleop = null, bool withPage = false)
    {
        var server = new TestServer(root ?? Directory.CreateTempSubdirectory("igen-served-").FullName);
        await File.WriteAllTextAsync(Path.Combine(server._pages, "index.html"), "<!doctype html>");
        TeleopDesk? desk = teleop is null ? null : new TeleopDesk(teleop, TinyStore.Spec, new FakeScene(), () => 0, server._stop.Token);
        server._server = await WebServer.StartAsync(
            new WebOptions { Root = server.Root, PageFolder = withPage ? PageFolder.Find() : server._pages, Report = server._reports.Add },
            server.Scenes,
            desk);
        server.Client = new HttpClient { BaseAddress = new Uri($"http://{server.Url.Authority}/") };
        server.Client.DefaultRequestHeaders.Add("Authorization", $"Bearer {server.Token}");
        return server;
    }

    public string At(string name) => Path.Combine(Root, name);

    public async Task<JsonNode> Json(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!;

    /// <summary>Status and words of an answer.</summary>
    public async Task<(HttpStatusCode Status, string Words)> Get(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        return (response.StatusCode, (await response.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    public async Task<ClientWebSocket> Connect(string role)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{Url.Authority}/api/teleop{Url.Query}&role={role}"), CancellationToken.None);
        return socket;
    }

    /// <summary>Reads until the server closes the connection, and says why it did; empty for a connection that broke.</summary>
    public static async Task<string> UntilClosed(WebSocket socket)
    {
        byte[] buffer = new byte[1 << 16];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            while ((await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            return "";
        }

        return socket.CloseStatusDescription ?? "";
    }

    public static Task Send(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>Makes a FIFO.</summary>
    public static void MakeFifo(string path)
    {
        using var make = Process.Start("mkfifo", [path]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Client.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_pages, recursive: true);
        Directory.Delete(Root, recursive: true);
    }
}
