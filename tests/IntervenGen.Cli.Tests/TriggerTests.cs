using System.Text.Json.Nodes;
using IntervenGen.Episodes;

namespace IntervenGen.Cli.Tests;

/// <summary>Learned triggers from the command line, on a tiny budget.</summary>
[Collection(TinyDemoTests.Name)]
public sealed class TriggerTests(TinyDemo demo)
{
    [Fact]
    public void A_trigger_is_fitted_and_judged()
    {
        string trigger = Fitted("judged.trigger"), rollouts = Rollouts("judged.igen");
        Outcome outcome = Igen.Run("trigger", "check", trigger, rollouts, "--json").Expect(0);
        Assert.Equal(8, (int)outcome.Json["trials"]!);
        Assert.NotNull(outcome.Json["contact"]!["recall"]);
    }

    [Fact]
    public void The_same_data_give_the_same_trigger() => Assert.Equal(
        File.ReadAllBytes(Fitted("first.trigger")), File.ReadAllBytes(Fitted("second.trigger")));

    [Fact]
    public void Generation_by_a_trigger_names_it_and_does_not_depend_on_workers()
    {
        string trigger = Fitted("generating.trigger");
        string[] Command(string folder, string workers) =>
        [
            "generate", "interventions", "--source", demo.Interventions, "--policy", demo.BasePolicy, "--trigger", trigger, "--episodes",
            "1000", "--attempts", "12", "--keep-failures", "--workers", workers, "--out", demo[folder], "--json",
        ];
        string one = (string)Igen.Run(Command("by trigger.igen", "1")).Expect(1).Json["digest"]!;
        using var store = EpisodeStore.Open(demo["by trigger.igen"]);
        Assert.Equal(32, ((string)store.Manifest.Config["trigger"]!).Length);
        Assert.Equal(12, store.Count);
        string both = Math.Min(2, Environment.ProcessorCount).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(one, (string)Igen.Run(Command("by trigger too.igen", both)).Expect(1).Json["digest"]!);
    }

    [Fact]
    public void A_robot_that_asks_is_counted_in_interventions_switches_and_minutes()
    {
        Outcome outcome = Igen.Run(
            "collect", "interventions", "--policy", demo.BasePolicy, "--trigger", Fitted("collecting.trigger"), "--episodes", "100",
            "--attempts", "6", "--out", demo["gated.igen"], "--json").Expect(1);
        Assert.True((int)outcome.Json["interventions"]! > 0);
        Assert.True((int)outcome.Json["context_switches"]! >= (int)outcome.Json["interventions"]!);
        Assert.Equal((double)outcome.Json["operator_seconds"]! / 60, (double)outcome.Json["operator_minutes"]!, 2);
    }

    [Fact]
    public void Where_contact_is_not_felt_a_robot_that_asks_learns_the_truth_and_replays_exactly()
    {
        string kept = demo["asked.igen"];
        Outcome outcome = Igen.Run(
            "evaluate", "--policy", demo.BasePolicy, "--observability", "OnRequest", "--trigger", Fitted("asking.trigger"), "--trials", "4",
            "--out", kept, "--json").Expect(0);
        Assert.True((int)outcome.Json["asked"]! > 0);
        Igen.Run("replay", kept).Expect(0);
    }

    [Fact]
    public void An_arm_stops_and_asks_where_a_trigger_fires_and_the_dataset_names_both()
    {
        string store = demo["asking arm.igen"];
        // A policy of hardly any training soon leaves what was demonstrated.
        JsonObject result = ArmTrial.Run(
            "nut-insertion", "--policy", demo.BasePolicy, "--trigger", Fitted("arm.trigger"), "--out", store, "--json").Expect(0).Json;
        Assert.Equal((1, 1), ((int)result["trials"]!, (int)result["asked"]!));
        using var kept = EpisodeStore.Open(store);
        Assert.Equal(32, ((string)kept.Manifest.Config["trigger"]!).Length);
        Assert.Equal(Core.AttemptReason.AskedForHelp, kept.Summary(0).Reason);
    }

    [Fact]
    public void Where_contact_is_not_felt_nobody_is_called_without_a_trigger() => Assert.Contains(
        "give a trigger",
        Igen.Run(
            "collect", "interventions", "--policy", demo.BasePolicy, "--observability", "OnRequest", "--out", demo["uncalled.igen"]).Expect(2)
            .Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void A_trigger_of_another_task_is_one_clear_line() => Assert.Contains(
        "was fitted for task 'nut-insertion', not for 'coffee'",
        Igen.Run(
            "evaluate", "--task", "coffee", "--policy", Path.Combine(Repository.Root, "benchmarks/paper/policies/coffee.ckpt"), "--trigger",
            Fitted("other.trigger"), "--trials", "1").Expect(2).Complaint(),
        StringComparison.Ordinal);

    [Fact]
    public void A_run_that_replays_mistakes_has_no_trigger() => Assert.Contains(
        "leave out --trigger",
        Igen.Run(
            "generate", "interventions", "--source", demo.Interventions, "--replay-mistakes", "--trigger", "any", "--out",
            demo["no trigger.igen"]).Expect(2).Complaint(),
        StringComparison.Ordinal);

    private string Fitted(string name)
    {
        Igen.Run("trigger", "fit", demo.BaseData, "--kind", "Distance", "--out", demo[name]).Expect(0);
        return demo[name];
    }

    private string Rollouts(string name)
    {
        Igen.Run("evaluate", "--policy", demo.BasePolicy, "--trials", "8", "--seed", "5", "--out", demo[name]).Expect(0);
        return demo[name];
    }
}
