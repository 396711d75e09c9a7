using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka;
using IntervenGen.Interop.Realtime;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka;

/// <summary>The robot's end of the UDP stream: states out, commands in, and the faults between. One thread; allocates nothing.</summary>
internal sealed class StateLink : IDisposable
{
    private const uint FaultStream = 77;

    private readonly Socket _socket;
    private readonly FciVersion _version;
    private readonly LinkFaults _faults;
    private readonly byte[] _state, _held, _datagram = new byte[2048];
    private readonly SocketAddress _source = new(AddressFamily.InterNetwork);
    private SocketAddress? _client;
    private CounterRandom _random;
    private bool _holds;

    public StateLink(IPAddress address, FciVersion version, LinkFaults faults)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(address, 0));
        _version = version;
        _faults = faults;
        _state = new byte[version.State.Size];
        _held = new byte[version.State.Size];
        _random = new CounterRandom(faults.Seed, 0, FaultStream);
    }

    /// <summary>Command datagrams that were no commands.</summary>
    public long Malformed { get; private set; }

    public bool HasClient => _client is not null;

    public void Connect(IPEndPoint client) => _client = client.Serialize();

    public void Disconnect()
    {
        _client = null;
        _holds = false;
    }

    public void Send(RobotState state)
    {
        if (_client is null)
            return;
        _version.State.Write(state, _state);
        bool hadHeld = _holds;
        if (_faults.Lost > 0 && _random.NextDouble() < _faults.Lost)
            return;
        if (_faults.Reordered > 0 && !hadHeld && _random.NextDouble() < _faults.Reordered)
        {
            _state.CopyTo(_held, 0);
            _holds = true;
            return;
        }

        Post(_state);
        if (_faults.Duplicated > 0 && _random.NextDouble() < _faults.Duplicated)
            Post(_state);
        if (!hadHeld)
            return;
        Post(_held);
        _holds = false;
    }

    /// <summary>Waits for a datagram until a moment of <see cref="RealtimeClock"/>.</summary>
    public bool Wait(long moment) => RealtimeClock.WaitToRead(_socket, moment);

    /// <summary>Takes the next command that has come.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryTake(RobotCommand command)
    {
        while (_socket.Available > 0)
        {
            int length = _socket.ReceiveFrom(_datagram, SocketFlags.None, _source);
            if (_client is null || !_source.Buffer.Span[..8].SequenceEqual(_client.Buffer.Span[..8]))
                continue;
            if (_faults.LostCommands > 0 && _random.NextDouble() < _faults.LostCommands)
                continue;
            if (length < _version.RobotCommandSize)
            {
                Malformed++;
                continue;
            }

            command.Read(_version, _datagram.AsSpan(0, length));
            return true;
        }

        return false;
    }

    public void Dispose() => _socket.Dispose();

    private void Post(byte[] datagram)
    {
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, _client!);
        }
        catch (SocketException)
        {
            // A client without an ear: it will find out by itself.
        }
    }
}
