using System.Net;
using System.Net.Sockets;
using IntervenGen.Core;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>Opens what clients connect to.</summary>
internal static class Listening
{
    /// <summary>A listener that has begun.</summary>
    /// <param name="address">Address to listen on.</param>
    /// <param name="port">TCP port; 0 picks a free one.</param>
    /// <exception cref="UsageException">The port is taken.</exception>
    public static TcpListener Start(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw new UsageException($"cannot listen on {address}:{port}: {exception.Message}");
        }
    }
}
