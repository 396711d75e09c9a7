using System.Net;
using System.Net.WebSockets;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Serving;
using Microsoft.AspNetCore.Builder;

namespace IntervenGen.Web.Tests;

/// <summary>A server that does with its WebSockets whatever a test wants, as somebody else's might.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ListeningHost _host = null!;

    public string Url => _host.Addresses.First().Replace("http://", "ws://", StringComparison.Ordinal);

    public int Connections { get; private set; }

    /// <param name="serve">What is done with a connection; cancelled in the end.</param>
    /// <param name="status">What a request for a WebSocket is answered with; null to accept it.</param>
    public static async Task<ScriptedServer> Start(Func<WebSocket, CancellationToken, Task> serve, int? status = null)
    {
        var server = new ScriptedServer();
        WebApplication app = ListeningHost.Build(IPAddress.Loopback, 0, AppContext.BaseDirectory, _ => { });
        app.UseWebSockets();
        app.Run(async context =>
        {
            if (status is { } refusal)
            {
                context.Response.StatusCode = refusal;
                return;
            }

            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            server.Connections++;
            try
            {
                await serve(socket, server._stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
            {
                // The test is over, or the client has gone.
            }
        });
        server._host = await ListeningHost.StartAsync(app, IPAddress.Loopback, 0, CancellationToken.None);
        return server;
    }

    /// <summary>Describes itself, then gives every observation the same answer.</summary>
    public static Task<ScriptedServer> Answering(Action<WireWriter> describe, Func<WireMap, byte[]> answer) =>
        Start(async (socket, stop) =>
        {
            await Send(socket, Message(describe));
            using var messages = new MessageSocket(socket, 1 << 20, TimeSpan.FromSeconds(10));
            while (await messages.Receive(stop) is var (bytes, _))
                await Send(socket, answer(WireReader.Read(bytes)));
        });

    public static byte[] Message(Action<WireWriter> write)
    {
        var writer = new WireWriter();
        write(writer);
        return writer.Message.ToArray();
    }

    public static Task Send(WebSocket socket, byte[] bytes, bool isText = false) => socket.SendAsync(
        bytes, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _host.DisposeAsync();
        _stop.Dispose();
    }
}
