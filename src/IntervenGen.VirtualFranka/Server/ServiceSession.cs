using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Wire;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>A request as it came over TCP.</summary>
internal readonly record struct ServiceRequest(uint Command, uint Id, byte[] Body);

/// <summary>One client of one service: a thread reads its requests, the robot's thread answers them.</summary>
/// <remarks>The robot's thread never waits for the client: what the network does not take at once goes out on a third thread.</remarks>
internal sealed class ServiceSession : IDisposable
{
    /// <summary>Requests that are answered in one millisecond.</summary>
    public const int MaxAnswered = 16;

    private const int LongestMessage = 1 << 16;

    // Far more than a client asks for in a millisecond: one that sends on is read when these have been answered.
    private const int MaxRequests = 64;

    // Bytes. The longest answer is the model's library; a client that leaves more unread is not reading.
    private const int MaxUnsent = 1 << 20, SentAtOnce = 4096;
    private const int SendTimeout = 1000;

    private readonly Socket _socket;
    private readonly bool _isGripper;
    private readonly TimeSpan _messageWait;
    private readonly Thread _reader;
    private readonly ConcurrentQueue<byte[]> _unsent = [];
    private readonly ConcurrentQueue<ServiceRequest> _requests = [];
    private readonly SemaphoreSlim _hasUnsent = new(0), _room = new(MaxRequests);
    private Thread? _sender;
    private int _unsentBytes;
    private volatile bool _isClosed;

    /// <summary>Takes in a client.</summary>
    /// <param name="socket">Connected; owned from now on.</param>
    /// <param name="isGripper">Which service's framing it speaks.</param>
    /// <param name="messageWait">Longest wait for the first request, and for the rest of one that has begun.</param>
    public ServiceSession(Socket socket, bool isGripper, TimeSpan messageWait)
    {
        _socket = socket;
        _isGripper = isGripper;
        _messageWait = messageWait;
        socket.NoDelay = true;
        socket.SendTimeout = SendTimeout;
        // A cable that is pulled is noticed after four seconds.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        Address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        _reader = new Thread(Read) { IsBackground = true, Name = isGripper ? "virtual gripper requests" : "virtual robot requests" };
        _reader.Start();
    }

    public IPAddress Address { get; }

    public bool IsClosed => _isClosed;

    /// <summary>Whether the client has gone, although the reader may not have noticed yet.</summary>
    public bool HasLeft => _isClosed || PeerState.HasEnded(_socket);

    /// <summary>Whether a request waits for the robot's thread.</summary>
    public bool HasRequest => !_requests.IsEmpty;

    private int HeaderSize => _isGripper ? GripperHeader.Size : RobotHeader.Size;

    /// <summary>Takes the next request that has come.</summary>
    public bool TryTake(out ServiceRequest request)
    {
        if (!_requests.TryDequeue(out request))
            return false;
        _room.Release();
        return true;
    }

    /// <summary>Sends the answer to a request; does not wait. A client that does not read its answers loses its connection.</summary>
    public void Answer(in ServiceRequest request, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[HeaderSize + body.Length];
        if (_isGripper)
            new GripperHeader((GripperRequest)request.Command, request.Id, (uint)message.Length).Write(message);
        else
            new RobotHeader(request.Command, request.Id, (uint)message.Length).Write(message);
        body.CopyTo(message.AsSpan(HeaderSize));
        try
        {
            // Writable means room for far more than a short answer; and nothing overtakes what still waits.
            if (message.Length <= SentAtOnce && Volatile.Read(ref _unsentBytes) == 0 && _socket.Poll(0, SelectMode.SelectWrite))
                SendAll(message);
            else
                SendLater(message);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Close();
        }
    }

    /// <summary>Ends the connection; reader and sender then end too.</summary>
    public void Close()
    {
        _isClosed = true;
        try
        {
            // Whoever waits, for something to send or for room to read, finds that it is over.
            _hasUnsent.Release();
            _room.Release();
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }
    }

    public void Dispose()
    {
        Close();
        _socket.Dispose();
        _reader.Join();
        _sender?.Join();
        _hasUnsent.Dispose();
        _room.Dispose();
    }

    private void SendLater(byte[] message)
    {
        if (Interlocked.Add(ref _unsentBytes, message.Length) > MaxUnsent)
        {
            Close();
            return;
        }

        _unsent.Enqueue(message);
        if (_sender is null)
        {
            _sender = new Thread(SendQueued) { IsBackground = true, Name = "virtual robot answers" };
            _sender.Start();
        }

        _hasUnsent.Release();
    }

    private void SendQueued()
    {
        try
        {
            while (!_isClosed)
            {
                _hasUnsent.Wait();
                while (!_isClosed && _unsent.TryDequeue(out byte[]? message))
                {
                    SendAll(message);
                    Interlocked.Add(ref _unsentBytes, -message.Length);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            _isClosed = true;
        }
    }

    private void SendAll(byte[] message)
    {
        for (int sent = 0; sent < message.Length;)
            sent += _socket.Send(message.AsSpan(sent));
    }

    private void Read()
    {
        try
        {
            byte[] header = new byte[HeaderSize];
            bool isFirst = true;
            // Between two requests a client may be silent for as long as it likes; before the first, and inside one, it may not.
            while (!_isClosed && Fill(header.AsSpan(0, 1), isFirst ? _messageWait : TimeSpan.Zero) && Fill(header.AsSpan(1), _messageWait))
            {
                (uint command, uint id, uint length) = _isGripper
                    ? GripperHeader.Read(header) is var g ? ((uint)g.Request, g.CommandId, g.Length) : default
                    : RobotHeader.Read(header) is var r ? (r.Command, r.CommandId, r.Length) : default;
                if (length < HeaderSize || length > LongestMessage)
                    break;
                byte[] body = new byte[length - HeaderSize];
                if (!Fill(body, _messageWait))
                    break;
                isFirst = false;
                _room.Wait();
                _requests.Enqueue(new ServiceRequest(command, id, body));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client left or kept silent, or the server ends.
        }

        _isClosed = true;
    }

    private bool Fill(Span<byte> bytes, TimeSpan wait)
    {
        _socket.ReceiveTimeout = (int)wait.TotalMilliseconds;
        while (bytes.Length > 0)
        {
            int count = _socket.Receive(bytes);
            if (count == 0)
                return false;
            bytes = bytes[count..];
        }

        return true;
    }
}
