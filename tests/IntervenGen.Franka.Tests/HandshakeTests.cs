using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Connection;

namespace IntervenGen.Franka.Tests;

/// <summary>The socket on which states arrive.</summary>
public sealed class HandshakeTests
{
    // Every address of 127.0.0.0/8 is this machine's: two of them stand for two interfaces.
    private static readonly IPAddress s_robot = IPAddress.Parse("127.0.0.1"), s_other = IPAddress.Parse("127.0.0.2");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    public void States_are_heard_on_the_interface_that_faces_the_robot(string address)
    {
        using Socket states = Facing(IPAddress.Parse(address));
        Assert.Equal(IPAddress.Parse(address), ((IPEndPoint)states.LocalEndPoint!).Address);
    }

    [Fact]
    public void What_comes_by_another_interface_is_not_heard()
    {
        using Socket states = Facing(s_robot);
        int port = ((IPEndPoint)states.LocalEndPoint!).Port;
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo("other"u8, new IPEndPoint(s_other, port));
        sender.SendTo("robot"u8, new IPEndPoint(s_robot, port));
        states.ReceiveTimeout = 5000;
        byte[] heard = new byte[5];
        Assert.Equal(heard.Length, states.Receive(heard));
        Assert.Equal("robot"u8.ToArray(), heard);
        Assert.Equal(0, states.Available);
    }

    // The socket that goes with a connection to a robot, which leaves this machine by the given address.
    private static Socket Facing(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(address, 0));
        tcp.Connect(listener.LocalEndpoint);
        return Handshake.Bind(tcp);
    }
}
