using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Franka;
using IntervenGen.Franka.Tests;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Cli.Tests;

/// <summary><c>igen franka</c> against a controller on the loopback.</summary>
public sealed class FrankaTests
{
    [Fact]
    public void A_state_is_printed_under_the_names_of_the_documentation()
    {
        using var server = new FciTestServer(FciVersion.V5);
        JsonObject state = Igen.Run("franka", "state", "--host", "127.0.0.1", "--port", Port(server), "--json").Expect(0).Json;
        Assert.Equal(5, (int)state["version"]!);
        Assert.Equal("Reflex", (string)state["robot_mode"]!);
        Assert.Equal(Make.State(0)[StateField.Position].ToArray(), state["q"]!.AsArray().Select(number => (double)number!));
        Assert.Equal(16, state["O_T_EE"]!.AsArray().Count);
        Assert.Equal("communication_constraints_violation", (string)state["reflex_reason"]![1]!);
        Assert.False(state.ContainsKey("accelerometer_top"));
    }

    [Fact]
    public void A_check_counts_what_is_lost_and_fails_when_that_is_too_much()
    {
        using var server = new FciTestServer(FciVersion.V10, new Faults { LoseEvery = 5 });
        string[] check = ["franka", "check", "--host", "127.0.0.1", "--port", Port(server), "--seconds", "0.5", "--json"];
        Outcome outcome = Igen.Run(check).Expect(1);
        Assert.Contains("of the states were lost", outcome.Complaint(), StringComparison.Ordinal);
        Assert.True((double)outcome.Json["lost_percent"]! >= 15);
        Assert.False((bool)outcome.Json["good"]!);
        JsonObject generous = Igen.Run([.. check, "--most-lost", "100"]).Expect(0).Json;
        Assert.Equal(10, (int)generous["version"]!);
        Assert.True((long)generous["received"]! > 0);
    }

    [Fact]
    public void What_is_no_robot_is_one_line_and_an_exit_code()
    {
        using var other = new FciTestServer(FciVersion.V7, new Faults { ClaimedVersion = 3 });
        Assert.Contains("version 3", Igen.Run("franka", "state", "--host", "127.0.0.1", "--port", Port(other)).Expect(1).Complaint(), StringComparison.Ordinal);
        Assert.Contains("--port", Igen.Run("franka", "state", "--host", "127.0.0.1", "--port", "70000").Expect(2).Complaint(), StringComparison.Ordinal);
        Assert.Contains("--host", Igen.Run("franka", "check").Expect(2).Complaint(), StringComparison.Ordinal);
    }

    private static string Port(FciTestServer server) => server.Port.ToString(CultureInfo.InvariantCulture);
}
