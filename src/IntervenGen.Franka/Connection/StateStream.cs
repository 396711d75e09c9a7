using System.Net;
using System.Net.Sockets;
using IntervenGen.Core;
using IntervenGen.Franka.Wire;
using IntervenGen.Interop.Realtime;

namespace IntervenGen.Franka.Connection;

/// <summary>What became of the datagrams of a state stream.</summary>
/// <param name="Received">Datagrams from the controller.</param>
/// <param name="Lost">Ids between the first and the newest that never came.</param>
/// <param name="Late">Datagrams dropped because a newer or the same one had come before.</param>
/// <param name="Implausible">Datagrams dropped because their id was far from all others: forged, or of another robot.</param>
public readonly record struct StreamCounts(long Received, long Lost, long Late, long Implausible = 0);

/// <summary>Receives states: the newest id wins, older ones are dropped.</summary>
/// <remarks>
/// An id that jumps by more than ten seconds is not believed until several of its kind have come in a row: one forged datagram
/// would otherwise make all true ones look old. There is no thread behind it. Whoever needs a state reads what has queued up, or
/// waits for the next, so that a control loop answers on the thread on which the state arrived. One thread at a time; allocates
/// nothing after construction.
/// </remarks>
internal sealed class StateStream : IDisposable
{
    // One byte more than any state: a longer datagram is cut, as the protocol allows.
    private readonly byte[] _datagram = new byte[4096];

    // Ids, which are milliseconds: the largest jump that is believed at once, and how many must follow each other after a larger
    // one. And datagrams that are thrown away in one go: more than fit into the socket.
    private const ulong LargestJump = 10_000;
    private const int JumpWitnesses = 5, MaxForgotten = 4096;
    private readonly Socket _socket;
    private readonly SocketAddress _source = new(AddressFamily.InterNetwork), _sender = new(AddressFamily.InterNetwork), _controller;
    private readonly IPAddress _address;
    private readonly FciVersion _version;
    private ulong _newest;

    // Bit i: whether the datagram i before the newest came.
    private ulong _seen;
    private bool _hasAny;
    private long _received, _lost, _late, _implausible;
    private ulong _jumpedTo;
    private int _witnesses;

    public StateStream(Socket socket, IPAddress address, FciVersion version)
    {
        _socket = socket;
        _address = address;
        _version = version;
        _controller = new IPEndPoint(address, 0).Serialize();
    }

    public StreamCounts Counts => new(_received, _lost, _late, _implausible);

    /// <summary>Discards what has queued up, so that the next state is fresh.</summary>
    /// <remarks>A full queue drops the new, not the old: after a pause all that it holds is stale.</remarks>
    public void Forget()
    {
        for (int i = 0; i < MaxForgotten && TryTake(out _); i++)
        {
        }
    }

    /// <summary>The newest state that has queued up, or else the next one.</summary>
    /// <exception cref="FrankaNetworkException">None came within <paramref name="wait"/>.</exception>
    public void Next(RobotState state, TimeSpan wait)
    {
        var deadline = new Deadline(wait);
        bool isNewer = false;
        while (!isNewer)
        {
            TimeSpan left = deadline.Left;
            if (!_socket.Poll(left, SelectMode.SelectRead) && left == TimeSpan.Zero)
                throw new FrankaNetworkException($"no state came from {_address} within {wait.TotalSeconds:0.###} s; is a "
                    + $"firewall between, or another client connected?");
            while (TryTake(out bool isNew))
            {
                if (deadline.IsOver && !isNew)
                    break;
                if (!isNew)
                    continue;
                _version.State.Read(_datagram, state);
                isNewer = true;
                if (deadline.IsOver)
                    break;
            }
        }
    }

    /// <summary>Sends a command to where the newest state came from.</summary>
    /// <exception cref="FrankaNetworkException">The network does not take it.</exception>
    public void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, _sender);
        }
        catch (SocketException exception)
        {
            throw new FrankaNetworkException($"a command to {_address} cannot be sent: {exception.Message}", exception);
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <returns>Whether there was a datagram.</returns>
    private bool TryTake(out bool isNew)
    {
        isNew = false;
        if (!Datagrams.TryReceive(_socket, _datagram, _source, out int length))
            return false;
        isNew = IsFromController() && IsNew(length);
        return true;
    }

    /// <returns>Whether the datagram is newer than all before.</returns>
    private bool IsNew(int length)
    {
        _version.State.CheckLength(_datagram.AsSpan(0, length));
        _received++;
        ulong id = RobotStateLayout.MessageId(_datagram);
        if (_hasAny && !IsPlausible(id))
            return false;
        if (_hasAny && id <= _newest)
        {
            Overtaken(_newest - id);
            return false;
        }

        ulong step = _hasAny ? id - _newest : 1;
        _lost += (long)(step - 1);
        _seen = step < 64 ? (_seen << (int)step) | 1 : 1;
        _newest = id;
        _hasAny = true;
        _source.Buffer.Span.CopyTo(_sender.Buffer.Span);
        return true;
    }

    // Whether an id may belong to this robot's count. One that has jumped is taken for true once others have gone on from it, and
    // none from the old ones meanwhile.
    private bool IsPlausible(ulong id)
    {
        ulong distance = id > _newest ? id - _newest : _newest - id;
        if (distance <= LargestJump)
        {
            _witnesses = 0;
            return true;
        }

        _witnesses = _witnesses > 0 && id > _jumpedTo && id - _jumpedTo <= LargestJump ? _witnesses + 1 : 1;
        _jumpedTo = id;
        _implausible++;
        if (_witnesses < JumpWitnesses)
            return false;
        // A robot that began anew, or the first state was the forged one: nothing can be said of what came between.
        _witnesses = 0;
        _newest = id - 1;
        _seen = 1;
        return true;
    }

    // What was overtaken was counted as lost; what comes twice was not.
    private void Overtaken(ulong age)
    {
        _late++;
        if (age >= 64 || (_seen >> (int)age & 1) != 0)
            return;
        _seen |= 1UL << (int)age;
        _lost--;
    }

    // An IPv4 socket address: family, port, then four bytes of address from offset 4.
    private bool IsFromController() =>
        _source.Buffer.Span.Slice(4, 4).SequenceEqual(_controller.Buffer.Span.Slice(4, 4));
}
