using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Connection;

/// <summary>The steps that make a connection.</summary>
internal static class Handshake
{
    // States are up to 2373 bytes, 1000 a second: room for a tenth of a second and more while this process is not scheduled.
    private const int ReceiveBuffer = 1 << 20;

    public static IPEndPoint Resolve(string host, FciOptions options)
    {
        using var cancellation = new CancellationTokenSource(options.ConnectTimeout);
        try
        {
            IPAddress[] addresses = Dns.GetHostAddressesAsync(
                host, AddressFamily.InterNetwork, cancellation.Token).GetAwaiter().GetResult();
            return addresses.Length > 0
                ? new IPEndPoint(addresses[0], options.Port)
                : throw new FrankaNetworkException($"'{host}' has no IPv4 address");
        }
        catch (SocketException exception)
        {
            throw new FrankaNetworkException($"'{host}' is not known here: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new FrankaNetworkException($"'{host}' was not found within {options.ConnectTimeout.TotalSeconds:0.###} s", exception);
        }
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="host">As the user named it.</param>
    /// <param name="controller">Its address, and the service's port.</param>
    /// <param name="options">Deadlines.</param>
    /// <param name="hint">What to look at when nobody listens there.</param>
    public static Socket Open(string host, IPEndPoint controller, FciOptions options, string hint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var cancellation = new CancellationTokenSource(options.ConnectTimeout);
        try
        {
            socket.ConnectAsync(controller, cancellation.Token).AsTask().GetAwaiter().GetResult();
            socket.NoDelay = true;
            socket.ReceiveTimeout = (int)options.CommandTimeout.TotalMilliseconds;
            socket.SendTimeout = (int)options.CommandTimeout.TotalMilliseconds;
            // A cable that is pulled is noticed after four seconds.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            string advice = exception.SocketErrorCode == SocketError.ConnectionRefused ? $"; {hint}" : "";
            throw new FrankaNetworkException($"cannot connect to {host} ({controller}): {exception.Message}{advice}", exception);
        }
        catch (OperationCanceledException exception)
        {
            socket.Dispose();
            throw new FrankaNetworkException(
                $"{host} ({controller}) did not answer within {options.ConnectTimeout.TotalSeconds:0.###} s", exception);
        }
    }

    /// <summary>A socket for states, on the interface that faces the robot: nothing from elsewhere reaches it.</summary>
    /// <param name="tcp">The connection to the robot.</param>
    public static Socket Bind(Socket tcp)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveBufferSize = ReceiveBuffer;
            socket.Bind(new IPEndPoint(((IPEndPoint)tcp.LocalEndPoint!).Address, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>The given version if the controller took it, or the controller's own.</returns>
    public static FciVersion Agree(CommandChannel commands, FciVersion version, ushort statePort, FciOptions options)
    {
        Span<byte> body = stackalloc byte[ConnectBody.RequestSize];
        ConnectBody.WriteRequest(body, version.Number, statePort);
        byte[] answer = commands.Ask(
            version.CommandId(FciRequest.Connect),
            body,
            RobotMessageSize.Answer(FciRequest.Connect),
            options.ConnectTimeout,
            nameof(FciRequest.Connect));
        (byte status, ushort number) = ConnectBody.ReadAnswer(answer);
        if (version.Status(FciRequest.Connect, status) == FciStatus.Success)
        {
            return number == version.Number
                ? version
                : throw new FrankaProtocolException($"the robot accepted version {version.Number} and called it {number}");
        }

        return FciVersion.TryFind(number, out FciVersion? other)
            ? other
            : throw new FrankaVersionException(
                $"the robot speaks version {number} of the robot service ({FciVersion.SystemOf(number)}); this driver speaks "
                + string.Join(", ", FciVersion.All.Select(known => $"{known.Number} ({FciVersion.SystemOf(known.Number)})"))
                + "; install one of these system images on the controller",
                number);
    }
}
