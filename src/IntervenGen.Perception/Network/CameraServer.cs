using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Network;

/// <summary>Serves a camera's frames over TCP: one request, one frame.</summary>
/// <remarks>
/// Clients are served one after another, on the thread that calls <see cref="Run"/>: a virtual camera belongs to its
/// thread. A client that sends nonsense or falls silent in the middle of a message is dropped, the next one is served. There is no access
/// control: listen on 127.0.0.1, or on a network of the robot's own. The bytes stand in the project's README.
/// </remarks>
public sealed class CameraServer : IDisposable
{
    private readonly IDepthCamera _camera;
    private readonly Socket _listener;
    private readonly RgbdFrame _frame;

    /// <summary>Opens the port; nothing is served yet.</summary>
    /// <param name="camera">Whose frames are given.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="port">TCP port; 0 for any free one.</param>
    /// <exception cref="CameraNetworkException">The port is taken or the address not this machine's.</exception>
    public CameraServer(IDepthCamera camera, IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(camera);
        ArgumentNullException.ThrowIfNull(address);
        _camera = camera;
        _frame = new RgbdFrame(camera.Intrinsics);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(address, port));
            _listener.Listen(8);
        }
        catch (Exception exception)
        {
            _listener.Dispose();
            if (exception is not SocketException)
                throw;
            throw new CameraNetworkException($"no camera can be served at {address}:{port}: {exception.Message}", exception);
        }
    }

    /// <summary>How long a client may be silent in the middle of a message, or not read its answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may be silent between requests.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A client that is silent this long between requests gives way to one that waits.</summary>
    public TimeSpan GivesWayAfter { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Address and port at which it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Serves until cancelled. Call it on the camera's thread.</summary>
    /// <param name="cancellation">Ends serving; not an error.</param>
    public void Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (!_listener.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
                continue;
            try
            {
                Socket client = _listener.Accept();
                client.NoDelay = true;
                using var stream = new CameraStream(client);
                Serve(stream, cancellation);
            }
            catch (Exception exception) when (exception is CameraNetworkException or CameraProtocolException or SocketException)
            {
                // The client is gone; its end has the reason.
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Serve(CameraStream stream, CancellationToken cancellation)
    {
        Span<byte> bytes = stackalloc byte[CameraRequest.Size];
        while (WaitForRequest(stream, cancellation))
        {
            stream.Read(bytes, new Deadline(Patience), "camera request", cancellation);
            Answer(stream, CameraRequest.Read(bytes), cancellation);
        }
    }

    // While one client thinks, another waits: whoever is idle gives way.
    private bool WaitForRequest(CameraStream stream, CancellationToken cancellation)
    {
        var idle = new Deadline(IdleLimit);
        while (!idle.IsOver)
        {
            if (stream.WaitForData(TimeSpan.FromMilliseconds(50), cancellation))
                return true;
            if (idle.Elapsed > GivesWayAfter && _listener.Poll(TimeSpan.Zero, SelectMode.SelectRead))
                return false;
        }

        return false;
    }

    private void Answer(CameraStream stream, CameraRequest request, CancellationToken cancellation)
    {
        byte[] text = [];
        if (request.Kind == CameraRequestKind.Frame)
        {
            try
            {
                _camera.Capture(_frame, cancellation);
            }
            catch (Core.IntervenGenException exception)
            {
                text = Encoding.UTF8.GetBytes(exception.Message);
                text = text.Length > CameraAnswer.LongestText ? text[..CameraAnswer.LongestText] : text;
            }
        }

        bool isFrame = request.Kind == CameraRequestKind.Frame && text.Length == 0;
        ReadOnlySpan<byte> colour = isFrame ? _frame.Colour : text;
        ReadOnlySpan<byte> depth = isFrame ? MemoryMarshal.AsBytes<ushort>(_frame.Depth) : default;
        Span<byte> header = stackalloc byte[CameraAnswer.Size];
        new CameraAnswer(
            text.Length > 0, request.Id, _frame.TimestampUs, _camera.Intrinsics, RgbdFrame.DepthUnit, (uint)colour.Length,
            (uint)depth.Length)
            .Write(header);
        var deadline = new Deadline(Patience);
        stream.Write(header, deadline, "camera answer");
        stream.Write(colour, deadline, "camera answer");
        stream.Write(depth, deadline, "camera answer");
    }
}
