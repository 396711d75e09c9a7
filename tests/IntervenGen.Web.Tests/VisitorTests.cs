using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntervenGen.Web.Tests;

/// <summary>What the server tells browsers, and what visitors may cost.</summary>
public sealed class VisitorTests
{
    [Theory]
    [InlineData("Cross-Origin-Resource-Policy", "same-origin")]
    [InlineData("Cross-Origin-Opener-Policy", "same-origin")]
    [InlineData("X-Frame-Options", "DENY")]
    [InlineData("X-Content-Type-Options", "nosniff")]
    [InlineData("Referrer-Policy", "no-referrer")]
    public async Task Every_answer_carries_the_header(string name, string value)
    {
        await using TestServer server = await TestServer.Start();
        using HttpResponseMessage response = await server.Client.GetAsync("api/folder");
        Assert.Equal(value, Assert.Single(response.Headers.GetValues(name)));
    }

    [Theory]
    [InlineData("default-src 'none'")]
    [InlineData("frame-ancestors 'none'")]
    [InlineData("object-src 'none'")]
    [InlineData("base-uri 'none'")]
    [InlineData("form-action 'none'")]
    [InlineData("style-src 'self'")]
    public async Task The_policy_of_the_page_holds(string directive)
    {
        await using TestServer server = await TestServer.Start();
        Assert.Contains(directive, await Policy(server));
    }

    [Fact]
    public async Task The_page_may_connect_to_no_other_host()
    {
        await using TestServer server = await TestServer.Start();
        string host = server.Url.Authority;
        Assert.Contains($"connect-src 'self' ws://{host} wss://{host}", await Policy(server));
    }

    [Fact]
    public async Task A_host_that_would_add_to_the_policy_is_refused()
    {
        await using TestServer server = await TestServer.Start();
        string request = $"GET /api/folder?token={server.Token} HTTP/1.1\r\nHost: a;script-src\r\nConnection: close\r\n\r\n";
        string answer = await Raw(server, request);
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("a;script-src", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_proxy_that_encrypts_may_come_in()
    {
        await using TestServer server = await TestServer.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/folder");
        request.Headers.Add("Origin", $"https://{server.Url.Authority}");
        Assert.Equal(HttpStatusCode.OK, (await server.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Nothing_can_be_posted()
    {
        await using TestServer server = await TestServer.Start();
        using var body = new StringContent("x");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Client.PostAsync("api/folder", body)).StatusCode);
    }

    [Fact]
    public async Task A_header_larger_than_a_browsers_is_refused()
    {
        await using TestServer server = await TestServer.Start();
        string answer = await Raw(server, $"GET / HTTP/1.1\r\nHost: {server.Url.Authority}\r\nX: {new string('x', 20_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sixty_fifth_connection_is_turned_away_until_another_ends()
    {
        await using TestServer server = await TestServer.Start();
        List<TcpClient> held = [];
        for (int i = 0; i < 64; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, server.Url.Port);
            held.Add(client);
        }

        // The server counts a connection when it accepts it, a moment after the client has it.
        Assert.True(await Becomes(server, isServed: false));
        held.ForEach(client => client.Dispose());
        Assert.True(await Becomes(server, isServed: true));
    }

    private static async Task<bool> Becomes(TestServer server, bool isServed)
    {
        for (int tries = 0; tries < 50; tries++)
        {
            if (await IsServed(server) == isServed)
                return true;
            await Task.Delay(100);
        }

        return false;
    }

    // Over a connection of its own: one that is kept would be served while others are turned away.
    private static async Task<bool> IsServed(TestServer server)
    {
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        try
        {
            return (await client.GetAsync($"api/folder?token={server.Token}")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string[]> Policy(TestServer server)
    {
        using HttpResponseMessage response = await server.Client.GetAsync("api/folder");
        return Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
    }

    private static async Task<string> Raw(TestServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        byte[] buffer = new byte[8192];
        int read = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}
