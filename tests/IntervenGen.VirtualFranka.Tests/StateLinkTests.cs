using System.Net;
using System.Net.Sockets;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Server;

namespace IntervenGen.VirtualFranka.Tests;

public sealed class StateLinkTests
{
    [Fact]
    public void An_empty_datagram_does_not_keep_later_commands_from_being_heard()
    {
        using var link = new StateLink(IPAddress.Loopback, FciVersion.V10, new LinkFaults());
        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        link.Connect((IPEndPoint)client.Client.LocalEndPoint!);
        byte[] bytes = new byte[FciVersion.V10.RobotCommandSize];
        new RobotCommand { MessageId = 5 }.Write(FciVersion.V10, bytes);
        client.Send([], 0, link.EndPoint);
        client.Send(bytes, bytes.Length, link.EndPoint);
        var command = new RobotCommand();
        Assert.True(link.TryTake(command));
        Assert.Equal((5ul, 1L), (command.MessageId, link.Malformed));
        Assert.False(link.TryTake(command));
    }
}
