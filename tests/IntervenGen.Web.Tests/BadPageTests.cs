using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using IntervenGen.Web.Teleop;

namespace IntervenGen.Web.Tests;

/// <summary>Pages that send rubbish, send too much, or take nothing.</summary>
public sealed class BadPageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"type\":\"\"}")]
    [InlineData("{\"type\":7}")]
    [InlineData("{\"type\":\"\\ud800\"}")]
    [InlineData("{\"type\":\"start,take\"}")]
    [InlineData("{\"type\":\"1\"}")]
    [InlineData("{\"type\":\"start\",\"type\":\"take\"}")]
    [InlineData("{\"type\":\"drive\"}")]
    [InlineData("{\"type\":\"drive\",\"twist\":[0,0,0,0,0,1e999],\"gripper\":0}")]
    [InlineData("{\"type\":\"drive\",\"twist\":[0,0,0,0,0,NaN],\"gripper\":0}")]
    [InlineData("{\"type\":\"drive\",\"twist\":[0,0,0,0,0,null],\"gripper\":0}")]
    [InlineData("{\"type\":\"drive\",\"twist\":{},\"gripper\":0}")]
    [InlineData("{\"type\":\"drive\",\"twist\":[0,0,0,0,0,0],\"gripper\":0,\"frame\":\"x\"}")]
    [InlineData("{\"type\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}")]
    public void A_message_that_is_none_is_refused_with_words(string text)
    {
        Assert.False(TeleopMessage.TryParse(Encoding.UTF8.GetBytes(text), out _, out string? fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Ten_thousand_random_messages_throw_nothing()
    {
        byte[] valid = Encoding.UTF8.GetBytes("{\"type\":\"drive\",\"twist\":[0,0,0.5,0,0,-1],\"gripper\":1,\"frame\":17}");
        Assert.True(TeleopMessage.TryParse(valid, out _, out _));
        int refused = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] message = [.. valid];
            byte[] noise = SHA256.HashData(BitConverter.GetBytes(i));
            for (int change = 0; change < 1 + (i % 8); change++)
                message[noise[change] % message.Length] = noise[16 + change];
            refused += TeleopMessage.TryParse(message, out _, out _) ? 0 : 1;
        }

        Assert.InRange(refused, 1000, 10_000);
    }

    [Fact]
    public async Task A_page_that_sends_only_rubbish_is_told_and_dropped()
    {
        await using TestServer server = await TestServer.Start(teleop: new TeleopOptions());
        using ClientWebSocket socket = await server.Connect("driver");
        for (int i = 0; i < 21; i++)
            await socket.SendAsync(new byte[] { 0, 255, (byte)i }, WebSocketMessageType.Binary, true, CancellationToken.None);
        Assert.Contains("cannot be read", await TestServer.UntilClosed(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_sends_a_thousand_messages_at_once_is_told_and_dropped()
    {
        await using TestServer server = await TestServer.Start(teleop: new TeleopOptions());
        using ClientWebSocket socket = await server.Connect("viewer");
        try
        {
            for (int i = 0; i < 1000; i++)
                await TestServer.Send(socket, "{\"type\":\"start\"}");
        }
        catch (WebSocketException)
        {
            // It was dropped before the last one.
        }

        string reason = await TestServer.UntilClosed(socket);
        // The reason is lost where the line breaks under what it still sends.
        Assert.Matches("^$|too many|does not read", reason);
    }

    [Fact]
    public async Task A_message_in_a_thousand_pieces_is_one_message()
    {
        await using TestServer server = await TestServer.Start(teleop: new TeleopOptions());
        using ClientWebSocket socket = await server.Connect("viewer");
        byte[] text = Encoding.UTF8.GetBytes("{\"type\":\"start\"" + new string(' ', 1000) + "}");
        for (int i = 0; i < text.Length; i++)
            await socket.SendAsync(text.AsMemory(i, 1), WebSocketMessageType.Text, i == text.Length - 1, CancellationToken.None);
        Assert.Contains("only watches", await UntilText(socket, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_empty_pieces_without_end_is_cut_off()
    {
        await using TestServer server = await TestServer.Start(teleop: new TeleopOptions());
        using ClientWebSocket socket = await server.Connect("viewer");
        for (int i = 0; i < 8192; i++)
            await socket.SendAsync(default(ReadOnlyMemory<byte>), WebSocketMessageType.Text, false, CancellationToken.None);
        Assert.Contains("at most 8192", await TestServer.UntilClosed(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_told_when_the_server_ends()
    {
        TestServer server = await TestServer.Start(teleop: new TeleopOptions());
        using ClientWebSocket socket = await server.Connect("viewer");
        await UntilText(socket, "status");
        Task<string> reason = TestServer.UntilClosed(socket);
        await server.DisposeAsync();
        Assert.Equal("igen has ended", await reason);
    }

    [Fact]
    public async Task A_driver_who_is_dropped_leaves_the_place_to_the_next_one_at_once()
    {
        await using TestServer server = await TestServer.Start(teleop: new TeleopOptions { LostAfter = TimeSpan.FromMinutes(1) });
        using ClientWebSocket bad = await server.Connect("driver");
        for (int i = 0; i < 21; i++)
            await TestServer.Send(bad, "rubbish");
        await TestServer.UntilClosed(bad);
        using ClientWebSocket next = await server.Connect("driver");
        await TestServer.Send(next, "{\"type\":\"hold\"}");
        Assert.Contains("cannot hold", await UntilText(next, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_takes_no_text_keeps_few_and_is_dropped_with_a_reason()
    {
        var feed = new PageFeed(8);
        for (int i = 0; i < 10_000; i++)
            feed.Say([1]);
        int kept = 0;
        while (feed.TryTakeText(out _))
            kept++;
        Assert.Equal(PageFeed.MaxTexts, kept);
        Assert.Contains("does not read", feed.Dropped, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_is_slow_gets_the_newest_pictures()
    {
        var feed = new PageFeed(1);
        for (byte i = 0; i < 100; i++)
            feed.Offer([i]);
        List<byte> seen = [];
        byte[] frame = new byte[1];
        while (feed.TryTakeFrame(frame))
            seen.Add(frame[0]);
        Assert.Equal([96, 97, 98, 99], seen);
        Assert.Null(feed.Dropped);
    }

    [Fact]
    public async Task A_page_that_never_reads_is_dropped_and_others_go_on()
    {
        await using TestServer server = await TestServer.Start(teleop: new TeleopOptions());
        using var deaf = new TcpClient { ReceiveBufferSize = 1024 };
        await deaf.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        NetworkStream stream = deaf.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /api/teleop?role=driver&token={server.Token} HTTP/1.1\r\nHost: {server.Url.Authority}\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        // A masked text of two bytes, "{}", again and again.
        byte[] message = [0x81, 0x82, 0, 0, 0, 0, (byte)'{', (byte)'}'];
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                await stream.WriteAsync(message, patience.Token);
                await Task.Delay(10, patience.Token);
            }
        });
        using ClientWebSocket other = await server.Connect("driver");
        await TestServer.Send(other, "{\"type\":\"hold\"}");
        Assert.Contains("cannot hold", await UntilText(other, "error"), StringComparison.Ordinal);
    }

    private static async Task<string> UntilText(WebSocket socket, string part)
    {
        byte[] buffer = new byte[1 << 16];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
            string text = Encoding.UTF8.GetString(buffer, 0, received.Count);
            if (received.MessageType == WebSocketMessageType.Text && text.Contains(part, StringComparison.Ordinal))
                return text;
        }
    }
}
