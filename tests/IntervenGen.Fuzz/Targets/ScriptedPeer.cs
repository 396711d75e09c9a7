using System.Net;
using System.Net.Sockets;

namespace IntervenGen.Fuzz.Targets;

/// <summary>The other end of a connection: hears the first request, says all it has to say, and closes.</summary>
/// <remarks>A thread of its own, because the client under test waits for answers on the caller's.</remarks>
internal sealed class ScriptedPeer : IDisposable
{
    private const int PatienceMs = 500;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _requestBytes;
    private readonly Thread _thread;
    private volatile Action<Socket, byte[]> _answer = (_, _) => { };
    private volatile bool _ends;

    /// <param name="requestBytes">Bytes of the first request.</param>
    public ScriptedPeer(int requestBytes)
    {
        _requestBytes = requestBytes;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(8);
        _thread = new Thread(Serve) { IsBackground = true, Name = "scripted peer" };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What the next client gets: called with its socket and its first request.</summary>
    public Action<Socket, byte[]> Answer
    {
        set => _answer = value;
    }

    public void Dispose()
    {
        _ends = true;
        _listener.Dispose();
        _thread.Join();
    }

    private void Serve()
    {
        byte[] rest = new byte[4096];
        while (!_ends)
        {
            try
            {
                using Socket client = _listener.Accept();
                client.ReceiveTimeout = client.SendTimeout = PatienceMs;
                byte[] request = new byte[_requestBytes];
                for (int at = 0, count; at < request.Length && (count = client.Receive(request.AsSpan(at))) > 0;)
                    at += count;
                _answer(client, request);
                client.Shutdown(SocketShutdown.Send);
                while (client.Receive(rest) > 0)
                {
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The client had enough, or the peer ends.
            }
        }
    }
}
