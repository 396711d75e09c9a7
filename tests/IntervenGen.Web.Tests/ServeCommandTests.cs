using System.Net.WebSockets;
using System.Text.Json.Nodes;
using IntervenGen.Learning.Wire;

namespace IntervenGen.Web.Tests;

/// <summary>Both commands that serve programs, as processes of their own.</summary>
[Collection(TinyRunTests.Name)]
public sealed class ServeCommandTests(TinyRun run)
{
    [Fact]
    public void A_served_checkpoint_is_evaluated_as_the_checkpoint_is()
    {
        using Igen server = Igen.Serve("policy", "serve", run.Policy, "--port", "0");
        JsonObject own = Evaluate(run.Policy), served = Evaluate(server.Url().ToString());
        foreach (string key in (string[])["successes", "trials", "mean_steps", "task"])
            Assert.Equal($"{own[key]}", $"{served[key]}");
        server.Interrupt();
        Assert.Equal(0, server.Wait().Code);

        JsonObject Evaluate(string policy) => Igen.Run("evaluate", "--policy", policy, "--trials", "16", "--lanes", "16");
    }

    [Fact]
    public async Task Environments_are_those_that_the_options_say()
    {
        using Igen server = Igen.Serve(
            "serve", "env", "--task", "nut-insertion", "--lanes", "1", "--port", "0", "--seed", "18446744073709551615", "--split", "Source",
            "--corrupted", "false", "--observability", "Partial", "--stepping", "Adaptive");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(server.Url(), CancellationToken.None);
        using var messages = new MessageSocket(socket, 1 << 20, TimeSpan.FromSeconds(10));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        WireMap about = WireReader.Read((await messages.Receive(patience.Token))!.Value.Bytes).Map("igen")!;
        Assert.Equal(("nut-insertion", "Source", ulong.MaxValue), (about.Text("task"), about.Text("split"), about.Unsigned("seed")));
        Assert.Equal(("Partial", "Adaptive", 1L, false), (about.Text("observability"), about.Text("stepping"), about.Integer("lanes"), about.Flag("corrupted")));
        server.Interrupt();
        Assert.Equal(0, server.Wait().Code);
    }
}
