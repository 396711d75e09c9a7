using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Connection;

/// <summary>A connection to the robot service of one controller: states, settings and recovery.</summary>
/// <remarks>
/// Commands may come from several threads at once; a stop does not wait for a recovery's answer. States are read by one thread
/// at a time.
/// </remarks>
public sealed partial class FciConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly CommandChannel _commands;
    private readonly StateStream _states;
    private readonly FciOptions _options;

    private FciConnection(Socket socket, CommandChannel commands, StateStream states, FciVersion version, FciOptions options)
    {
        _socket = socket;
        _commands = commands;
        _states = states;
        _options = options;
        Version = version;
    }

    /// <summary>The version both sides speak.</summary>
    public FciVersion Version { get; }

    /// <summary>What became of the states sent so far.</summary>
    public StreamCounts StateCounts => _states.Counts;

    /// <summary>Connects, agrees on a version and waits for the first state.</summary>
    /// <param name="host">Name or IPv4 address of the controller.</param>
    /// <param name="options">Ports and deadlines.</param>
    /// <exception cref="FrankaNetworkException">It cannot be reached, or sends no states.</exception>
    /// <exception cref="FrankaVersionException">It speaks a version without tables here.</exception>
    /// <exception cref="FrankaProtocolException">What answers is not a robot.</exception>
    public static FciConnection Connect(string host, FciOptions? options = null)
    {
        options ??= new FciOptions();
        IPEndPoint controller = Handshake.Resolve(host, options);
        FciVersion version = options.FirstVersion;
        // The controller names its own number when it refuses one, so the second try fits.
        if (TryConnect(host, controller, version, options, out FciVersion answered) is { } first)
            return first;
        return TryConnect(host, controller, answered, options, out FciVersion again)
            ?? throw new FrankaProtocolException($"{host} asked for version {answered.Number}, then refused it for {again.Number}");
    }

    /// <summary>Reads a fresh state: what has queued up before the call is discarded.</summary>
    /// <param name="state">Receives it.</param>
    /// <exception cref="FrankaNetworkException">None came in time.</exception>
    public void ReadState(RobotState state)
    {
        _states.Forget();
        _states.Next(state, _options.StateTimeout);
    }

    /// <summary>The newest state that was not read yet; waits for one if there is none. For reading without a gap.</summary>
    /// <param name="state">Receives it.</param>
    /// <exception cref="FrankaNetworkException">None came in time.</exception>
    public void ReadNextState(RobotState state) => _states.Next(state, _options.StateTimeout);

    /// <summary>Closes the connection; the controller then stops its states.</summary>
    public void Dispose()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        _commands.Dispose();
        _states.Dispose();
    }

    private static FciConnection? TryConnect(
        string host, IPEndPoint controller, FciVersion version, FciOptions options, out FciVersion answered)
    {
        Socket? tcp = null, udp = null;
        try
        {
            tcp = Handshake.Open(host, controller, options, "is FCI activated on the controller?");
            udp = Handshake.Bind(tcp);
            var commands = new CommandChannel(tcp, Framing.Robot);
            answered = Handshake.Agree(commands, version, (ushort)((IPEndPoint)udp.LocalEndPoint!).Port, options);
            if (answered != version)
                return null;
            var states = new StateStream(udp, controller.Address, version);
            // Nothing else may be sent before the first state has come.
            states.Next(new RobotState(), options.StateTimeout);
            var connection = new FciConnection(tcp, commands, states, version, options);
            (tcp, udp) = (null, null);
            return connection;
        }
        finally
        {
            tcp?.Dispose();
            udp?.Dispose();
        }
    }
}
