using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace IntervenGen.Web.Tests;

[Collection(TinyRunTests.Name)]
public sealed class BadInputTests(TinyRun run)
{
    private const int MaxMessages = 2000;

    [Fact]
    public async Task Only_who_has_the_token_and_comes_from_the_page_gets_in()
    {
        using Igen igen = Igen.Serve("view", run.Folder);
        Uri url = igen.Url();
        using HttpClient client = Client(url, out string token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("api/folder")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("main.js")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("api/folder?token=0123")).StatusCode);
        Assert.Contains("not this server's page", await Refusal(client, token, "Origin", "http://evil.example"), StringComparison.Ordinal);
        Assert.Contains("not this machine", await Refusal(client, token, "Host", "evil.example"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"api/folder?token={token}")).StatusCode);
    }

    [Fact]
    public async Task Paths_numbers_and_datasets_that_cannot_be_are_refused_with_words()
    {
        string folder = run["refused"];
        Directory.CreateDirectory(folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "link.igen"), Path.Combine(run.Folder, "base.igen"));
        Copy(Path.Combine(run.Folder, "base.igen"), Path.Combine(folder, "mine.igen"));
        Copy(Path.Combine(run.Folder, "base.igen"), Path.Combine(folder, "torn.igen"));
        await File.WriteAllTextAsync(Path.Combine(folder, "torn.igen", "manifest.json"), "{ torn");
        using Igen igen = Igen.Serve("view", folder);
        Uri url = igen.Url();
        using HttpClient client = Client(url, out string token);
        async Task<string> Get(string path) => WebUtility.HtmlDecode(await (await client.GetAsync($"api/{path}&token={token}")).Content.ReadAsStringAsync());
        Assert.Contains("outside the opened folder", await Get("dataset?path=../run/base.igen"), StringComparison.Ordinal);
        Assert.Contains("outside the opened folder", await Get("dataset?path=/etc"), StringComparison.Ordinal);
        Assert.Contains("outside the opened folder", await Get("dataset?path=link.igen"), StringComparison.Ordinal);
        Assert.Contains("is not a dataset", await Get("dataset?path=other"), StringComparison.Ordinal);
        Assert.Contains("is not valid JSON", await Get("dataset?path=torn.igen"), StringComparison.Ordinal);
        Assert.Contains("there is no episode 99", await Get("episode?path=mine.igen&index=99"), StringComparison.Ordinal);
        Assert.Contains("must be a whole number", await Get("episode?path=mine.igen&index=-1"), StringComparison.Ordinal);
        Assert.Contains("steps", await Get("dataset?path=mine.igen"), StringComparison.Ordinal);
        Directory.Delete(Path.Combine(folder, "mine.igen"), recursive: true);
        Assert.Contains("was deleted while it was open", await Get("episode?path=mine.igen&index=0"), StringComparison.Ordinal);
        Assert.Contains("torn.igen", await Get("folder?x=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_one_driver_and_when_it_is_lost_the_robot_is_held_and_nothing_is_lost()
    {
        string folder = run["held.igen"];
        using Igen igen = Igen.Serve("teleop", "--policy", run.Policy, "--episodes", "1", "--out", folder);
        Uri url = igen.Url();
        using ClientWebSocket watcher = await Connect(url, "viewer"), driver = await Connect(url, "driver");
        // Heard of just now, however long a busy machine took to connect.
        await Send(driver, "{\"type\":\"drive\",\"twist\":[0,0,0,0,0,0],\"gripper\":0}");
        using ClientWebSocket second = await Connect(url, "driver");
        Assert.Contains("somebody else is driving", await Until(second, text => text.Contains("error", StringComparison.Ordinal)), StringComparison.Ordinal);

        foreach ((string message, string answer) in ((string, string)[])[
            ("{", "not JSON"), ("[1]", "no object with a 'type'"), ("{\"type\":\"tkae\"}", "did you mean 'take'"),
            ("{\"type\":\"drive\",\"twist\":[1,2],\"gripper\":0}", "six numbers"), ("{\"type\":\"drive\",\"twist\":[0,0,0,0,0,\"a\"],\"gripper\":0}", "not a number"),
            ("{\"type\":\"hand\"}", "cannot hand back now")])
        {
            await Send(driver, message);
            Assert.Contains(answer, await Until(driver, text => text.Contains("\"error\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        await Send(watcher, "{\"type\":\"start\"}");
        Assert.Contains("only watches", await Until(watcher, text => text.Contains("\"error\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        await Send(driver, "{\"type\":\"start\"}");
        // Before the take-over: on a busy machine silence may hold the robot meanwhile, and taking ends a hold as well.
        await UntilStep(watcher, 1);
        await Send(driver, "{\"type\":\"take\"}");
        await Until(watcher, text => text.Contains("\"Human\"", StringComparison.Ordinal));
        driver.Abort();
        await Until(watcher, text => text.Contains("\"Hold\"", StringComparison.Ordinal));

        using ClientWebSocket again = await Connect(url, "driver");
        await Send(again, "{\"type\":\"take\"}");
        await Until(watcher, text => text.Contains("\"Human\"", StringComparison.Ordinal));
        igen.Interrupt();
        igen.Wait();
        using var store = Episodes.EpisodeStore.Open(folder);
        Assert.False(store.Manifest.IsComplete);
        Assert.Equal((1, Core.AttemptReason.Discarded, Core.EpisodeEnd.Aborted), (store.Count, store.Summary(0).Reason, store.Summary(0).End));
        Assert.True(store.StepsOf(0) >= 1);
    }

    [Theory]
    [InlineData("?token=0123&role=driver", null, HttpStatusCode.Unauthorized)]
    [InlineData("{query}&role=driver", "http://evil.example", HttpStatusCode.Forbidden)]
    public async Task A_socket_without_the_token_or_from_another_page_is_refused(string query, string? origin, HttpStatusCode code)
    {
        using Igen igen = Igen.Serve("teleop", "--mode", "demonstrations", "--episodes", "1", "--out", run[$"{code}.igen"]);
        Uri url = igen.Url();
        Assert.Equal(code, await RefusedSocket(url, query.Replace("{query}", url.Query, StringComparison.Ordinal), origin));
        igen.Interrupt();
        igen.Wait();
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection_and_holds_the_robot()
    {
        using Igen igen = Igen.Serve("teleop", "--mode", "demonstrations", "--episodes", "1", "--out", run["too-long-message.igen"]);
        Uri url = igen.Url();
        using ClientWebSocket watcher = await Connect(url, "viewer"), driver = await Connect(url, "driver");
        await Send(driver, "{\"type\":\"start\"}");
        await Until(watcher, text => text.Contains("\"Human\"", StringComparison.Ordinal));
        await Send(driver, new string(' ', 20_000));
        await Until(watcher, text => text.Contains("\"Hold\"", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => Until(driver, _ => false));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, driver.CloseStatus);
        igen.Interrupt();
        igen.Wait();
    }

    [Fact]
    public async Task A_message_that_is_no_JSON_is_answered_so()
    {
        using Igen igen = Igen.Serve("teleop", "--mode", "demonstrations", "--episodes", "1", "--out", run["binary.igen"]);
        using ClientWebSocket driver = await Connect(igen.Url(), "driver");
        await driver.SendAsync(new byte[] { 0, 255, 128 }, WebSocketMessageType.Binary, true, CancellationToken.None);
        string answer = await Until(driver, text => text.Contains("\"error\"", StringComparison.Ordinal));
        Assert.Contains("not JSON", answer, StringComparison.Ordinal);
        igen.Interrupt();
        igen.Wait();
    }

    [Fact]
    public async Task An_arm_whose_driver_falls_silent_stands_still_and_can_be_taken_over()
    {
        string folder = run["silent.igen"];
        using Igen igen = Igen.Serve("teleop", "--mode", "demonstrations", "--episodes", "1", "--out", folder);
        Uri url = igen.Url();
        using ClientWebSocket watcher = await Connect(url, "viewer"), silent = await Connect(url, "driver");
        await Send(silent, "{\"type\":\"start\"}");
        await Until(watcher, text => text.Contains("\"Human\"", StringComparison.Ordinal));

        // One motion, then silence: the arm stands still long before the connection counts as lost.
        await Send(silent, "{\"type\":\"drive\",\"twist\":[0,0,1,0,0,0],\"gripper\":0}");
        string held = await Until(watcher, text => text.Contains("\"Hold\"", StringComparison.Ordinal));
        Assert.Contains("nothing is heard", held, StringComparison.Ordinal);
        // A line that is dead and does not know it yet keeps nobody out.
        using ClientWebSocket next = await Connect(url, "driver");
        await Send(silent, "{\"type\":\"start\"}");
        string refused = await Until(silent, text => text.Contains("\"error\"", StringComparison.Ordinal));
        Assert.Contains("driving by now", refused, StringComparison.Ordinal);
        await Send(next, "{\"type\":\"hold\"}");
        string answered = await Until(next, text => text.Contains("\"error\"", StringComparison.Ordinal));
        Assert.Contains("cannot hold now", answered, StringComparison.Ordinal);
        igen.Interrupt();
        igen.Wait();
        using var store = Episodes.EpisodeStore.Open(folder);
        Core.EpisodeBuffer steps = store.Read(0);
        float[] ups = [.. Enumerable.Range(0, steps.Count).Select(t => steps.Action(t)[2])];
        int moved = ups.Count(up => up == 1);
        Assert.InRange(moved, 1, 6);
        Assert.All(ups[^5..], up => Assert.Equal(0, up));
    }

    private static async Task<HttpStatusCode> RefusedSocket(Uri url, string query, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{url.Authority}/api/teleop{query}"), CancellationToken.None));
        return socket.HttpStatusCode;
    }

    private static HttpClient Client(Uri url, out string token)
    {
        token = url.Query["?token=".Length..];
        return new HttpClient { BaseAddress = new Uri($"{url.Scheme}://{url.Authority}/") };
    }

    private static async Task<string> Refusal(HttpClient client, string token, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/folder?token={token}");
        request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
    }

    private static async Task<ClientWebSocket> Connect(Uri url, string role)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{url.Authority}/api/teleop{url.Query}&role={role}"), CancellationToken.None);
        return socket;
    }

    private static Task Send(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    // The first text that fits; frames and other texts pass by.
    private static Task<string> Until(ClientWebSocket socket, Func<string, bool> fits) =>
        Message(socket, WebSocketMessageType.Text, bytes => Encoding.UTF8.GetString(bytes).Replace("\\u0027", "'", StringComparison.Ordinal), fits);

    // The fourth number of a frame is how many steps were made.
    private static Task<float> UntilStep(ClientWebSocket socket, int step) =>
        Message(socket, WebSocketMessageType.Binary, bytes => BitConverter.ToSingle(bytes, 12), at => at >= step);

    private static async Task<T> Message<T>(ClientWebSocket socket, WebSocketMessageType type, Func<byte[], T> read, Func<T, bool> fits)
    {
        byte[] buffer = new byte[1 << 20];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (int i = 0; i < MaxMessages; i++)
        {
            int length = 0;
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), patience.Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == type && read(buffer[..length]) is var message && fits(message))
                return message;
        }

        throw new TimeoutException("the message did not come");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
