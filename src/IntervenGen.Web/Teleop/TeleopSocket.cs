using System.Net.WebSockets;
using IntervenGen.Core;
using IntervenGen.Web.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IntervenGen.Web.Teleop;

/// <summary>One page's connection to the desk: it watches, and drives if it asked for that and nobody else does.</summary>
/// <remarks>Whatever a page sends or does not take is its own trouble: it is told, and dropped when it goes on.</remarks>
internal static class TeleopSocket
{
    private const int MaxBytes = 8192;

    // A message that takes longer to arrive is not taken; a page that is told to go may take as long to answer.
    private static readonly TimeSpan s_sendLimit = TimeSpan.FromSeconds(5), s_closeLimit = TimeSpan.FromSeconds(2);

    public static async Task Serve(TeleopDesk desk, HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RequestGuard.Refuse(context, StatusCodes.Status400BadRequest, "this address is for WebSockets").ConfigureAwait(false);
            return;
        }

        bool drives = context.Request.Query["role"] == "driver";
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var feed = new PageFeed(desk.FrameBytes);
        object driver = new();
        if (drives && !desk.TryAttach(driver))
        {
            const string reason = "somebody else is driving; you can watch";
            feed.Say(TeleopTexts.Error(reason));
            feed.Drop(reason);
            await Send(socket, feed, desk.FrameBytes, gone).ConfigureAwait(false);
            return;
        }

        // A page that is told goes at once; otherwise the server would wait for it.
        CancellationToken stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using CancellationTokenRegistration end = stopping.Register(() => feed.Drop("igen has ended"));
        feed.Say(desk.Hello);
        desk.Watch(feed);
        Task sending = Send(socket, feed, desk.FrameBytes, gone);
        try
        {
            await Receive(socket, desk, drives ? driver : null, feed, gone.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The line broke; the desk holds the robot below.
        }
        finally
        {
            desk.Unwatch(feed);
            desk.Detach(driver);
            await gone.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }
    }

    private static async Task Receive(WebSocket socket, TeleopDesk desk, object? driver, PageFeed feed, CancellationToken gone)
    {
        byte[] buffer = new byte[MaxBytes];
        var budget = new MessageBudget();
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            int length = 0, pieces = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), gone).ConfigureAwait(false);
                length += part.Count;
                // Pieces may be empty, and a message of nothing but such would never end.
                if ((length == buffer.Length || ++pieces == MaxBytes) && !part.EndOfMessage)
                {
                    // Not waiting for the other side's word: until then nobody else could drive.
                    const WebSocketCloseStatus why = WebSocketCloseStatus.MessageTooBig;
                    await socket.CloseOutputAsync(why, $"messages have at most {MaxBytes} bytes", gone).ConfigureAwait(false);
                    return;
                }
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, gone).ConfigureAwait(false);
                return;
            }

            // What a page sends after it was told to go is not heard.
            if (feed.Dropped is null)
                Hear(desk, driver, feed, buffer.AsMemory(0, length), ref budget);
        }
    }

    private static void Hear(TeleopDesk desk, object? driver, PageFeed feed, ReadOnlyMemory<byte> text, ref MessageBudget budget)
    {
        if (!budget.Spend())
        {
            Drop(desk, driver, feed, "this page sends too many messages");
            return;
        }

        if (!TeleopMessage.TryParse(text, out TeleopMessage message, out string? fault))
        {
            feed.Say(TeleopTexts.Error(fault));
            if (!budget.SpendMalformed())
                Drop(desk, driver, feed, "this page sends too many messages that cannot be read");
            return;
        }

        if (message.Verb == TeleopVerb.Ping)
        {
            feed.Say(TeleopTexts.Pong);
            return;
        }

        try
        {
            desk.Receive(driver ?? throw new UsageException("this page only watches"), message);
        }
        catch (UsageException exception)
        {
            feed.Say(TeleopTexts.Error(exception.Message));
        }
    }

    // At once, not when its connection has ended: until then nobody else could drive.
    private static void Drop(TeleopDesk desk, object? driver, PageFeed feed, string reason)
    {
        feed.Drop(reason);
        if (driver is not null)
            desk.Detach(driver);
    }

    // Ends the connection where the page takes nothing, or is to go.
    private static async Task Send(WebSocket socket, PageFeed feed, int frameBytes, CancellationTokenSource gone)
    {
        byte[] frame = new byte[frameBytes];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone.Token);
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                await feed.Wait(gone.Token).ConfigureAwait(false);
                // Stopping a message half sent ends the connection, which is what is wanted.
                limit.CancelAfter(s_sendLimit);
                while (feed.TryTakeText(out byte[]? text))
                    await socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, true, limit.Token).ConfigureAwait(false);
                while (feed.TryTakeFrame(frame))
                    await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, true, limit.Token).ConfigureAwait(false);
                if (feed.Dropped is not { } reason)
                {
                    limit.CancelAfter(Timeout.InfiniteTimeSpan);
                    continue;
                }

                limit.CancelAfter(s_closeLimit);
                await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, reason, limit.Token).ConfigureAwait(false);
                gone.CancelAfter(s_closeLimit);
                return;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The receiving side must notice too.
            await gone.CancelAsync().ConfigureAwait(false);
        }
    }
}
