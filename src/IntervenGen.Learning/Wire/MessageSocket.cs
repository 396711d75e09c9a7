using System.Net.WebSockets;
using System.Text;

namespace IntervenGen.Learning.Wire;

/// <summary>Whole messages over a WebSocket, within a size and a time from their first byte to their last.</summary>
/// <remarks>One reader and one writer at a time. A message that is cut off, too long or too slow ends the connection.</remarks>
/// <param name="socket">The WebSocket; owned from now on.</param>
/// <param name="maxBytes">Most bytes of a message.</param>
/// <param name="messageTime">
/// How long a message may take once it has begun: a peer that begins one has it, and whoever sends it byte by byte is not waited for.
/// </param>
internal sealed class MessageSocket(WebSocket socket, int maxBytes, TimeSpan messageTime) : IDisposable
{
    private const int FirstBytes = 4096, MaxReason = 120;

    private static readonly TimeSpan s_closeTime = TimeSpan.FromSeconds(2);

    private byte[] _buffer = new byte[FirstBytes];

    /// <summary>Why the peer closed the connection; empty if it gave no reason.</summary>
    public string CloseReason => $"{(int?)socket.CloseStatus} {socket.CloseStatusDescription}".Trim();

    /// <summary>The next message; null once the peer has closed the connection. Valid until the next call.</summary>
    /// <exception cref="WireException">The message is too long or too slow.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task<(ReadOnlyMemory<byte> Bytes, bool IsText)?> Receive(CancellationToken cancellation)
    {
        using var slow = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int length = 0, pieces = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, (int)Math.Min(2L * length, maxBytes + 1L));
            ValueWebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(_buffer.AsMemory(length), slow.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new WireException(
                    $"a message took more than {messageTime.TotalSeconds:0.#} s to arrive, with {length} bytes until then");
            }

            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            // Pieces may be empty, and a message of nothing but such would never end.
            if (length > maxBytes || ++pieces > maxBytes)
                throw new WireException($"a message has more than {maxBytes} bytes");
            if (part.EndOfMessage)
                return (_buffer.AsMemory(0, length), part.MessageType == WebSocketMessageType.Text);
            if (pieces == 1)
                slow.CancelAfter(messageTime);
        }
    }

    /// <summary>Sends a message.</summary>
    public ValueTask Send(ReadOnlyMemory<byte> message, bool isText, CancellationToken cancellation) => socket.SendAsync(
        message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellation);

    /// <summary>Closes the connection from this side, without waiting for the other.</summary>
    /// <param name="status">Kind of the reason.</param>
    /// <param name="reason">What the peer is told.</param>
    public async Task Close(WebSocketCloseStatus status, string reason)
    {
        using var limit = new CancellationTokenSource(s_closeTime);
        while (Encoding.UTF8.GetByteCount(reason) > MaxReason)
            reason = reason[..^1];
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, reason, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // It was to end anyway.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
