using System.Net.Sockets;
using IntervenGen.Core;

namespace IntervenGen.Franka.Connection;

/// <summary>Requests and answers over TCP, matched by the request's id.</summary>
/// <remarks>
/// Any number of threads may wait, each for its own answer. There is no reading thread: one of those who wait reads for all.
/// 1. Under the lock a waiter looks whether its answer has come. 2. If nobody reads, it becomes the reader, leaves the lock,
/// and reads one message. 3. Under the lock it files the message, gives the role up and wakes all. 4. The others sleep on the
/// lock meanwhile. An answer that nobody waits for any more is dropped; one that nobody asked for is a protocol error. A request
/// may have several answers, one after the other: begin it, await each, and forget it.
/// </remarks>
internal sealed class CommandChannel : IDisposable
{
    // Far above any model's text, far below what would hurt.
    private const uint LongestMessage = 64 << 20;

    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly Lock _sending = new();
    private readonly object _gate = new();
    private readonly Dictionary<uint, Queue<byte[]>> _answers = [];
    private readonly Framing _framing;
    private readonly byte[] _header;
    private uint _nextId;
    private bool _isRead;
    private Exception? _broken;

    public CommandChannel(Socket socket, Framing framing)
    {
        _socket = socket;
        _framing = framing;
        _header = new byte[framing.HeaderSize];
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="command">The request's number.</param>
    /// <param name="body">What follows the header.</param>
    /// <param name="minAnswer">Bytes of the shortest whole answer.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="what">The request's name, for messages.</param>
    /// <returns>The answer's body.</returns>
    public byte[] Ask(uint command, ReadOnlySpan<byte> body, int minAnswer, TimeSpan wait, string what)
    {
        uint id = Begin(command, body);
        try
        {
            return Await(id, minAnswer, wait, what);
        }
        finally
        {
            Forget(id);
        }
    }

    /// <summary>The next answer to a request that was begun.</summary>
    /// <param name="id">From <see cref="Begin"/>.</param>
    /// <param name="minAnswer">Bytes of the shortest whole answer.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="what">The request's name, for messages.</param>
    public byte[] Await(uint id, int minAnswer, TimeSpan wait, string what)
    {
        byte[] answer = Await(id, new Deadline(wait), wait, what);
        return answer.Length >= minAnswer - _framing.HeaderSize
            ? answer
            : throw new FrankaProtocolException(
                $"the answer to {what} has {answer.Length + _framing.HeaderSize} bytes, expected {minAnswer}");
    }

    /// <summary>The next answer if it has come; does not wait, and allocates nothing when there is none.</summary>
    public byte[]? TryTake(uint id)
    {
        lock (_gate)
        {
            if (!_isRead && _broken is null && _socket.Poll(0, SelectMode.SelectRead))
                ReadForAll(new Deadline(TimeSpan.Zero));
            if (_answers[id].TryDequeue(out byte[]? answer))
                return answer;
            return _broken is null ? null : throw Again(_broken);
        }
    }

    /// <summary>Drops what may still come.</summary>
    public void Forget(uint id)
    {
        lock (_gate)
            _answers.Remove(id);
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends a request whose answers will be asked for.</summary>
    /// <returns>The request's id.</returns>
    public uint Begin(uint command, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[_framing.HeaderSize + body.Length];
        body.CopyTo(message.AsSpan(_framing.HeaderSize));
        lock (_sending)
        {
            uint id = _nextId++;
            lock (_gate)
                _answers.Add(id, new Queue<byte[]>(2));
            _framing.Write(command, id, (uint)message.Length, message);
            try
            {
                for (int sent = 0; sent < message.Length;)
                    sent += _socket.Send(message.AsSpan(sent));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Half a message may be under way: nothing after it would be understood.
                FrankaNetworkException fault = Closed(exception);
                lock (_gate)
                {
                    _answers.Remove(id);
                    _broken ??= fault;
                }

                throw fault;
            }

            return id;
        }
    }

    private byte[] Await(uint id, Deadline deadline, TimeSpan wait, string what)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_answers[id].TryDequeue(out byte[]? answer))
                    return answer;

                if (_broken is not null)
                    throw Again(_broken);
                if (deadline.IsOver)
                    throw new FrankaNetworkException($"{what} was not answered within {wait.TotalSeconds:0.###} s");

                if (_isRead)
                    Monitor.Wait(_gate, deadline.Left);
                else
                    ReadForAll(deadline);
            }
        }
    }

    // Called and left under the lock, which is given up while reading.
    private void ReadForAll(Deadline deadline)
    {
        _isRead = true;
        Monitor.Exit(_gate);
        (uint Id, byte[] Body)? message = null;
        Exception? fault = null;
        try
        {
            message = ReadOne(deadline);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            fault = Closed(exception);
        }
        catch (FrankaException exception)
        {
            fault = exception;
        }
        finally
        {
            Monitor.Enter(_gate);
            _isRead = false;
            Monitor.PulseAll(_gate);
        }

        if (fault is null && message is { } arrived)
            fault = File(arrived.Id, arrived.Body);
        _broken ??= fault;
    }

    private FrankaProtocolException? File(uint id, byte[] body)
    {
        if (_answers.TryGetValue(id, out Queue<byte[]>? answers))
            answers.Enqueue(body);
        else if (id >= _nextId)
            return new FrankaProtocolException($"the {_framing.Name} answered request {id}; {_nextId} were made, counted from 0");
        return null;
    }

    /// <summary>One message, or null if none has begun for a while.</summary>
    private (uint Id, byte[] Body)? ReadOne(Deadline deadline)
    {
        TimeSpan left = deadline.Left;
        if (!_socket.Poll(left < s_glance ? left : s_glance, SelectMode.SelectRead))
            return null;
        Fill(_header);
        (uint id, uint length) = _framing.Read(_header);
        if (length < _framing.HeaderSize || length > LongestMessage)
            throw new FrankaProtocolException($"the {_framing.Name} announced a message of {length} bytes");
        byte[] body = new byte[length - _framing.HeaderSize];
        Fill(body);
        return (id, body);

        // A message that has begun is read to its end, or the connection is of no use: its own deadline is the socket's.
        void Fill(Span<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                int count = _socket.Receive(bytes);
                if (count == 0)
                    throw new FrankaNetworkException($"the {_framing.Name} closed the connection");
                bytes = bytes[count..];
            }
        }
    }

    // The first fault breaks the channel for good; later callers get one of their own, with its cause.
    private static Exception Again(Exception broken) => broken is FrankaProtocolException
        ? new FrankaProtocolException(broken.Message)
        : new FrankaNetworkException(broken.Message, broken);

    private FrankaNetworkException Closed(Exception cause) =>
        new(cause is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock }
            ? $"the {_framing.Name} sent half a message and fell silent"
            : $"the connection to the {_framing.Name} is lost: {cause.Message}", cause);
}
