using System.Net.Sockets;
using IntervenGen.Core;

namespace IntervenGen.Perception.Network;

/// <summary>Whole messages over a TCP socket, each within a deadline.</summary>
internal sealed class CameraStream(Socket socket) : IDisposable
{
    // How often a wait looks whether it was cancelled.
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the other side closed while nothing was asked: then there is something to read, and it is nothing.</summary>
    public bool IsStale => socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>Waits until there is something to read.</summary>
    /// <returns>False if nothing came in time.</returns>
    public bool WaitForData(TimeSpan wait, CancellationToken cancellation)
    {
        var deadline = new Deadline(wait);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            TimeSpan left = deadline.Left;
            if (socket.Poll(left < s_glance ? left : s_glance, SelectMode.SelectRead))
                return true;
            if (left == TimeSpan.Zero)
                return false;
        }
    }

    /// <summary>Fills a buffer from the socket within a deadline.</summary>
    /// <exception cref="CameraNetworkException">The other side closed, or was too slow.</exception>
    public void Read(Span<byte> bytes, Deadline deadline, string what, CancellationToken cancellation)
    {
        for (int at = 0; at < bytes.Length;)
        {
            if (!WaitForData(deadline.Left, cancellation))
                throw new CameraNetworkException($"{what}: {at} of {bytes.Length} bytes came within {deadline.Total.TotalSeconds:0.###} s");
            int count;
            try
            {
                count = socket.Receive(bytes[at..]);
            }
            catch (SocketException exception)
            {
                throw new CameraNetworkException($"{what}: {exception.Message}", exception);
            }

            if (count == 0)
                throw new CameraNetworkException($"{what}: the connection was closed after {at} of {bytes.Length} bytes");
            at += count;
        }
    }

    /// <summary>Sends a whole buffer within a deadline.</summary>
    /// <exception cref="CameraNetworkException">The other side closed, or does not read.</exception>
    public void Write(ReadOnlySpan<byte> bytes, Deadline deadline, string what)
    {
        for (int at = 0; at < bytes.Length;)
        {
            TimeSpan left = deadline.Left;
            if (left == TimeSpan.Zero)
                throw new CameraNetworkException(
                    $"{what}: {at} of {bytes.Length} bytes could be sent within {deadline.Total.TotalSeconds:0.###} s");
            try
            {
                socket.SendTimeout = Math.Max(1, (int)left.TotalMilliseconds);
                at += socket.Send(bytes[at..]);
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                // The deadline is checked where the loop begins.
            }
            catch (SocketException exception)
            {
                throw new CameraNetworkException($"{what}: {exception.Message}", exception);
            }
        }
    }

    public void Dispose() => socket.Dispose();
}
