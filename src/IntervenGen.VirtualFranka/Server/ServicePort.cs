using System.Net;
using System.Net.Sockets;
using IntervenGen.Core;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>Listens on a service's port. One client at a time: a second one is turned away while the first is there.</summary>
internal sealed class ServicePort : IDisposable
{
    private readonly TcpListener _listener;
    private readonly bool _isGripper;
    private readonly Thread _thread;
    private volatile ServiceSession? _session;
    private volatile bool _ends;

    public ServicePort(IPAddress address, int port, bool isGripper)
    {
        _isGripper = isGripper;
        _listener = new TcpListener(address, port);
        try
        {
            _listener.Start();
        }
        catch (SocketException exception)
        {
            _listener.Dispose();
            throw new UsageException($"cannot listen on {address}:{port}: {exception.Message}");
        }

        _thread = new Thread(Accept) { IsBackground = true, Name = isGripper ? "virtual gripper port" : "virtual robot port" };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The present client, or null. A closed one is removed by <see cref="Drop"/>.</summary>
    public ServiceSession? Session => _session;

    public void Drop()
    {
        _session?.Dispose();
        _session = null;
    }

    public void Dispose()
    {
        _ends = true;
        _listener.Stop();
        _thread.Join();
        Drop();
    }

    private void Accept()
    {
        while (!_ends)
        {
            try
            {
                Socket socket = _listener.AcceptSocket();
                if (_session is { IsClosed: false } || !WaitUntilDropped())
                    socket.Dispose();
                else
                    _session = Begin(socket);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The server ends, or a client left before it was taken in.
            }
        }
    }

    // A client that has left already makes no session, and its socket is closed here.
    private ServiceSession Begin(Socket socket)
    {
        try
        {
            return new ServiceSession(socket, _isGripper);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The robot's thread takes the old client away within a millisecond or two.
    private bool WaitUntilDropped() => SpinWait.SpinUntil(() => _session is null || _ends, TimeSpan.FromSeconds(1)) && !_ends;
}
