using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IntervenGen.Interop.Realtime;

/// <summary>Receives datagrams without waiting, whatever the socket's own mode is.</summary>
/// <remarks>
/// The runtime's own call allocates now and then while its code is still being improved (56 bytes were found in the first second of
/// a motion), and throws where the kernel has announced a datagram and then found it broken. Linux; elsewhere the runtime's call is
/// used. Allocates nothing.
/// </remarks>
public static unsafe partial class Datagrams
{
    private const int DontWait = 0x40;

    /// <summary>Takes the next datagram that has come.</summary>
    /// <param name="socket">Bound, of the family of <paramref name="source"/>.</param>
    /// <param name="datagram">Receives its bytes; a longer one is cut.</param>
    /// <param name="source">Receives its sender.</param>
    /// <param name="length">Bytes received; 0 is a datagram too.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static bool TryReceive(Socket socket, Span<byte> datagram, SocketAddress source, out int length)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(source);
        length = 0;
        if (!OperatingSystem.IsLinux())
            return TryReceiveElsewhere(socket, datagram, source, out length);
        fixed (byte* bytes = datagram)
        fixed (byte* address = source.Buffer.Span)
        {
            int size = source.Buffer.Length;
            nint count = ReceiveFrom(socket.SafeHandle, bytes, (nuint)datagram.Length, DontWait, address, &size);
            length = (int)Math.Max(0, count);
            return count >= 0;
        }
    }

    private static bool TryReceiveElsewhere(Socket socket, Span<byte> datagram, SocketAddress source, out int length)
    {
        length = 0;
        if (!socket.Poll(0, SelectMode.SelectRead))
            return false;
        try
        {
            length = socket.ReceiveFrom(datagram, SocketFlags.None, source);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    private static partial nint ReceiveFrom(SafeHandle socket, byte* buffer, nuint length, int flags, byte* address, int* addressSize);
}
