using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IntervenGen.Core;
using Microsoft.AspNetCore.Http;

namespace IntervenGen.Web.Teleop;

/// <summary>One page's connection to the desk: it watches, and drives if it asked for that and nobody else does.</summary>
internal static class TeleopSocket
{
    // A slow page misses frames instead of seeing the past.
    private const int FramesWaiting = 4;
    private const int MostBytes = 8192;

    public static async Task Serve(TeleopDesk desk, HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("{\"error\":\"this address is for WebSockets\"}").ConfigureAwait(false);
            return;
        }

        bool drives = context.Request.Query["role"] == "driver";
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        object driver = new();
        if (drives && !desk.TryAttach(driver))
        {
            const string reason = "somebody else is driving; you can watch";
            await Send(socket, Error(reason), CancellationToken.None).ConfigureAwait(false);
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, reason, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        var outgoing = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(FramesWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        var words = Channel.CreateUnbounded<byte[]>();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        void Give(byte[] message) => (message[0] == (byte)'{' ? words : outgoing).Writer.TryWrite(message);
        words.Writer.TryWrite(Encoding.UTF8.GetBytes(desk.Hello().ToJsonString()));
        desk.Watch(Give);
        Task sending = Pump(socket, outgoing.Reader, words.Reader, gone.Token);
        try
        {
            await Receive(socket, desk, drives ? driver : null, words.Writer, gone.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The line broke; the desk holds the robot below.
        }
        finally
        {
            desk.Unwatch(Give);
            desk.Detach(driver);
            await gone.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }
    }

    private static async Task Receive(WebSocket socket, TeleopDesk desk, object? driver, ChannelWriter<byte[]> words, CancellationToken gone)
    {
        byte[] buffer = new byte[MostBytes];
        while (socket.State == WebSocketState.Open)
        {
            int length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), gone).ConfigureAwait(false);
                length += part.Count;
                if (length == buffer.Length && !part.EndOfMessage)
                {
                    // Not waiting for the other side's word: until then nobody else could drive.
                    await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"messages have at most {MostBytes} bytes", gone).ConfigureAwait(false);
                    return;
                }
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, gone).ConfigureAwait(false);
                return;
            }

            try
            {
                TeleopMessage message = TeleopMessage.Parse(buffer.AsMemory(0, length));
                desk.Receive(driver ?? throw new UsageException("this page only watches"), message);
            }
            catch (UsageException exception)
            {
                words.TryWrite(Error(exception.Message));
            }
        }
    }

    private static async Task Pump(WebSocket socket, ChannelReader<byte[]> frames, ChannelReader<byte[]> words, CancellationToken gone)
    {
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                while (words.TryRead(out byte[]? text))
                    await Send(socket, text, gone).ConfigureAwait(false);
                while (frames.TryRead(out byte[]? frame))
                    await socket.SendAsync(frame, WebSocketMessageType.Binary, true, gone).ConfigureAwait(false);
                await Task.WhenAny(words.WaitToReadAsync(gone).AsTask(), frames.WaitToReadAsync(gone).AsTask()).ConfigureAwait(false);
                gone.ThrowIfCancellationRequested();
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The receiving side notices too, and ends the connection.
        }
    }

    private static byte[] Error(string reason) => Encoding.UTF8.GetBytes(new JsonObject { ["type"] = "error", ["error"] = reason }.ToJsonString());

    private static ValueTask Send(WebSocket socket, byte[] text, CancellationToken gone) =>
        socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, true, gone);
}
