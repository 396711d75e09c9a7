using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Wire;
using IntervenGen.Interop.Realtime;

namespace IntervenGen.Franka.Connection;

/// <summary>A connection to the gripper service: homing, moves, grasps, states.</summary>
/// <remarks>
/// An action's call returns when the action is over. A stop may come from another thread meanwhile, and ends it. States are read
/// by one thread at a time.
/// </remarks>
public sealed class GripperConnection : IDisposable
{
    // More than a robot sends in ten seconds.
    private const int MaxInOneRead = 512;

    private readonly Socket _tcp, _udp;
    private readonly CommandChannel _commands;
    private readonly FciOptions _options;
    private readonly IPAddress _address;
    private readonly byte[] _datagram = new byte[64];
    private readonly SocketAddress _source = new(AddressFamily.InterNetwork), _controller;

    private GripperConnection(Socket tcp, Socket udp, CommandChannel commands, IPAddress address, FciOptions options)
    {
        (_tcp, _udp, _commands, _address, _options) = (tcp, udp, commands, address, options);
        _controller = new IPEndPoint(address, 0).Serialize();
    }

    /// <summary>Connects and agrees on the version.</summary>
    /// <param name="host">Name or IPv4 address of the controller.</param>
    /// <param name="options">Ports and deadlines.</param>
    /// <exception cref="FrankaNetworkException">It cannot be reached.</exception>
    /// <exception cref="FrankaVersionException">It speaks another version than 3.</exception>
    public static GripperConnection Connect(string host, FciOptions? options = null)
    {
        options ??= new FciOptions();
        IPEndPoint controller = Handshake.Resolve(host, options);
        controller.Port = options.GripperPort;
        Socket? tcp = null, udp = null;
        try
        {
            tcp = Handshake.Open(
                host, controller, options,
                "no Franka Hand answers there: is one mounted, and chosen as end effector in Desk?");
            udp = Handshake.Bind(tcp);
            var commands = new CommandChannel(tcp, Framing.Gripper);
            Span<byte> body = stackalloc byte[ConnectBody.RequestSize];
            ConnectBody.WriteRequest(body, GripperHeader.Version, (ushort)((IPEndPoint)udp.LocalEndPoint!).Port);
            byte[] answer = commands.Ask(
                (uint)GripperRequest.Connect,
                body,
                GripperHeader.AnswerSize(GripperRequest.Connect),
                options.ConnectTimeout,
                nameof(GripperRequest.Connect));
            ushort version = new WireReader(answer.AsSpan(2)).UInt16();
            if (GripperHeader.ReadStatus(answer) != GripperStatus.Success)
                throw new FrankaVersionException(
                    $"the gripper speaks version {version}; this driver speaks {GripperHeader.Version}", version);
            var connection = new GripperConnection(tcp, udp, commands, controller.Address, options);
            (tcp, udp) = (null, null);
            return connection;
        }
        finally
        {
            tcp?.Dispose();
            udp?.Dispose();
        }
    }

    /// <summary>Finds the stops and the greatest width; needed after the fingers were changed.</summary>
    /// <exception cref="FrankaGripperException">It failed or was stopped.</exception>
    public void Homing() => Act(GripperRequest.Homing, []);

    /// <summary>Moves the fingers to a width and waits until they are there.</summary>
    /// <param name="width">Opening to reach, metres.</param>
    /// <param name="speed">Of the opening, m/s.</param>
    /// <returns>Whether the width was reached.</returns>
    /// <exception cref="FrankaGripperException">It failed, was blocked, or was stopped.</exception>
    public bool Move(double width, double speed)
    {
        Span<byte> body = stackalloc byte[GripperHeader.RequestSize(GripperRequest.Move) - GripperHeader.Size];
        new FingerMoveRequest(width, speed).Write(body);
        return Act(GripperRequest.Move, body);
    }

    /// <summary>Closes, or opens, on an object and holds it.</summary>
    /// <returns>Whether what stopped the fingers has the expected width.</returns>
    /// <exception cref="FrankaGripperException">It failed or was stopped.</exception>
    public bool Grasp(GraspRequest grasp)
    {
        Span<byte> body = stackalloc byte[GripperHeader.RequestSize(GripperRequest.Grasp) - GripperHeader.Size];
        grasp.Write(body);
        return Act(GripperRequest.Grasp, body);
    }

    /// <summary>Begins a move without waiting for its end; a running action is aborted by it.</summary>
    /// <param name="width">Opening to reach, metres.</param>
    /// <param name="speed">Of the opening, m/s.</param>
    public GripperAction BeginMove(double width, double speed)
    {
        Span<byte> body = stackalloc byte[GripperHeader.RequestSize(GripperRequest.Move) - GripperHeader.Size];
        new FingerMoveRequest(width, speed).Write(body);
        return new GripperAction(GripperRequest.Move, _commands.Begin((uint)GripperRequest.Move, body));
    }

    /// <summary>Begins a grasp without waiting for its end; a running action is aborted by it.</summary>
    public GripperAction BeginGrasp(GraspRequest grasp)
    {
        Span<byte> body = stackalloc byte[GripperHeader.RequestSize(GripperRequest.Grasp) - GripperHeader.Size];
        grasp.Write(body);
        return new GripperAction(GripperRequest.Grasp, _commands.Begin((uint)GripperRequest.Grasp, body));
    }

    /// <summary>Whether an action is over; does not wait.</summary>
    /// <param name="action">The action.</param>
    /// <param name="status">How it ended, if it is over.</param>
    /// <returns>True once, after which the action is forgotten.</returns>
    public bool TryEnd(GripperAction action, out GripperStatus status)
    {
        status = default;
        if (_commands.TryTake(action.Id) is not { } answer)
            return false;
        status = GripperHeader.ReadStatus(answer);
        Forget(action);
        return true;
    }

    /// <summary>Gives up waiting for an action; it goes on.</summary>
    public void Forget(GripperAction action) => _commands.Forget(action.Id);

    /// <summary>Ends a running action and lets go.</summary>
    /// <exception cref="FrankaGripperException">It failed.</exception>
    public void Stop() => Act(GripperRequest.Stop, []);

    /// <summary>The newest state that was not read yet; waits for one if there is none. States come ten to thirty times a second.</summary>
    /// <exception cref="FrankaNetworkException">None came in time.</exception>
    public GripperState ReadState()
    {
        long end = RealtimeClock.Now + (_options.StateTimeout.Ticks * 100);
        while (RealtimeClock.WaitToRead(_udp, end))
        {
            // What has queued up is looked through, of which the newest counts.
            if (TryReadState(out GripperState state))
                return state;
            if (RealtimeClock.Now >= end)
                break;
        }

        throw new FrankaNetworkException(
            $"no gripper state came from {_address} within {_options.StateTimeout.TotalSeconds:0.###} s");
    }

    /// <summary>The newest state that has come since the last call, if one has; does not wait.</summary>
    public bool TryReadState(out GripperState state)
    {
        state = default;
        bool isNew = false;
        // Not by how many bytes there are: an empty datagram has none, and would keep all later ones from being seen. And not
        // without end: whoever sends faster than is read here must not hold the caller.
        for (int i = 0; i < MaxInOneRead && Datagrams.TryReceive(_udp, _datagram, _source, out int length); i++)
        {
            if (!_source.Buffer.Span.Slice(4, 4).SequenceEqual(_controller.Buffer.Span.Slice(4, 4)))
                continue;
            state = GripperState.Read(_datagram.AsSpan(0, length));
            isNew = true;
        }

        return isNew;
    }

    /// <summary>Closes the connection to the gripper; a running action goes on.</summary>
    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
    }

    private bool Act(GripperRequest request, ReadOnlySpan<byte> body)
    {
        TimeSpan wait = request == GripperRequest.Stop ? _options.CommandTimeout : _options.GripperTimeout;
        GripperStatus status = GripperHeader.ReadStatus(
            _commands.Ask((uint)request, body, GripperHeader.AnswerSize(request), wait, $"the gripper's {request}"));
        return status switch
        {
            GripperStatus.Success => true,
            GripperStatus.Unsuccessful => false,
            _ => throw new FrankaGripperException(request, status),
        };
    }
}

/// <summary>An action of the gripper that has been begun.</summary>
/// <param name="Request">Which.</param>
/// <param name="Id">Of the request on its connection.</param>
public readonly record struct GripperAction(GripperRequest Request, uint Id);
