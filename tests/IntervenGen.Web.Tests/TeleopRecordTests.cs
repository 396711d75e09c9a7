using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Web.Tests;

/// <summary>What is written while a person drives.</summary>
public sealed class TeleopRecordTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-record-").FullName;

    private string Dataset => Path.Combine(_folder, "human.igen");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_manifest_says_what_the_trigger_reveals()
    {
        await Session(_ => Task.CompletedTask, "--observability", "Partial");
        using var store = EpisodeStore.Open(Dataset);
        Assert.Equal("Partial", (string?)store.Manifest.Config["observability"]);
    }

    [Fact]
    public async Task A_dataset_of_full_observability_says_nothing_of_it()
    {
        await Session(_ => Task.CompletedTask);
        using var store = EpisodeStore.Open(Dataset);
        Assert.False(store.Manifest.Config.ContainsKey("observability"));
    }

    [Fact]
    public async Task Stopped_before_the_first_step_nothing_is_stored()
    {
        await Session(_ => Task.CompletedTask);
        using var store = EpisodeStore.Open(Dataset);
        Assert.Equal((0, 0), (store.Count, store.AttemptCount));
    }

    [Fact]
    public async Task Stopped_after_a_step_the_episode_is_stored()
    {
        await Session(DriveAWhile);
        using var store = EpisodeStore.Open(Dataset);
        Assert.Equal((1, EpisodeEnd.Aborted), (store.Count, store.Summary(0).End));
        Assert.True(store.StepsOf(0) > 0);
    }

    [Fact]
    public async Task Stopped_with_too_few_episodes_the_dataset_is_not_complete()
    {
        (int code, JsonObject? outcome) = await Session(DriveAWhile);
        using var store = EpisodeStore.Open(Dataset);
        Assert.False(store.Manifest.IsComplete);
        Assert.Equal((130, 0, ""), (code, (int)outcome!["episodes"]!, (string)outcome["digest"]!));
    }

    [Fact]
    public async Task The_same_command_goes_on_with_a_stopped_dataset()
    {
        await Session(DriveAWhile);
        await Session(DriveAWhile);
        using var store = EpisodeStore.Open(Dataset);
        Assert.Equal(2, store.AttemptCount);
    }

    [Fact]
    public async Task Every_session_keeps_its_own_measurements()
    {
        await Session(DriveAWhile);
        string first = await File.ReadAllTextAsync(Dataset + ".teleop.json");
        await Session(_ => Task.CompletedTask);
        Assert.Equal(first, await File.ReadAllTextAsync(Dataset + ".teleop.json"));
        Assert.Equal(0, (int)JsonNode.Parse(await File.ReadAllTextAsync(Dataset + ".teleop-2.json"))!["commands"]!);
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
    }

    private async Task<(int Code, JsonObject? Outcome)> Session(Func<WebSocket, Task> drive, params string[] arguments)
    {
        using Igen igen = Igen.Serve(["teleop", "--mode", "demonstrations", "--episodes", "3", "--out", Dataset, .. arguments]);
        Uri url = igen.Url();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{url.Authority}/api/teleop{url.Query}&role=driver"), CancellationToken.None);
        await Until(socket, text => text.Contains("\"Ready\"", StringComparison.Ordinal));
        await drive(socket);
        igen.Interrupt();
        return igen.Wait();
    }

    private static async Task DriveAWhile(WebSocket socket)
    {
        await TestServer.Send(socket, "{\"type\":\"start\"}");
        const string hold = "{\"type\":\"drive\",\"twist\":[0,0,0,0,0,0],\"gripper\":0,\"frame\":1}";
        await TestServer.Send(socket, hold);
        byte[] buffer = new byte[1 << 20];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        // The fourth number of a picture is how many steps were made.
        while (true)
        {
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, patience.Token);
            if (received.MessageType == WebSocketMessageType.Binary && BitConverter.ToSingle(buffer, 12) >= 2)
                return;
            // As the page does with every picture: a hand that says nothing for long is taken to have let go.
            await TestServer.Send(socket, hold);
        }
    }

    private static async Task Until(WebSocket socket, Func<string, bool> fits)
    {
        byte[] buffer = new byte[1 << 20];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (int length = 0; ;)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            if (part.MessageType == WebSocketMessageType.Text && fits(Encoding.UTF8.GetString(buffer, 0, length)))
                return;
            length = 0;
        }
    }
}
