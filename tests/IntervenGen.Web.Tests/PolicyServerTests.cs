using System.Net;
using System.Net.WebSockets;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Policies;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web.Tests;

/// <summary>Our policy server: against the checkpoint that it serves, and against clients that are wrong, slow or gone.</summary>
[Collection(TinyRunTests.Name)]
public sealed class PolicyServerTests(TinyRun run) : IDisposable
{
    private const string Task = "nut-insertion";
    private const int Trials = 24;

    private readonly Workspace _workspace = Workspace.Open(new WorkspaceOptions { Task = Task, Lanes = 16, Workers = 2 });

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(4096, false)]
    [InlineData(1, false)]
    [InlineData(4096, true)]
    public async Task Served_it_does_to_the_bit_what_it_does_here(int rows, bool isGreedy)
    {
        await using WireServer server = await Serve(rows: rows, isGreedy: isGreedy);
        DatasetResult[] results = [.. new[] { run.Policy, server.Url }.Select((policy, i) => Evaluate(policy, $"served {rows} {isGreedy} {i}", isGreedy))];
        Assert.Equal(Trials, results[0].Attempts);
        Assert.Equal((results[0].Kept, results[0].Steps, results[0].Digest), (results[1].Kept, results[1].Steps, results[1].Digest));
    }

    [Fact]
    public async Task What_is_known_of_the_policy_is_known_of_its_server()
    {
        await using WireServer server = await Serve();
        PolicyFacts own = PolicyFormats.Inspect(run.Policy), served = PolicyFormats.Inspect(server.Url);
        Assert.Equal(own with { Format = "server" }, served);
    }

    [Fact]
    public async Task A_policy_of_another_task_is_refused_before_anything_moves()
    {
        await using WireServer server = await Serve();
        using var other = Workspace.Open(new WorkspaceOptions { Task = "block-grasp", Lanes = 1, Workers = 1 });
        Assert.Contains("observes", Assert.Throws<UsageException>(() => other.LoadPolicy(server.Url)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "decides itself", Assert.Throws<UsageException>(() => _workspace.LoadPolicy(server.Url, greedy: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_connection_begins_an_episode_and_so_does_a_key()
    {
        await using WireServer server = await Serve(isGreedy: true);
        using ClientWebSocket one = await Connect(server);
        float[] first = await Ask(one, Observation), second = await Ask(one, Observation);
        Assert.NotEqual(first, second);
        using ClientWebSocket two = await Connect(server);
        Assert.Equal(first, await Ask(two, Observation));
        // The first connection is where it was.
        Assert.Equal(await Ask(two, Observation), second);
        Assert.Equal(first, await Ask(one, writer => Observation(writer, begins: true)));
    }

    [Fact]
    public async Task Fields_by_name_are_the_whole_vector()
    {
        await using WireServer server = await Serve(isGreedy: true);
        using ClientWebSocket one = await Connect(server), two = await Connect(server);
        IReadOnlyList<ObservationField> fields = _workspace.Spec.Observations;
        float[] named = await Ask(one, writer =>
        {
            writer.Map(fields.Count + 1).Text("prompt").Text("ignored");
            for (int i = fields.Count - 1; i >= 0; i--)
                writer.Text(fields[i].Name).Array<double>([.. Enumerable.Repeat(0.1, fields[i].Size)], 1, fields[i].Size);
        });
        Assert.Equal(await Ask(two, Observation), named);
    }

    [Fact]
    public async Task Many_clients_are_served_at_once()
    {
        await using WireServer server = await Serve(isGreedy: true);
        Task<float[]>[] asked = [.. Enumerable.Range(0, 40).Select(async _ =>
        {
            using ClientWebSocket socket = await Connect(server);
            await Ask(socket, Observation);
            return await Ask(socket, Observation);
        })];
        float[][] all = await System.Threading.Tasks.Task.WhenAll(asked);
        Assert.All(all, actions => Assert.Equal(all[0], actions));
    }

    [Theory]
    [InlineData("missing", "'object' is missing, and so is 'observation/state'; observations are object(28)")]
    [InlineData("size", "'observation/state' is <f4 [3]; it must have 37 numbers")]
    [InlineData("nan", "'observation/state' holds NaN")]
    [InlineData("text", "'observation/state' is a text; it must be a numpy array")]
    [InlineData("garbage", "which is no value that is exchanged")]
    [InlineData("rows", "'rows' must be 1 to 4096 different numbers")]
    [InlineData("of", "'of' is 100000; it must be between 1 and 4096 rows")]
    [InlineData("split", "'split' is 'Nowhere'; it must be one of Source")]
    public async Task A_client_that_is_wrong_is_told_and_disconnected(string kind, string fault)
    {
        await using WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server);
        await ScriptedServer.Send(socket, kind == "garbage" ? [0x81, 0xA1, 0x61, 0xC1] : ScriptedServer.Message(writer => Wrong(writer, kind)));
        Assert.Contains(fault, await Text(socket), StringComparison.Ordinal);
        Assert.Contains(fault[..20], await TestServer.UntilClosed(socket), StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, socket.CloseStatus);
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection_and_no_other()
    {
        await using WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server), other = await Connect(server);
        await ScriptedServer.Send(socket, new byte[(4 << 20) + 1]);
        Assert.Contains("more than 4194304 bytes", await Text(socket), StringComparison.Ordinal);
        Assert.Equal(7, (await Ask(other, Observation)).Length);
    }

    [Fact]
    public async Task A_text_is_not_taken()
    {
        await using WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server);
        await ScriptedServer.Send(socket, Encoding.UTF8.GetBytes("{}"), isText: true);
        Assert.Contains("it must be MessagePack", await Text(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_in_the_middle_of_a_message_harms_nobody()
    {
        await using WireServer server = await Serve();
        for (int i = 0; i < 20; i++)
        {
            using ClientWebSocket socket = await Connect(server);
            await socket.SendAsync(new byte[100], WebSocketMessageType.Binary, false, CancellationToken.None);
            socket.Abort();
        }

        using ClientWebSocket other = await Connect(server);
        Assert.Equal(7, (await Ask(other, Observation)).Length);
    }

    [Fact]
    public async Task Half_a_message_is_not_waited_for()
    {
        await using WireServer server = await WireServer.StartAsync(
            new WireOptions { MessageTime = TimeSpan.FromSeconds(0.2) },
            new PolicyService(_workspace.LoadPolicy(run.Policy), _workspace.Spec, isGreedy: false));
        using ClientWebSocket socket = await Connect(server);
        await socket.SendAsync(new byte[100], WebSocketMessageType.Binary, false, CancellationToken.None);
        // Whether or not it still hears why.
        await TestServer.UntilClosed(socket);
        Assert.NotEqual(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task A_page_of_a_browser_may_not_connect()
    {
        await using WireServer server = await Serve();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://example.org");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(server.Url), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task Health_is_told_without_a_key_and_actions_only_with_it()
    {
        await using WireServer server = await Serve("secret");
        using var client = new HttpClient();
        Assert.Equal("OK\n", await client.GetStringAsync(new Uri(server.Url.Replace("ws:", "http:", StringComparison.Ordinal) + "/healthz")));
        Assert.Contains(
            "refuses the connection (401); set IGEN_POLICY_API_KEY to its key; it says at /healthz that it is well",
            Assert.ThrowsAny<IntervenGenException>(() => PolicyFormats.Inspect(server.Url)).Message, StringComparison.Ordinal);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Api-Key secret");
        await socket.ConnectAsync(new Uri(server.Url), CancellationToken.None);
    }

    [Fact]
    public async Task A_server_ends_while_a_client_is_connected()
    {
        WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await server.DisposeAsync();
        await TestServer.UntilClosed(socket);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 8);
    }

    private async Task<WireServer> Serve(string key = "", int rows = 4096, bool isGreedy = false)
    {
        LoadedPolicy policy = _workspace.LoadPolicy(run.Policy, isGreedy);
        return await WireServer.StartAsync(new WireOptions { ApiKey = key }, new PolicyService(policy, _workspace.Spec, isGreedy, rows));
    }

    private DatasetResult Evaluate(string policy, string name, bool isGreedy)
    {
        using LoadedPolicy loaded = _workspace.LoadPolicy(policy, isGreedy);
        return new DatasetRuns(_workspace, RunMonitor.Silent, CancellationToken.None).KeepRollouts(
            run[name], loaded, new EpisodeKey(5, SceneSplit.Evaluation, 0, true), Trials);
    }

    private static async Task<ClientWebSocket> Connect(WireServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(server.Url), CancellationToken.None);
        // What the server says of itself.
        Assert.True((await Read(socket)).Map("igen")!.Flag("keys"));
        return socket;
    }

    private static async Task<float[]> Ask(WebSocket socket, Action<WireWriter> write)
    {
        await ScriptedServer.Send(socket, ScriptedServer.Message(write));
        NumpyArray actions = (await Read(socket)).Array("actions")!;
        float[] values = new float[actions.Count];
        actions.CopyTo(values);
        return values;
    }

    private static async Task<WireMap> Read(WebSocket socket)
    {
        byte[] buffer = new byte[1 << 16];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        Assert.True(result is { EndOfMessage: true, MessageType: WebSocketMessageType.Binary }, Encoding.UTF8.GetString(buffer, 0, result.Count));
        return WireReader.Read(buffer.AsMemory(0, result.Count));
    }

    private static async Task<string> Text(WebSocket socket)
    {
        byte[] buffer = new byte[1 << 16];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        Assert.Equal(WebSocketMessageType.Text, result.MessageType);
        return Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    private void Observation(WireWriter writer) => Observation(writer, begins: false);

    private void Observation(WireWriter writer, bool begins)
    {
        float[] values = [.. Enumerable.Repeat(0.1f, _workspace.Spec.ObservationSize)];
        writer.Map(begins ? 2 : 1).Text("observation/state").Array<float>(values, values.Length);
        if (begins)
            writer.Text("igen").Map(1).Text("begin").Flag(true);
    }

    private static WireWriter Wrong(WireWriter writer, string kind) => kind switch
    {
        "missing" => writer.Map(0),
        "size" => writer.Map(1).Text("observation/state").Array<float>(new float[3], 3),
        "nan" => writer.Map(1).Text("observation/state").Array<float>([.. Enumerable.Repeat(float.NaN, 37)], 37),
        "text" => writer.Map(1).Text("observation/state").Text("x"),
        "rows" => writer.Map(1).Text("igen").Map(1).Text("rows").Array<int>([1, 1], 2),
        "of" => writer.Map(1).Text("igen").Map(2).Text("of").Integer(100_000).Text("rows").Array<int>([1], 1),
        _ => writer.Map(1).Text("igen").Map(1).Text("split").Text("Nowhere"),
    };
}
