using System.Net.Sockets;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>Whether the other end of a TCP connection has closed it, asked without reading.</summary>
internal static class PeerState
{
    // Of Linux's netinet/tcp.h: level, option, and the first byte of what it gives, which is the state.
    private const int Tcp = 6, TcpInfo = 11;
    private const byte Established = 1;

    public static bool HasEnded(Socket socket)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
            Span<byte> state = stackalloc byte[1];
            socket.GetRawSocketOption(Tcp, TcpInfo, state);
            return state[0] != Established;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }
}
