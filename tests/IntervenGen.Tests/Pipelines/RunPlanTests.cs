using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen.Tests.Pipelines;

/// <summary>Which stages a run has, and what they need.</summary>
public sealed class RunPlanTests
{
    [Fact]
    public void A_run_of_one_round_has_the_stages_of_the_demo() => Assert.Equal(
        [
            "demonstrations.igen", "base.igen", "base.ckpt", "evaluation-base-clean", "evaluation-base", "interventions.igen", "igen.igen",
            "igen.ckpt", "evaluation-igen",
        ],
        Plan("task: nut-insertion").Stages.Select(stage => stage.Name));

    [Fact]
    public void Every_stage_comes_after_what_it_needs()
    {
        var seen = new HashSet<string>();
        foreach (PlannedStage stage in Plan("task: coffee\nrounds: {count: 3, stop: {}}\nexports: [{dataset: igen}]").Stages)
        {
            Assert.All(stage.Needs, need => Assert.Contains(need, seen));
            Assert.True(seen.Add(stage.Name), stage.Name);
        }
    }

    [Fact]
    public void An_export_is_named_by_its_dataset_its_filter_and_its_format()
    {
        string[] names = [.. Plan("task: coffee\nexports: [{dataset: igen, format: lerobot, filter: recovery}, {dataset: igen}]").Stages
            .Select(stage => stage.Name)];
        Assert.Contains("exports/igen-recovery.lerobot", names);
        Assert.Contains("exports/igen-all.hdf5", names);
    }

    [Fact]
    public void A_round_corrects_the_policy_of_the_round_before()
    {
        RunPlan plan = Plan("task: coffee\nrounds: {count: 3}");
        Assert.Equal(["round-2/igen.ckpt"], plan.Find("round-3/interventions.igen").Needs);
        Assert.Equal(["round-3/interventions.igen", "round-2/igen.ckpt"], plan.Find("round-3/igen.igen").Needs);
    }

    [Theory]
    [InlineData("all", new[] { "base.igen", "igen.igen", "round-2/igen.igen", "round-3/igen.igen" })]
    [InlineData("last", new[] { "base.igen", "round-3/igen.igen" })]
    public void A_training_learns_from_the_rounds_that_are_aggregated(string aggregate, string[] data) =>
        Assert.Equal(data, Plan($"task: coffee\nrounds: {{count: 3, aggregate: {aggregate}}}").Find("round-3/igen.ckpt").Needs);

    [Fact]
    public void Weights_and_caps_of_rounds_decide_the_training()
    {
        var settings = (PolicySettings)Plan("task: coffee\nrounds: {count: 3, weights: [1, 2, 4], cap: 50}").Find("round-3/igen.ckpt").Recipe.Settings;
        Assert.Equal([1, 2, 4, 4], settings.Weights);
        Assert.Equal(50, settings.Cap);
        Assert.Equal(Learning.WindowSampling.Weighted, settings.Config.Sampling);
    }

    [Fact]
    public void A_training_that_starts_from_the_round_before_needs_its_policy_last()
    {
        PlannedStage training = Plan("task: coffee\nrounds: {count: 2, start: previous}").Find("round-2/igen.ckpt");
        Assert.Equal("igen.ckpt", training.Needs[^1]);
        Assert.True(((PolicySettings)training.Recipe.Settings).StartsFromLast);
    }

    [Fact]
    public void Rounds_that_may_stop_decide_on_scenes_that_are_not_held_out()
    {
        RunPlan plan = Plan("task: coffee\nrounds: {count: 3, stop: {trials: 30}}");
        Assert.Contains("round-1-gain", plan.Find("round-2/interventions.igen").Needs);
        Recipe gate = plan.Find("round-1-gain").Recipe;
        Assert.All(gate.Inputs, input => Assert.Equal(SceneSplit.Selection, ((TrialSettings)input.Settings).Split));
        Assert.DoesNotContain(plan.Stages, stage => stage.Name == "round-3-gain");
    }

    [Fact]
    public void What_variants_have_in_common_is_one_stage()
    {
        RunPlan plan = Plan("task: coffee\nvariants: {a: {evaluate: {trials: 5}}, b: {evaluate: {trials: 6}}}");
        Assert.Single(plan.Stages, stage => stage.Kind == RecipeKind.GenerateInterventions);
        Assert.Equal(6, plan.Stages.Count(stage => stage.Kind == RecipeKind.Evaluate));
    }

    [Fact]
    public void Two_seeds_share_no_stage() =>
        Assert.Equal(18, Plan("task: coffee\nsweep: {seed: [1, 2]}").Stages.Count);

    [Fact]
    public void Rounds_without_an_operator_are_refused()
    {
        string complaint = Assert.Throws<UsageException>(() => Plan("task: coffee\ninterventions: {from: mine.igen}\nrounds: {count: 2}")).Message;
        Assert.Contains("operator or person", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_is_waited_for_and_takes_no_core()
    {
        PlannedStage stage = Plan("task: coffee\ninterventions: {from: person}").Find("interventions-by-person.igen");
        Assert.True(stage.WaitsForPerson);
        Assert.Equal(0, stage.CoreSeconds);
    }

    [Fact]
    public void The_estimate_grows_with_what_is_asked_for()
    {
        double small = Plan("task: coffee").CoreHours, large = Plan("task: coffee\ninterventions: {generate: 5000}").CoreHours;
        Assert.InRange(small, 0.01, 1);
        Assert.InRange(large, 1.5 * small, 10 * small);
    }

    private static RunPlan Plan(string text) => RunPlan.Of(RunSpec.Parse(text + "\n"));
}
