using System.Globalization;
using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Tests;

/// <summary>The method's numbers on the command line: recorded under the names that datasets have always had, and bounded.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class MethodOptionTests(TinyDemo demo)
{
    private static readonly string[] s_replay =
    [
        "--lift", "0.01", "--approach-step", "0.012", "--approach-turn", "0.1", "--approach-min", "7",
        "--action-noise", "0.02", "--selection", "NearestObject", "--neighbours", "2", "--plan-transit", "--check-recoveries",
    ];

    [Fact]
    public void What_is_said_of_replays_is_recorded_with_demonstrations()
    {
        string target = demo["own replays.igen"];
        Igen.Run(["generate", "demos", "--source", demo.Demonstrations, "--episodes", "2", "--out", target, .. s_replay]).Expect(0);
        AssertReplay(Config(target));
    }

    [Fact]
    public void What_is_said_of_replays_and_of_the_policy_is_recorded_with_interventions()
    {
        string target = demo["own corrections.igen"];
        // One attempt, whatever comes of it: what is asked is what was recorded.
        Igen.Run([
            "generate", "interventions", "--source", demo.Interventions, "--policy", demo.BasePolicy, "--attempt", "0", "--out", target,
            .. s_replay, "--reaction", "3", "--policy-horizon", "150", "--recoveries", "4", "--patience", "9",
            "--push-limit", "0.5", "--return-to-earlier-subtasks"]).Expect(0);
        JsonObject config = Config(target);
        AssertReplay(config);
        Assert.Equal(3, (int)config["reactionLimit"]!);
        Assert.Equal(150, (int)config["policyHorizon"]!);
        Assert.Equal(4, (int)config["recoveryLimit"]!);
        Assert.Equal(9, (int)config["patience"]!);
        Assert.Equal(0.5, (double)config["pushLimit"]!);
        Assert.True((bool)config["returnToEarlierSubtasks"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "--plan-transit", "false")]
    [InlineData(false, "--lift", "0.02")]
    [InlineData(true, "--lift", "0.02", "--plan-transit", "true")]
    public void Interventions_are_planned_unless_told_otherwise_or_a_lift_is_asked_for(bool isPlanned, params string[] options)
    {
        string target = demo[$"approach of {string.Join(' ', options)}.igen"];
        Igen.Run([
            "generate", "interventions", "--source", demo.Interventions, "--policy", demo.BasePolicy, "--attempt", "0", "--out", target,
            .. options]).Expect(0);
        Assert.Equal(isPlanned, Config(target).ContainsKey("plansTransit"));
    }

    [Fact]
    public void After_replayed_mistakes_approaches_are_planned_and_in_demonstrations_straight()
    {
        string replayed = demo["planned replays.igen"], demonstrated = demo["straight replays.igen"];
        Igen.Run(
            "generate", "interventions", "--source", demo.Interventions, "--replay-mistakes", "--attempt", "0", "--out", replayed).Expect(0);
        Igen.Run("generate", "demos", "--source", demo.Demonstrations, "--attempt", "0", "--out", demonstrated).Expect(0);
        Assert.Equal((true, false), (Config(replayed).ContainsKey("plansTransit"), Config(demonstrated).ContainsKey("plansTransit")));
    }

    [Fact]
    public void A_longer_approach_makes_longer_episodes()
    {
        string quick = demo["quick.igen"], slow = demo["slow.igen"];
        string[] command = ["generate", "demos", "--source", demo.Demonstrations, "--attempt", "0", "--action-noise", "0"];
        Igen.Run([.. command, "--out", quick]).Expect(0);
        Igen.Run([.. command, "--approach-min", "60", "--out", slow]).Expect(0);
        Assert.True(Approach(slow) == 60 && Approach(quick) < 60, $"{Approach(slow)} and {Approach(quick)} steps");
    }

    [Theory]
    [InlineData("demos", "--lift", "-0.01", "0.51", "between 0 and 0.5 m")]
    [InlineData("demos", "--approach-step", "0", "0.6", "between 0.0005 and 0.5 m")]
    [InlineData("demos", "--approach-turn", "0", "4", "between 0.005 and 3.2 rad")]
    [InlineData("demos", "--approach-min", "0", "10001", "between 1 and 10000 steps")]
    [InlineData("demos", "--action-noise", "-0.1", "1.1", "between 0 and 1")]
    [InlineData("demos", "--neighbours", "-1", "1001", "between 0 and 1000")]
    [InlineData("interventions", "--push-limit", "-1", "2", "between 0 and 1 m")]
    [InlineData("interventions", "--reaction", "-1", "10001", "between 0 and 10000 steps")]
    [InlineData("interventions", "--policy-horizon", "0", "10001", "between 1 and 10000 steps")]
    [InlineData("interventions", "--recoveries", "0", "101", "between 1 and 100")]
    public void A_number_of_the_method_beyond_its_range_is_refused_with_range_and_unit(
        string noun, string option, string low, string high, string range)
    {
        foreach (string value in new[] { low, high })
        {
            Outcome outcome = Igen.Run("generate", noun, "--source", "none.igen", option, value, "--out", demo["refused.igen"]).Expect(2);
            Assert.Contains($"{option} is {value}; it must be {range}", outcome.Complaint(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--policy-horizon", "100")]
    [InlineData("--recoveries", "1")]
    public void What_only_a_policy_does_is_refused_where_none_acts(string option, string value) => Assert.Contains(
        $"--replay-mistakes runs no policy: leave out {option}",
        Igen.Run(
            "generate", "interventions", "--source", demo.Interventions, "--replay-mistakes", option, value, "--out", demo["no policy.igen"])
            .Expect(2).Complaint(),
        StringComparison.Ordinal);

    private static JsonObject Config(string folder)
    {
        using var store = Episodes.EpisodeStore.Open(folder);
        return (JsonObject)store.Manifest.Config.DeepClone();
    }

    private static void AssertReplay(JsonObject config)
    {
        string Text(string key) => ((IFormattable)(double)config[key]!).ToString(null, CultureInfo.InvariantCulture);
        Assert.Equal(
            ["0.01", "0.012", "0.1", "7", "0.02"],
            Array.ConvertAll(["interpolationLift", "interpolationStep", "interpolationTurn", "interpolationMinimum", "actionNoise"], Text));
        Assert.Equal(("NearestObject", 2), ((string)config["selection"]!, (int)config["selectionNeighbours"]!));
        Assert.True((bool)config["plansTransit"]! && (bool)config["checksRecoveries"]!);
    }

    private static int Approach(string folder)
    {
        using var store = Episodes.EpisodeStore.Open(folder);
        Core.EpisodeBuffer steps = store.Read(0);
        return Enumerable.Range(0, steps.Count).Count(step => steps.Mode(step) == Core.StepMode.Interpolation);
    }
}
