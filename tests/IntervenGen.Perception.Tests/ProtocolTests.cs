using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Network;

namespace IntervenGen.Perception.Tests;

/// <summary>Camera and client over the loopback, and against bytes that are wrong.</summary>
public sealed class ProtocolTests
{
    private static readonly CameraIntrinsics s_camera = new(50.5, 51.5, 15.25, 11.75, 32, 24);

    [Fact]
    public void A_request_has_these_bytes()
    {
        byte[] bytes = new byte[CameraRequest.Size];
        new CameraRequest(CameraRequestKind.Frame, 0x01020304).Write(bytes);
        Assert.Equal("4947434d01000200" + "0403020100000000", Convert.ToHexStringLower(bytes));
        Assert.Equal(new CameraRequest(CameraRequestKind.Frame, 0x01020304), CameraRequest.Read(bytes));
    }

    [Fact]
    public void An_answer_has_these_bytes()
    {
        byte[] bytes = new byte[CameraAnswer.Size];
        var answer = new CameraAnswer(false, 7, 0x0102030405060708, s_camera, 0.001, 32 * 24 * 3, 32 * 24 * 2);
        answer.Write(bytes);
        Assert.Equal(80, bytes.Length);
        Assert.Equal("IGCF"u8.ToArray(), bytes[..4]);
        Assert.Equal(1, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(4)));
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(6)));
        Assert.Equal(7, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)));
        Assert.Equal(32, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)));
        Assert.Equal(24, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16)));
        Assert.Equal(2304, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20)));
        Assert.Equal(1536, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(24)));
        Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(28)));
        Assert.Equal(0x0102030405060708, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32)));
        Assert.Equal(50.5, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(40)));
        Assert.Equal(51.5, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(48)));
        Assert.Equal(15.25, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(56)));
        Assert.Equal(11.75, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(64)));
        Assert.Equal(0.001, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(72)));
        Assert.Equal(answer, CameraAnswer.Read(bytes, new CameraRequest(CameraRequestKind.Frame, 7)));
    }

    [Fact]
    public void Frames_arrive_as_they_were_taken_and_each_is_new()
    {
        using var served = new Served(new CountingCamera());
        using CameraClient client = CameraClient.Connect("127.0.0.1", served.Port);
        Assert.Equal(s_camera, client.Intrinsics);
        var frame = new RgbdFrame(s_camera);
        for (int i = 1; i <= 3; i++)
        {
            client.Capture(frame, CancellationToken.None);
            Assert.Equal(i, frame.TimestampUs);
            Assert.All(frame.Colour, value => Assert.Equal(i, value));
            Assert.All(frame.Depth, value => Assert.Equal(1000 * i, value));
        }
    }

    [Fact]
    public void A_second_client_is_served_while_the_first_is_idle_and_the_first_comes_back()
    {
        using var served = new Served(new CountingCamera());
        using CameraClient first = CameraClient.Connect("127.0.0.1", served.Port);
        using CameraClient second = CameraClient.Connect("127.0.0.1", served.Port);
        var frame = new RgbdFrame(s_camera);
        second.Capture(frame, CancellationToken.None);
        Assert.Equal(1, frame.TimestampUs);
        // The server gave the first one's connection up for the second; the client notices and connects anew.
        first.Capture(frame, CancellationToken.None);
        Assert.Equal(2, frame.TimestampUs);
        second.Capture(frame, CancellationToken.None);
        Assert.Equal(3, frame.TimestampUs);
    }

    [Fact]
    public void Why_the_camera_has_no_frame_reaches_the_client_and_the_connection_lives()
    {
        var camera = new CountingCamera { Fault = "the cable is out" };
        using var served = new Served(camera);
        using CameraClient client = CameraClient.Connect("127.0.0.1", served.Port);
        var frame = new RgbdFrame(s_camera);
        Assert.Contains("the cable is out",
            Assert.Throws<CameraProtocolException>(() => client.Capture(frame, CancellationToken.None)).Message, StringComparison.Ordinal);
        camera.Fault = null;
        client.Capture(frame, CancellationToken.None);
        Assert.Equal(1, frame.TimestampUs);
    }

    [Fact]
    public void Depth_in_another_unit_is_converted()
    {
        using var liar = new Canned(Describe(), Header() with { DepthUnit = 0.001 }, payload: Frame(colour: 9, depth: 812));
        using CameraClient client = CameraClient.Connect("127.0.0.1", liar.Port);
        var frame = new RgbdFrame(s_camera);
        client.Capture(frame, CancellationToken.None);
        Assert.All(frame.Depth, value => Assert.Equal(8120, value));
        Assert.All(frame.Colour, value => Assert.Equal(9, value));
    }

    [Theory]
    [InlineData("magic", "begins with 0x")]
    [InlineData("version", "speaks version 9")]
    [InlineData("status", "status 5")]
    [InlineData("id", "expected 2")]
    [InlineData("oversized", "expected 2304 and 1536")]
    [InlineData("focal", "fx is 0")]
    [InlineData("unit", "unit of depth is NaN")]
    [InlineData("text", "an error's text has 1000000 bytes")]
    [InlineData("camera", "is now")]
    public void A_malformed_answer_is_named_and_nothing_is_read_after_it(string fault, string expected)
    {
        CameraAnswer header = Header();
        header = fault switch
        {
            "id" => header with { Id = 99 },
            "oversized" => header with { ColourBytes = uint.MaxValue },
            "focal" => header with { Intrinsics = s_camera with { Fx = 0 } },
            "unit" => header with { DepthUnit = double.NaN },
            "text" => header with { Failed = true, ColourBytes = 1_000_000, DepthBytes = 0 },
            "camera" => header with { Intrinsics = s_camera with { Fx = 60 } },
            _ => header,
        };
        using var liar = new Canned(Describe(), header, bytes =>
        {
            if (fault == "magic")
                bytes[0] = (byte)'H';
            if (fault == "version")
                bytes[4] = 9;
            if (fault == "status")
                bytes[6] = 5;
        });
        using CameraClient client = CameraClient.Connect("127.0.0.1", liar.Port);
        CameraProtocolException exception = Assert.Throws<CameraProtocolException>(
            () => client.Capture(new RgbdFrame(s_camera), CancellationToken.None));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_stops_half_way_ends_at_the_deadline()
    {
        using var slow = new Canned(Describe(), Header(), payload: Frame(1, 1)[..1000]);
        using CameraClient client = CameraClient.Connect("127.0.0.1", slow.Port, TimeSpan.FromSeconds(0.3));
        string message = Assert.Throws<CameraNetworkException>(
            () => client.Capture(new RgbdFrame(s_camera), CancellationToken.None)).Message;
        Assert.Contains("1000 of 2304 bytes came within 0.3 s", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_server_ends_at_the_deadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        Assert.Contains("0 of 80 bytes", Assert.Throws<CameraNetworkException>(
            () => CameraClient.Connect("127.0.0.1", port, TimeSpan.FromSeconds(0.2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_without_a_server_cannot_be_reached()
    {
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        Assert.Contains("cannot be reached", Assert.Throws<CameraNetworkException>(
            () => CameraClient.Connect("127.0.0.1", port, TimeSpan.FromSeconds(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_sends_nonsense_is_dropped_and_the_next_is_served()
    {
        using var served = new Served(new CountingCamera());
        using (var rude = new TcpClient("127.0.0.1", served.Port))
        {
            rude.GetStream().Write(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));
            rude.ReceiveTimeout = 5000;
            // Closed (0 bytes) or reset, never answered.
            Assert.True(ReadsNothing(rude));
        }

        using CameraClient client = CameraClient.Connect("127.0.0.1", served.Port);
        client.Capture(new RgbdFrame(s_camera), CancellationToken.None);

        static bool ReadsNothing(TcpClient client)
        {
            try
            {
                return client.GetStream().Read(new byte[1]) == 0;
            }
            catch (IOException exception)
            {
                return exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset };
            }
        }
    }

    [Fact]
    public void A_wait_can_be_cancelled()
    {
        using var slow = new Canned(Describe(), Header(), payload: []);
        using CameraClient client = CameraClient.Connect("127.0.0.1", slow.Port, TimeSpan.FromSeconds(30));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => client.Capture(new RgbdFrame(s_camera), stop.Token));
    }

    private static CameraAnswer Describe() => new(false, 1, 0, s_camera, RgbdFrame.DepthUnit, 0, 0);

    private static CameraAnswer Header() => new(false, 2, 5, s_camera, RgbdFrame.DepthUnit, 32 * 24 * 3, 32 * 24 * 2);

    private static byte[] Frame(byte colour, ushort depth)
    {
        byte[] bytes = new byte[32 * 24 * 5];
        bytes.AsSpan(0, 32 * 24 * 3).Fill(colour);
        for (int i = 32 * 24 * 3; i < bytes.Length; i += 2)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i), depth);
        return bytes;
    }

    /// <summary>Every frame is filled with its number.</summary>
    private sealed class CountingCamera : IDepthCamera
    {
        private int _count;

        public string? Fault { get; set; }

        public CameraIntrinsics Intrinsics => s_camera;

        public void Capture(RgbdFrame frame, CancellationToken cancellation)
        {
            if (Fault is not null)
                throw new PerceptionException(Fault);
            _count++;
            Array.Fill(frame.Colour, (byte)_count);
            Array.Fill(frame.Depth, (ushort)(1000 * _count));
            frame.TimestampUs = _count;
        }
    }

    /// <summary>A camera's server on a thread of its own.</summary>
    private sealed class Served : IDisposable
    {
        private readonly CameraServer _server;
        private readonly CancellationTokenSource _stop = new();
        private readonly Thread _thread;

        public Served(IDepthCamera camera)
        {
            _server = new CameraServer(camera, IPAddress.Loopback, 0);
            _thread = new Thread(() => _server.Run(_stop.Token));
            _thread.Start();
        }

        public int Port => _server.EndPoint.Port;

        public void Dispose()
        {
            _stop.Cancel();
            Assert.True(_thread.Join(TimeSpan.FromSeconds(10)), "the server did not stop");
            _server.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Gives the answers it was told to, whatever is asked, then is silent.</summary>
    private sealed class Canned : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Thread _thread;
        private readonly ManualResetEventSlim _done = new();

        public Canned(CameraAnswer first, CameraAnswer second, Action<byte[]>? spoil = null, byte[]? payload = null)
        {
            _listener.Start();
            _thread = new Thread(() =>
            {
                using TcpClient client = _listener.AcceptTcpClient();
                NetworkStream stream = client.GetStream();
                byte[] bytes = new byte[CameraAnswer.Size];
                stream.ReadExactly(new byte[CameraRequest.Size]);
                first.Write(bytes);
                stream.Write(bytes);
                stream.ReadExactly(new byte[CameraRequest.Size]);
                second.Write(bytes);
                spoil?.Invoke(bytes);
                stream.Write(bytes);
                stream.Write(payload ?? []);
                _done.Wait(TimeSpan.FromSeconds(10));
            });
            _thread.Start();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose()
        {
            _done.Set();
            _thread.Join();
            _listener.Stop();
            _done.Dispose();
        }
    }
}
