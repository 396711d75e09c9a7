using System.Net;
using System.Net.Sockets;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Network;

namespace IntervenGen.Fuzz.Targets;

/// <summary>The camera's protocol: headers alone, a client before a peer that says anything, and a server before such a client.</summary>
internal sealed class CameraTarget : FuzzTarget
{
    private const byte Headers = 0, Client = 1, Server = 2;
    private const int PatienceMs = 1000;
    private static readonly CameraIntrinsics s_camera = new(50.5, 51.5, 15.25, 11.75, 32, 24);
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(200);

    private readonly ScriptedPeer _peer = new(CameraRequest.Size);
    private readonly CameraServer _server = new(new BlackCamera(), IPAddress.Loopback, 0) { Patience = s_wait };
    private readonly CancellationTokenSource _ends = new();
    private readonly Thread _serving;

    public CameraTarget()
    {
        // What escapes from here ends the process, which is how it is noticed.
        _serving = new Thread(() => _server.Run(_ends.Token)) { IsBackground = true, Name = "camera server" };
        _serving.Start();
    }

    public override string Name => "camera";

    public override bool Run(byte[] input)
    {
        var script = Script.Parse(input);
        return (script.Kind % 3) switch
        {
            Headers => ReadHeaders(script),
            Client => BeServed(script),
            _ => Serve(script),
        };
    }

    public override void Dispose()
    {
        _ends.Cancel();
        _serving.Join();
        _server.Dispose();
        _peer.Dispose();
        _ends.Dispose();
        base.Dispose();
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        int colour = 3 * s_camera.PixelCount, depth = 2 * s_camera.PixelCount;
        byte[] describe = Answer(1, 0, 0), frame = Answer(2, colour, depth), text = Answer(2, 5, 0, failed: true);
        byte[] pixels = new byte[colour + depth];
        yield return new Script(Headers, 0, [Answer(7, colour, depth), Request(CameraRequestKind.Frame, 7)]).ToBytes();
        yield return new Script(Headers, 0, [Answer(7, 5, 0, failed: true), Request(CameraRequestKind.Describe, 7)]).ToBytes();
        yield return new Script(Client, 0, [describe, frame, pixels]).ToBytes();
        yield return new Script(Client, 0, [describe, text, "dirty"u8.ToArray()]).ToBytes();
        yield return new Script(Client, 0, [AnswerOf(1, s_camera with { Width = 4096, Height = 4096 })]).ToBytes();
        yield return new Script(Server, 0, [Request(CameraRequestKind.Describe, 1)]).ToBytes();
        yield return new Script(Server, 0, [Request(CameraRequestKind.Frame, 1), Request(CameraRequestKind.Frame, 2)]).ToBytes();
    }

    // Connections cost a thousand times what a header does.
    protected override int Pick(long iteration, ref CounterRandom random) =>
        random.NextInt32(3) > 0 ? random.NextInt32(2) : random.NextInt32(Seeds.Count);

    protected override byte[] Mutate(byte[] seed, ref CounterRandom random) => Script.Parse(seed).Mutated(Seeds, ref random).ToBytes();

    private static bool ReadHeaders(Script script)
    {
        byte[] answer = new byte[CameraAnswer.Size], request = new byte[CameraRequest.Size];
        if (script.Messages.Count > 0)
            script.Messages[0].AsSpan(0, Math.Min(answer.Length, script.Messages[0].Length)).CopyTo(answer);
        if (script.Messages.Count > 1)
            script.Messages[1].AsSpan(0, Math.Min(request.Length, script.Messages[1].Length)).CopyTo(request);
        CameraAnswer read = CameraAnswer.Read(answer, CameraRequest.Read(request));
        int pixels = read.Intrinsics.PixelCount;
        return pixels >= 0 || read.Failed ? true : throw new DefectException($"an answer of {pixels} pixels was taken");
    }

    private bool BeServed(Script script)
    {
        _peer.Answer = (client, _) =>
        {
            foreach (byte[] message in script.Messages)
                client.Send(message);
        };
        using CameraClient camera = CameraClient.Connect("127.0.0.1", _peer.Port, s_wait);
        var frame = new RgbdFrame(camera.Intrinsics);
        camera.Capture(frame, CancellationToken.None);
        return true;
    }

    private bool Serve(Script script)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = PatienceMs };
        client.Connect(_server.EndPoint);
        int received = 0;
        try
        {
            foreach (byte[] message in script.Messages)
                client.Send(message);
            client.Shutdown(SocketShutdown.Send);
            byte[] answers = new byte[1 << 14];
            for (int count; (count = client.Receive(answers)) > 0;)
                received += count;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // It was dropped, as whoever sends nonsense is.
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new DefectException($"the camera's server has neither answered nor dropped the client within {PatienceMs} ms");
        }

        return received >= CameraAnswer.Size;
    }

    private static byte[] Request(CameraRequestKind kind, uint id)
    {
        byte[] bytes = new byte[CameraRequest.Size];
        new CameraRequest(kind, id).Write(bytes);
        return bytes;
    }

    private static byte[] Answer(uint id, int colour, int depth, bool failed = false)
    {
        byte[] bytes = new byte[CameraAnswer.Size];
        new CameraAnswer(failed, id, 12345, s_camera, 0.001, (uint)colour, (uint)depth).Write(bytes);
        return bytes;
    }

    private static byte[] AnswerOf(uint id, CameraIntrinsics camera)
    {
        byte[] bytes = new byte[CameraAnswer.Size];
        new CameraAnswer(false, id, 12345, camera, 0.001, 0, 0).Write(bytes);
        return bytes;
    }

    private sealed class BlackCamera : IDepthCamera
    {
        public CameraIntrinsics Intrinsics => s_camera;

        public void Capture(RgbdFrame frame, CancellationToken cancellation) => frame.TimestampUs++;
    }
}
