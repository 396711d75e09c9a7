using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Servers;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Web.Tests;

/// <summary>Somebody else's policy server as a policy: what it gets, what is taken from it, and what is not.</summary>
public sealed class ServerPolicyTests
{
    private static readonly EpisodeKey s_key = new(1, SceneSplit.Evaluation, 0, true);

    [Fact]
    public async Task An_observation_has_the_fields_the_whole_vector_and_a_prompt()
    {
        WireMap? seen = null;
        await using ScriptedServer server = await ScriptedServer.Answering(writer => writer.Map(0), message =>
        {
            seen = message;
            float[] values = new float[3];
            message.Array("object")!.CopyTo(values);
            Assert.Equal([1, 2, 3], values);
            return Chunk(1);
        });
        Assert.Equal([0.5f], Actions(server.Url, 1).Select(action => action[0]));
        Assert.Equal(["object", "observation/state", "prompt"], seen!.Values.Keys.Order());
        Assert.Equal("reach", seen.Text("prompt"));
    }

    [Theory]
    [InlineData("", new[] { 0.5f, 1.5f, 2.5f, 0.5f })]
    [InlineData("#execute=2", new[] { 0.5f, 1.5f, 0.5f, 1.5f })]
    [InlineData("#execute=9&timeout=3", new[] { 0.5f, 1.5f, 2.5f, 0.5f })]
    public async Task A_chunk_is_executed_as_far_as_asked(string options, float[] expected)
    {
        await using ScriptedServer server = await ScriptedServer.Answering(writer => writer.Map(0), _ => Chunk(3));
        // What is beyond the limits of an action is cut there.
        Assert.Equal(expected.Select(value => Math.Min(value, 1)), Actions(server.Url + options, 4).Select(action => action[0]));
    }

    [Fact]
    public async Task A_server_may_say_how_much_of_a_chunk_is_executed()
    {
        int asked = 0;
        await using ScriptedServer server = await ScriptedServer.Answering(
            writer => writer.Map(1).Text("igen").Map(1).Text("execute").Integer(2), _ =>
            {
                asked++;
                return Chunk(3);
            });
        Actions(server.Url, 6);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Each_lane_and_each_episode_has_a_connection_of_its_own()
    {
        await using ScriptedServer server = await ScriptedServer.Answering(writer => writer.Map(0), _ => Chunk(1));
        using LoadedPolicy loaded = PolicyFormats.Open(server.Url, TinyStore.Spec);
        int before = server.Connections;
        using IPolicySession session = loaded.Policy.CreateSession(2);
        for (int episode = 0; episode < 3; episode++)
        {
            for (int row = 0; row < 2; row++)
                session.Begin(row, s_key);
            session.Infer([0, 1]);
            session.Infer([0, 1]);
        }

        Assert.Equal(6, server.Connections - before);
    }

    [Fact]
    public async Task The_digest_is_of_what_the_server_says_and_not_of_where_it_is()
    {
        await using ScriptedServer one = await ScriptedServer.Answering(Describe("a"), _ => Chunk(1));
        await using ScriptedServer two = await ScriptedServer.Answering(Describe("a"), _ => Chunk(1));
        await using ScriptedServer other = await ScriptedServer.Answering(Describe("b"), _ => Chunk(1));
        string digest = PolicyFormats.Inspect(one.Url).Digest;
        Assert.StartsWith("server ", digest, StringComparison.Ordinal);
        Assert.Equal(digest, PolicyFormats.Inspect(two.Url).Digest);
        Assert.NotEqual(digest, PolicyFormats.Inspect(other.Url).Digest);
        Assert.NotEqual(digest, PolicyFormats.Inspect(one.Url + "#execute=2").Digest);

        static Action<WireWriter> Describe(string name) => writer => writer.Map(2).Text("model").Text(name).Text("n").List(1).Real(2);
    }

    [Fact]
    public async Task A_server_that_changes_in_the_middle_of_a_run_ends_it()
    {
        int connection = 0;
        await using ScriptedServer server = await ScriptedServer.Answering(
            writer => writer.Map(1).Text("model").Integer(connection++ / 2), _ => Chunk(1));
        Assert.Contains("serves something else than at the beginning", Fault(server.Url, 5), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong size", "'actions' is <f4 [1, 6]; it must be <f4 [chunk, 7]")]
    [InlineData("wrong type", "'actions' is <i8 [1, 7]; it must be <f4")]
    [InlineData("empty", "'actions' is <f4 [0, 7]")]
    [InlineData("nan", "action 0 of 'actions' has NaN in component 2")]
    [InlineData("missing", "has no 'actions', only 'action'")]
    [InlineData("no array", "'actions' is a text; it must be a numpy array")]
    [InlineData("no message", "is no map")]
    public async Task An_answer_that_cannot_be_used_is_named(string kind, string fault)
    {
        await using ScriptedServer server = await ScriptedServer.Answering(writer => writer.Map(0), _ => ScriptedServer.Message(writer =>
        {
            if (kind == "no message")
                writer.List(0);
            else
                Answer(writer.Map(1), kind);
        }));
        Assert.Contains(fault, Fault(server.Url, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_traceback_the_last_line_is_reported()
    {
        await using ScriptedServer server = await ScriptedServer.Start(async (socket, stop) =>
        {
            await ScriptedServer.Send(socket, ScriptedServer.Message(writer => writer.Map(0)));
            await socket.ReceiveAsync(new byte[1 << 16], stop);
            await ScriptedServer.Send(socket, Encoding.UTF8.GetBytes("Traceback:\n  File x\nValueError: no such key\n"), isText: true);
            await socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, "", stop);
        });
        Assert.EndsWith("reports an error: ValueError: no such key", Fault(server.Url, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_at_its_timeout()
    {
        await using ScriptedServer server = await ScriptedServer.Start(async (socket, stop) =>
        {
            await ScriptedServer.Send(socket, ScriptedServer.Message(writer => writer.Map(0)));
            await Task.Delay(Timeout.Infinite, stop);
        });
        var clock = Stopwatch.StartNew();
        Assert.Contains("did not answer an observation within 0.3 s", Fault(server.Url + "#timeout=0.3", 1), StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.2, 8);
    }

    [Fact]
    public async Task A_server_that_never_describes_itself_is_given_up_at_its_timeout()
    {
        await using ScriptedServer server = await ScriptedServer.Start((_, stop) => Task.Delay(Timeout.Infinite, stop));
        Assert.Contains("did not answer a new connection within 0.3 s", Fault(server.Url + "#timeout=0.3", 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_named()
    {
        await using ScriptedServer closing = await ScriptedServer.Start(
            (socket, stop) => socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "not today", stop));
        Assert.Contains("closed the connection: 1008 not today", Fault(closing.Url, 1), StringComparison.Ordinal);
        await using ScriptedServer breaking = await ScriptedServer.Start(async (socket, stop) =>
        {
            await ScriptedServer.Send(socket, ScriptedServer.Message(writer => writer.Map(0)));
            await socket.ReceiveAsync(new byte[1 << 16], stop);
            socket.Abort();
        });
        Assert.Contains("broke the connection", Fault(breaking.Url, 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "refuses the connection (401); set IGEN_POLICY_API_KEY")]
    [InlineData(503, "has as many clients as it serves (503)")]
    [InlineData(404, "answered the request for a WebSocket with status 404")]
    public async Task A_server_that_refuses_the_connection_is_named(int status, string fault)
    {
        await using ScriptedServer server = await ScriptedServer.Start((_, _) => Task.CompletedTask, status);
        Assert.Contains(fault, Fault(server.Url, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_listens_that_is_said() =>
        Assert.Contains("ws://127.0.0.1:9/ cannot be reached", Fault("ws://127.0.0.1:9", 1), StringComparison.Ordinal);

    [Theory]
    [InlineData("ws://", "is no address of a policy server")]
    [InlineData("http://127.0.0.1:8000", "is no address of a policy server, such as ws://")]
    [InlineData("ws://a b", "is no address of a policy server")]
    [InlineData("ws://127.0.0.1:70000", "is no address of a policy server")]
    [InlineData("ws://me:secret@127.0.0.1", "holds a name or password")]
    [InlineData("ws://127.0.0.1#execute=0", "#execute is '0'; it must be a whole number between 1")]
    [InlineData("ws://127.0.0.1#timeout=-1", "#timeout is '-1'")]
    [InlineData("ws://127.0.0.1#speed=1", "has '#speed=1'; known are")]
    public void An_address_that_is_none_is_a_mistake_of_the_user(string address, string fault)
    {
        string message = Assert.Throws<UsageException>(() => PolicyFormats.Open(address, TinyStore.Spec)).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    private static byte[] Chunk(int count) => ScriptedServer.Message(writer => writer.Map(1).Text("actions").Array<float>(
        [.. Enumerable.Range(0, count * 7).Select(i => (i / 7) + 0.5f)], count, 7));

    private static WireWriter Answer(WireWriter writer, string kind) => kind switch
    {
        "wrong size" => writer.Text("actions").Array<float>(new float[6], 1, 6),
        "wrong type" => writer.Text("actions").Array<long>(new long[7], 1, 7),
        "empty" => writer.Text("actions").Array<float>([], 0, 7),
        "nan" => writer.Text("actions").Array<float>([0, 0, float.NaN, 0, 0, 0, 0], 7),
        "missing" => writer.Text("action").Integer(1),
        _ => writer.Text("actions").Text("none"),
    };

    private static string Fault(string address, int count) => Assert.Throws<PolicyServerException>(() => Actions(address, count)).Message;

    private static float[][] Actions(string address, int count)
    {
        using LoadedPolicy loaded = PolicyFormats.Open(address, TinyStore.Spec);
        using IPolicySession session = loaded.Policy.CreateSession(1);
        var actions = new float[count][];
        for (int i = 0; i < count; i++)
        {
            if (i % 4 == 0)
                session.Begin(0, s_key);
            ((ReadOnlySpan<float>)[1, 2, 3]).CopyTo(session.Observation(0));
            session.Infer([0]);
            actions[i] = session.Action(0).ToArray();
        }

        return actions;
    }
}
