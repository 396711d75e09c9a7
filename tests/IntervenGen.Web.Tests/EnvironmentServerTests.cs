using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Learning.Policies;
using IntervenGen.Learning.Wire;
using IntervenGen.Web.Lanes;
using IntervenGen.Web.Wire;

namespace IntervenGen.Web.Tests;

/// <summary>Environments served to other programs are those of an evaluation, step by step and bit by bit.</summary>
[Collection(TinyRunTests.Name)]
public sealed class EnvironmentServerTests : IDisposable
{
    private const int Trials = 4, Lanes = 3;
    private const ulong Seed = 5;

    private static readonly EpisodeKey s_keys = new(Seed, SceneSplit.Evaluation, 0, true);

    private readonly Workspace _workspace = Workspace.Open(new WorkspaceOptions { Task = "nut-insertion", Lanes = Lanes, Workers = 2 });
    private readonly string _dataset, _folder = Directory.CreateTempSubdirectory("igen-environments-").FullName;

    public EnvironmentServerTests(TinyRun run)
    {
        _dataset = Path.Combine(_folder, "trials.igen");
        using LoadedPolicy policy = _workspace.LoadPolicy(run.Policy);
        new DatasetRuns(_workspace, RunMonitor.Silent, CancellationToken.None).KeepRollouts(_dataset, policy, s_keys, Trials);
    }

    public void Dispose()
    {
        _workspace.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_actions_of_an_evaluation_lead_through_its_states_to_the_bit()
    {
        await using WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server);
        using EpisodeStore store = EpisodeStore.Open(_dataset);
        Assert.Equal(Trials, store.Count);
        for (int trial = 0; trial < Trials; trial++)
        {
            EpisodeBuffer episode = store.Read(trial);
            // On another lane each time: none of them matters.
            int[] lane = [trial % Lanes];
            WireMap now = await Ask(socket, writer => writer.Map(4).Text("reset").Flag(true).Text("lanes").Array<int>(lane, 1)
                .Text("trials").Array<long>([trial], 1).Text("state").Flag(true));
            for (int step = 0; step < episode.Count; step++)
            {
                Assert.False(Flag(now, "terminated") || Flag(now, "truncated"));
                Assert.Equal(MemoryMarshal.AsBytes(episode.Observation(step)), now.Array("observation")!.Data.Span);
                Assert.Equal(MemoryMarshal.AsBytes(episode.State(step)), now.Array("state")!.Data.Span);
                float[] action = episode.Action(step).ToArray();
                now = await Ask(socket, writer => writer.Map(3).Text("actions").Array<float>(action, 1, action.Length)
                    .Text("lanes").Array<int>(lane, 1).Text("state").Flag(true));
            }

            Assert.True(Flag(now, "terminated") || Flag(now, "truncated"));
            Assert.Equal(store.Summary(trial).End == EpisodeEnd.Success, Flag(now, "success"));
            Assert.Equal(store.Summary(trial).End == EpisodeEnd.Horizon, Flag(now, "truncated"));
        }
    }

    [SkippableFact]
    public async Task Python_meets_the_same_trials()
    {
        Skip.IfNot(HasNumpy(), "there is no /usr/bin/python3 with numpy: apt-get install python3-numpy");
        using (EpisodeStore store = EpisodeStore.Open(_dataset))
        {
            for (int trial = 0; trial < Trials; trial++)
            {
                EpisodeBuffer episode = store.Read(trial);
                Write(trial, "observations", episode, step => MemoryMarshal.AsBytes(episode.Observation(step)).ToArray());
                Write(trial, "actions", episode, step => MemoryMarshal.AsBytes(episode.Action(step)).ToArray());
            }
        }

        await using WireServer server = await Serve();
        (int code, string output) = await Python("environment_test.py", server.Url, _folder, $"{Trials}");
        Assert.True(code == 0, output);
        Assert.Contains("bit-equal", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Python_meets_gymnasium_robomimic_and_servers_that_fail()
    {
        Skip.IfNot(HasNumpy(), "there is no /usr/bin/python3 with numpy: apt-get install python3-numpy");
        await using WireServer server = await Serve();
        (int code, string output) = await Python("client_test.py", server.Url);
        Assert.True(code == 0, output);
        Assert.Contains("all as it should be", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_readmes_program_in_Python_runs_as_it_stands()
    {
        Skip.IfNot(HasNumpy(), "there is no /usr/bin/python3 with numpy: apt-get install python3-numpy");
        string program = File.ReadAllText(Path.Combine(Root(), "README.md")).Split("```python\n")[1].Split("```")[0];
        Assert.Contains("ws://127.0.0.1:8000", program, StringComparison.Ordinal);
        await using WireServer server = await Serve();
        program = program.Replace("ws://127.0.0.1:8000", server.Url, StringComparison.Ordinal);
        (int code, string output) = await Run(["-c", $"{program}\nprint(done, info['trial'])"], Path.Combine(Root(), "tools", "python"));
        Assert.True(code == 0, output);
        Assert.StartsWith("3 [0 1 2]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_state_goes_on_to_the_bit()
    {
        await using WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server);
        WireMap first = await Ask(socket, writer => writer.Map(2).Text("reset").Flag(true).Text("state").Flag(true));
        double[] states = new double[first.Array("state")!.Count];
        first.Array("state")!.CopyTo(states);
        float[] actions = [.. Enumerable.Repeat(0.3f, Lanes * 7)];
        byte[] once = (await Step()).Array("observation")!.Data.ToArray();
        await Ask(socket, writer => writer.Map(1).Text("restore").Array<double>(states, Lanes, states.Length / Lanes));
        Assert.Equal(once, (await Step()).Array("observation")!.Data.ToArray());

        Task<WireMap> Step() => Ask(socket, writer => writer.Map(1).Text("actions").Array<float>(actions, Lanes, 7));
    }

    [Fact]
    public async Task Trials_go_on_where_they_are_not_named()
    {
        await using WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server);
        Assert.Equal("0 1 2", await Reset(null));
        Assert.Equal("9 4 7", await Reset([9, 4, 7]));
        Assert.Equal("10 11 12", await Reset(null));
        // Whatever came before.
        Assert.Equal("2 1 0", await Reset([2, 1, 0]));
        Assert.Equal("3 4 5", await Reset(null));

        async Task<string> Reset(long[]? trials) => string.Join(' ', (await Ask(socket, writer =>
        {
            writer.Map(trials is null ? 1 : 2).Text("reset").Flag(true);
            if (trials is not null)
                writer.Text("trials").Array<long>(trials, trials.Length);
        })).Array("trial")!.ToIntegers());
    }

    [Fact]
    public async Task One_client_at_a_time_has_the_environments()
    {
        await using WireServer server = await Serve();
        using (await Connect(server))
        {
            using var second = new ClientWebSocket();
            await second.ConnectAsync(new Uri(server.Url), CancellationToken.None);
            Assert.Contains("another client has these environments", await TestServer.UntilClosed(second), StringComparison.Ordinal);
        }

        // The first one has gone without a word.
        using ClientWebSocket third = await Connect(server);
        Assert.Equal(WebSocketState.Open, third.State);
    }

    [Theory]
    [InlineData("early", "lane 0 was never reset")]
    [InlineData("size", "'actions' is <f4 [3]; it must be <f4 [3, 7]")]
    [InlineData("nan", "'actions' holds what is no number")]
    [InlineData("lanes", "'lanes' must be different numbers from 0 to 2")]
    [InlineData("trials", "'trials' must be 3 numbers")]
    [InlineData("state", "'restore' is <f8 [1]; it must be <f8 [3,")]
    [InlineData("nothing", "a message asks for nothing")]
    public async Task A_client_of_environments_that_is_wrong_is_told(string kind, string fault)
    {
        await using WireServer server = await Serve();
        using ClientWebSocket socket = await Connect(server);
        if (kind is not ("early" or "nothing"))
            await Ask(socket, writer => writer.Map(1).Text("reset").Flag(true));
        await ScriptedServer.Send(socket, ScriptedServer.Message(writer => Wrong(writer, kind)));
        Assert.Contains(fault, await TestServer.UntilClosed(socket), StringComparison.Ordinal);
    }

    private static void Wrong(WireWriter writer, string kind)
    {
        if (kind is "early" or "nan")
            writer.Map(1).Text("actions").Array<float>([.. Enumerable.Repeat(kind == "nan" ? float.NaN : 0, Lanes * 7)], Lanes, 7);
        else if (kind == "size")
            writer.Map(1).Text("actions").Array<float>(new float[3], 3);
        else if (kind == "lanes")
            writer.Map(2).Text("observe").Flag(true).Text("lanes").Array<int>([3], 1);
        else if (kind == "trials")
            writer.Map(2).Text("reset").Flag(true).Text("trials").Array<long>([1], 1);
        else if (kind == "state")
            writer.Map(1).Text("restore").Array<double>([1], 1);
        else
            writer.Map(0);
    }

    private Task<WireServer> Serve() => WireServer.StartAsync(new WireOptions(), new EnvironmentService(_workspace, Lanes, s_keys));

    private static async Task<ClientWebSocket> Connect(WireServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(server.Url), CancellationToken.None);
        Assert.Equal("environment", (await Read(socket)).Map("igen")!.Text("kind"));
        return socket;
    }

    private static async Task<WireMap> Ask(WebSocket socket, Action<WireWriter> write)
    {
        await ScriptedServer.Send(socket, ScriptedServer.Message(write));
        return await Read(socket);
    }

    private static async Task<WireMap> Read(WebSocket socket)
    {
        byte[] buffer = new byte[1 << 16];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        Assert.True(result is { EndOfMessage: true, MessageType: WebSocketMessageType.Binary });
        return WireReader.Read(buffer.AsMemory(0, result.Count));
    }

    private static bool Flag(WireMap answer, string name) => answer.Array(name)!.Data.Span[0] != 0;

    private void Write(int trial, string name, EpisodeBuffer episode, Func<int, byte[]> bytes) => File.WriteAllBytes(
        Path.Combine(_folder, $"{name}-{trial}.bin"), [.. Enumerable.Range(0, episode.Count).SelectMany(bytes)]);

    private static bool HasNumpy() => File.Exists("/usr/bin/python3") && Run(["-c", "import numpy"]).GetAwaiter().GetResult().Code == 0;

    private static Task<(int Code, string Output)> Python(string script, params string[] arguments) =>
        Run([Path.Combine(Root(), "tests", "IntervenGen.Web.Tests", script), .. arguments], Path.Combine(Root(), "tools", "python"));

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "IntervenGen.sln")))
            root = Path.GetDirectoryName(root)!;
        return root;
    }

    private static async Task<(int Code, string Output)> Run(string[] arguments, string modules = "")
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PYTHONPATH"] = modules;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token), errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await errors);
    }
}
