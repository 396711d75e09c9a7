using System.Net;
using System.Net.Sockets;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>Listens on a service's port. One client at a time: a second one is turned away while the first is there.</summary>
internal sealed class ServicePort : IDisposable
{
    // Who comes right after the one before may be seen before that one's leaving.
    private static readonly TimeSpan s_leavingWait = TimeSpan.FromMilliseconds(20);

    private readonly TcpListener _listener;
    private readonly bool _isGripper;
    private readonly TimeSpan _messageWait;
    private readonly Thread _thread;
    private volatile ServiceSession? _session;
    private volatile bool _ends;

    public ServicePort(IPAddress address, int port, bool isGripper, TimeSpan messageWait)
    {
        _isGripper = isGripper;
        _messageWait = messageWait;
        _listener = Listening.Start(address, port);
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
                if (!HasRoom())
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
            return new ServiceSession(socket, _isGripper, _messageWait);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // One that has left is taken away by the robot's thread within a millisecond or two.
    private bool HasRoom()
    {
        if (_session is { } present)
        {
            if (!SpinWait.SpinUntil(() => present.HasLeft || _ends, s_leavingWait))
                return false;
            present.Close();
        }

        return SpinWait.SpinUntil(() => _session is null || _ends, TimeSpan.FromSeconds(1)) && !_ends;
    }
}
