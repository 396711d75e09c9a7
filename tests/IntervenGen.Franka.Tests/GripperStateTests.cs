using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Tests;

/// <summary>The gripper's states, from a server that only shakes hands.</summary>
public sealed class GripperStateTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));

    public GripperStateTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _udp.Dispose();
    }

    [Fact]
    public async Task An_empty_datagram_does_not_hide_the_states_after_it()
    {
        Task<(Socket Client, int StatePort)> served = Task.Run(ShakeHands);
        var options = new FciOptions { GripperPort = ((IPEndPoint)_listener.LocalEndpoint).Port };
        using var gripper = GripperConnection.Connect("127.0.0.1", options);
        (Socket client, int port) = await served;
        using (client)
        {
            byte[] state = new byte[GripperState.Size];
            new GripperState(7, 0.04, 0.08, true, 30).Write(state);
            _udp.Send([], 0, new IPEndPoint(IPAddress.Loopback, port));
            _udp.Send(state, state.Length, new IPEndPoint(IPAddress.Loopback, port));
            Assert.Throws<FrankaProtocolException>(() => gripper.TryReadState(out _));
            Assert.True(gripper.TryReadState(out GripperState read));
            Assert.Equal(7u, read.MessageId);
        }
    }

    private (Socket Client, int StatePort) ShakeHands()
    {
        Socket client = _listener.AcceptSocket();
        byte[] request = new byte[GripperHeader.RequestSize(GripperRequest.Connect)];
        byte[] answer = new byte[GripperHeader.AnswerSize(GripperRequest.Connect)];
        client.ReceiveTimeout = 10_000;
        for (int at = 0; at < request.Length;)
            at += client.Receive(request.AsSpan(at));
        new GripperHeader(GripperRequest.Connect, 0, (uint)answer.Length).Write(answer);
        GripperHeader.WriteAnswer(GripperRequest.Connect, GripperStatus.Success, answer.AsSpan(GripperHeader.Size));
        client.Send(answer);
        return (client, ConnectBody.ReadRequest(request.AsSpan(GripperHeader.Size)).StatePort);
    }
}
