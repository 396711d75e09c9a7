using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Perception.Network;

/// <summary>A camera in another process or on another machine.</summary>
/// <remarks>
/// Speaks to <see cref="CameraServer"/> or to any program that sends the same bytes, such as a bridge to a RealSense. Every
/// wait has a deadline. After a network or protocol fault the connection is closed: its stream could be in the middle of a
/// frame; the next capture connects anew. So it does when the server gave an idle connection up. One thread at a time;
/// little-endian machines only, as .NET's are.
/// </remarks>
public sealed class CameraClient : IDepthCamera, IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly TimeSpan _wait;
    private CameraStream? _stream;
    private uint _lastId;

    private CameraClient(string host, int port, TimeSpan wait) => (_host, _port, _wait) = (host, port, wait);

    /// <inheritdoc/>
    public CameraIntrinsics Intrinsics { get; private set; }

    /// <summary>Connects and asks for the intrinsics.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="wait">Longest wait for the connection, and for each answer; null for 5 s.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="CameraNetworkException">Nobody answers in time.</exception>
    /// <exception cref="CameraProtocolException">Something else answers.</exception>
    public static CameraClient Connect(string host, int port, TimeSpan? wait = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        var client = new CameraClient(host, port, wait ?? TimeSpan.FromSeconds(5));
        try
        {
            client.Intrinsics = client.Ask(CameraRequestKind.Describe, null, cancellation).Intrinsics;
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CameraNetworkException">No whole frame came in time.</exception>
    /// <exception cref="CameraProtocolException">The answer is not what the protocol allows, or says why there is no frame.</exception>
    public void Capture(RgbdFrame frame, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.RequireSize(Intrinsics);
        Ask(CameraRequestKind.Frame, frame, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private CameraAnswer Ask(CameraRequestKind kind, RgbdFrame? frame, CancellationToken cancellation)
    {
        bool isWhole = false;
        try
        {
            var deadline = new Deadline(_wait);
            if (_stream is { IsStale: true })
                Dispose();
            _stream ??= Open(cancellation);
            var request = new CameraRequest(kind, ++_lastId);
            Span<byte> bytes = stackalloc byte[CameraAnswer.Size];
            request.Write(bytes);
            _stream.Write(bytes[..CameraRequest.Size], deadline, Name("request"));
            _stream.Read(bytes, deadline, Name("answer"), cancellation);
            CameraAnswer answer = CameraAnswer.Read(bytes, request);
            if (answer.Failed)
            {
                byte[] text = new byte[answer.ColourBytes];
                _stream.Read(text, deadline, Name("answer"), cancellation);
                isWhole = true;
                throw new CameraProtocolException($"{Name("server")} has no frame: {Encoding.UTF8.GetString(text)}");
            }

            if (frame is not null)
                Fill(frame, answer, deadline, cancellation);
            isWhole = true;
            return answer;
        }
        finally
        {
            if (!isWhole)
                Dispose();
        }
    }

    private void Fill(RgbdFrame frame, in CameraAnswer answer, Deadline deadline, CancellationToken cancellation)
    {
        if (answer.Intrinsics != Intrinsics)
            throw new CameraProtocolException(
                $"{Name("server")}: the camera was {Intrinsics} and is now {answer.Intrinsics}; connect anew");
        _stream!.Read(frame.Colour, deadline, Name("colour"), cancellation);
        _stream.Read(MemoryMarshal.AsBytes(frame.Depth.AsSpan()), deadline, Name("depth"), cancellation);
        frame.TimestampUs = answer.TimestampUs;
        if (answer.DepthUnit == RgbdFrame.DepthUnit)
            return;
        for (int i = 0; i < frame.Depth.Length; i++)
            frame.SetDepth(i, frame.Depth[i] * answer.DepthUnit);
    }

    private CameraStream Open(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limited.CancelAfter(_wait);
            // Waiting for the task on this thread: the synchronous call has no deadline.
            socket.ConnectAsync(new DnsEndPoint(_host, _port), limited.Token).AsTask().GetAwaiter().GetResult();
            return new CameraStream(socket);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new CameraNetworkException($"{Name("server")} did not answer within {_wait.TotalSeconds:0.###} s", exception);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new CameraNetworkException($"{Name("server")} cannot be reached: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Name(string what) => $"camera {_host}:{_port}, {what}";
}
