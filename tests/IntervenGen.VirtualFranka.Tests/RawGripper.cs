using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>A client of the gripper made of two sockets and literal offsets.</summary>
internal sealed class RawGripper : IDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private byte _nextId;

    public RawGripper(VirtualRobot robot)
    {
        _tcp.Connect(IPAddress.Loopback, robot.GripperPort);
        _tcp.ReceiveTimeout = _udp.Client.ReceiveTimeout = 10_000;
        int port = ((IPEndPoint)_udp.Client.LocalEndPoint!).Port;
        byte[] answer = Ask(0, 14, [3, 0, (byte)port, (byte)(port >> 8)]);
        Assert.Equal([0, 0, 3, 0], answer);
    }

    public double Width()
    {
        IPEndPoint source = new(IPAddress.Any, 0);
        return BinaryPrimitives.ReadDoubleLittleEndian(_udp.Receive(ref source).AsSpan(4));
    }

    /// <summary>Asks and waits for the answer's status.</summary>
    public int Status(byte command, params double[] numbers)
    {
        byte[] answer = Ask(command, 12, RawSession.Doubles(numbers));
        return answer[0] + (256 * answer[1]);
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
    }

    private byte[] Ask(byte command, int answerSize, byte[] body)
    {
        byte size = (byte)(10 + body.Length);
        _tcp.GetStream().Write([command, 0, _nextId, 0, 0, 0, size, 0, 0, 0, .. body]);
        byte[] answer = new byte[answerSize];
        _tcp.GetStream().ReadExactly(answer);
        Assert.Equal([command, 0, _nextId++, 0, 0, 0, (byte)answerSize, 0, 0, 0], answer[..10]);
        return answer[10..];
    }
}
