using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka;
using IntervenGen.Franka.Wire;
using IntervenGen.Interop.Realtime;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>The robot's end of the UDP stream: states out, commands in, and the faults between. One thread; allocates nothing.</summary>
/// <remarks>No call waits longer than it is told to, whatever is sent to the socket.</remarks>
internal sealed class StateLink : IDisposable
{
    private const uint FaultStream = 77;
    private const int LongestDelay = 5;
    private const int MaxInOneTake = 64;

    private readonly Socket _socket;
    private readonly FciVersion _version;
    private readonly LinkFaults _faults;
    private readonly byte[] _state, _datagram = new byte[2048];
    private readonly (byte[] Datagram, int Left)[] _held;
    private readonly SocketAddress _source = new(AddressFamily.InterNetwork);
    private SocketAddress? _client;
    private CounterRandom _random;

    public StateLink(IPAddress address, FciVersion version, LinkFaults faults)
    {
        _version = version;
        _faults = faults;
        _state = new byte[version.State.Size];
        _held = [.. Enumerable.Range(0, LongestDelay + 1).Select(_ => (new byte[version.State.Size], 0))];
        _random = new CounterRandom(faults.Seed, 0, FaultStream);
        // Last: nothing after it can fail and leave it open.
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(new IPEndPoint(address, 0));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Malformed command datagrams.</summary>
    public long Malformed { get; private set; }

    public bool HasClient => _client is not null;

    /// <summary>Milliseconds for which neither states nor commands get through.</summary>
    public int Outage { get; set; }

    /// <summary>Address at which commands are received.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public void Connect(IPEndPoint client) => _client = client.Serialize();

    public void Disconnect()
    {
        _client = null;
        foreach (ref (byte[] Datagram, int Left) held in _held.AsSpan())
            held.Left = 0;
    }

    public void Send(RobotState state)
    {
        if (_client is null)
            return;
        if (Outage > 0)
        {
            Outage--;
            return;
        }

        _version.State.Write(state, _state);
        int delay = _faults.Reordered > 0 && _random.NextDouble() < _faults.Reordered ? 1
            : _faults.Delayed > 0 && _random.NextDouble() < _faults.Delayed ? LongestDelay : 0;
        bool isLost = _faults.Lost > 0 && _random.NextDouble() < _faults.Lost;
        if (!isLost && (delay == 0 || !Hold(delay)))
        {
            Post(_state);
            if (_faults.Duplicated > 0 && _random.NextDouble() < _faults.Duplicated)
                Post(_state);
        }

        foreach (ref (byte[] Datagram, int Left) held in _held.AsSpan())
        {
            if (held.Left > 0 && --held.Left == 0)
                Post(held.Datagram);
        }
    }

    /// <summary>Waits for a datagram until a moment of <see cref="RealtimeClock"/>.</summary>
    public bool Wait(long moment) => RealtimeClock.WaitToRead(_socket, moment);

    /// <summary>Takes the next command that has come.</summary>
    /// <param name="command">Receives it.</param>
    /// <returns>False if there is none, or if so much else has come that the caller must look at its clock first.</returns>
    public bool TryTake(RobotCommand command)
    {
        // Not by how many bytes there are: an empty datagram has none, and would keep all later ones from being heard. And not
        // without end: whoever sends faster than is read here must not hold the robot.
        for (int i = 0; i < MaxInOneTake && Datagrams.TryReceive(_socket, _datagram, _source, out int length); i++)
        {
            if (_client is null || !_source.Buffer.Span[..8].SequenceEqual(_client.Buffer.Span[..8]))
                continue;
            if (Outage > 0 || (_faults.LostCommands > 0 && _random.NextDouble() < _faults.LostCommands))
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

    // One more than it is late by: this very call counts it down once.
    private bool Hold(int states)
    {
        foreach (ref (byte[] Datagram, int Left) held in _held.AsSpan())
        {
            if (held.Left > 0)
                continue;
            _state.CopyTo(held.Datagram, 0);
            held.Left = states + 1;
            return true;
        }

        return false;
    }

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
