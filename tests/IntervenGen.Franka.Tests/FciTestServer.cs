using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Tests;

/// <summary>What the server does wrong, and how.</summary>
internal sealed record Faults
{
    /// <summary>Number the server claims instead of its version's; it then refuses everybody.</summary>
    public ushort? ClaimedVersion { get; init; }

    public bool NoStates { get; init; }

    public bool ShortStates { get; init; }

    /// <summary>Sends each pair of states in the wrong order, and the older one twice.</summary>
    public bool Shuffled { get; init; }

    /// <summary>Leaves out every state whose id this divides; 0 for none.</summary>
    public ulong LoseEvery { get; init; }

    public HashSet<FciRequest> Unanswered { get; init; } = [];

    /// <summary>Answers these only after the answer to the next request.</summary>
    public HashSet<FciRequest> AnsweredLate { get; init; } = [];

    public HashSet<FciRequest> ClosesOn { get; init; } = [];

    public Dictionary<FciRequest, FciStatus> Refusals { get; init; } = [];
}

/// <summary>A small honest controller on the loopback: handshake, states at 1 kHz, answers. It has no motions.</summary>
internal sealed class FciTestServer : IDisposable
{
    public const string Model = "<robot name=\"fr3\"/>";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly FciVersion _version;
    private readonly Faults _faults;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<Socket> _sockets = [];
    private int _open, _handshakes;
    private volatile bool _ends;

    public FciTestServer(FciVersion version, Faults? faults = null)
    {
        _version = version;
        _faults = faults ?? new Faults();
        _listener.Start();
        _thread = new Thread(Accept) { IsBackground = true, Name = "fci test server" };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public FciOptions Options => new() { Port = Port };

    /// <summary>Bodies of all requests after the handshake.</summary>
    public ConcurrentQueue<(FciRequest Request, byte[] Body)> Requests { get; } = [];

    public int OpenConnections => Volatile.Read(ref _open);

    public int Handshakes => Volatile.Read(ref _handshakes);

    public void Dispose()
    {
        _ends = true;
        _listener.Stop();
        foreach (Socket socket in _sockets)
            socket.Dispose();
        _thread.Join();
    }

    private void Accept()
    {
        while (!_ends)
        {
            try
            {
                using Socket tcp = _listener.AcceptSocket();
                _sockets.Enqueue(tcp);
                tcp.NoDelay = true;
                Interlocked.Increment(ref _open);
                Serve(tcp);
            }
            catch (Exception exception) when (
                exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                // The client left, or the server ends.
            }
            finally
            {
                Interlocked.Exchange(ref _open, 0);
            }
        }
    }

    private void Serve(Socket tcp)
    {
        using var stream = new NetworkStream(tcp, ownsSocket: false);
        (RobotHeader header, byte[] body) = Receive(stream);
        (ushort wanted, ushort statePort) = ConnectBody.ReadRequest(body);
        Interlocked.Increment(ref _handshakes);
        ushort own = _faults.ClaimedVersion ?? _version.Number;
        byte[] answer = new byte[ConnectBody.AnswerSize];
        ConnectBody.WriteAnswer(answer, wanted == own ? (byte)0 : (byte)1, own);
        Send(stream, header, answer);
        if (wanted != own)
            return;
        var client = new IPEndPoint(((IPEndPoint)tcp.RemoteEndPoint!).Address, statePort);
        using var leaves = new CancellationTokenSource();
        var states = new Thread(() => SendStates(client, leaves.Token)) { IsBackground = true, Name = "fci test states" };
        states.Start();
        try
        {
            while (Answer(stream))
            {
            }
        }
        finally
        {
            leaves.Cancel();
            states.Join();
        }
    }

    private bool Answer(NetworkStream stream)
    {
        (RobotHeader header, byte[] body) = Receive(stream);
        Assert.True(_version.TryRequest(header.Command, out FciRequest request));
        Assert.Equal(RobotMessageSize.Request(_version, request), (int)header.Length);
        Requests.Enqueue((request, body));
        if (_faults.ClosesOn.Contains(request))
            return false;
        if (_faults.Unanswered.Contains(request))
            return true;
        if (_faults.AnsweredLate.Contains(request))
        {
            bool goesOn = Answer(stream);
            Send(stream, header, [_version.StatusByte(request, FciStatus.Success)]);
            return goesOn;
        }

        FciStatus status = _faults.Refusals.GetValueOrDefault(request);
        byte[] model = request == FciRequest.GetRobotModel ? Encoding.UTF8.GetBytes(Model) : [];
        Send(stream, header, [_version.StatusByte(request, status), .. model]);
        return true;
    }

    private void SendStates(IPEndPoint client, CancellationToken leaves)
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var state = Make.State(0);
        byte[] datagram = new byte[_version.State.Size];
        var clock = Stopwatch.StartNew();
        for (ulong id = 1; !leaves.IsCancellationRequested && !_faults.NoStates; id++)
        {
            while (clock.ElapsedMilliseconds < (long)id)
                leaves.WaitHandle.WaitOne(1);
            if (_faults.LoseEvery != 0 && id % _faults.LoseEvery == 0)
                continue;
            // 2 1 1, 4 3 3, 6 5 5 …
            bool isOlder = _faults.Shuffled && id % 2 == 0;
            state.MessageId = !_faults.Shuffled ? id : isOlder ? id - 1 : id + 1;
            _version.State.Write(state, datagram);
            for (int copies = isOlder ? 2 : 1; copies > 0; copies--)
                udp.SendTo(datagram.AsSpan(_faults.ShortStates ? 1 : 0), client);
        }
    }

    private static (RobotHeader Header, byte[] Body) Receive(NetworkStream stream)
    {
        byte[] bytes = new byte[RobotHeader.Size];
        stream.ReadExactly(bytes);
        var header = RobotHeader.Read(bytes);
        byte[] body = new byte[header.Length - RobotHeader.Size];
        stream.ReadExactly(body);
        return (header, body);
    }

    // In two pieces, because TCP may do the same.
    private static void Send(NetworkStream stream, RobotHeader request, byte[] body)
    {
        byte[] header = new byte[RobotHeader.Size];
        (request with { Length = (uint)(RobotHeader.Size + body.Length) }).Write(header);
        stream.Write(header);
        stream.Write(body);
    }
}
