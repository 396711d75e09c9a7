using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;
using IntervenGen.Learning;

namespace IntervenGen.Tests.Pipelines;

/// <summary>Runs in which contact is not felt and the robot asks.</summary>
[Collection(TinyLoopTests.Name)]
public sealed class OnRequestRunTests(TinyLoop loop)
{
    private const string Asks = "observability: on_request\nmethod: {trigger: asking.trigger}\n";
    private const string Rounds = "interventions: {episodes: 2, generate: 2}\nrounds: {count: 2}\n";

    [Fact]
    public void A_robot_that_feels_no_contact_asks_in_every_stage_with_wrong_beliefs()
    {
        PipelineResult result = loop.Run(loop.Spec(Asks + Rounds), "asks");
        Assert.True(result.IsWhole);
        string trigger = result.Plan.Find("igen.igen").Recipe.Settings.ToJson()["trigger"]!.ToString();
        foreach (string name in (string[])["interventions.igen", "igen.igen", "round-2/interventions.igen", "round-2/igen.igen"])
        {
            using EpisodeStore store = EpisodeStore.Open(TinyLoop.Made(result, name).Path);
            Assert.Equal((2, trigger), (store.KeptCount, (string?)store.Manifest.Config["trigger"]));
            Assert.Equal(Observability.OnRequest, EpisodeReplayer.ObservabilityOf(store));
        }

        Assert.True((int)TinyLoop.Made(result, "evaluation-base").Facts["asked"]! > 0);
        Assert.NotNull(TinyLoop.Made(result, "round-2/evaluation-igen").Facts["asked"]);
        Assert.Null(TinyLoop.Made(result, "evaluation-base-clean").Facts["asked"]);
        SelectionState selected = SelectionState.Of(Checkpoint.Load(TinyLoop.Made(result, "igen.ckpt").Path))!;
        Assert.Equal(trigger, selected.Selection.Trigger);
    }

    [Fact]
    public void Parts_of_an_evaluation_count_together_how_often_the_robot_asked()
    {
        var request = new PipelineRequest { Spec = loop.Spec(Asks), Out = loop["asks in parts"], Workers = 1 };
        foreach (string? part in (string?[])["1/2", "2/2", null])
            PipelineRun.MakeStage(request, "evaluation-base", part);
        Artifact whole = ResultRecord.TryRead(
            Path.Combine(request.Out, "evaluation-base"), ResultRecord.KeyOf(Path.Combine(request.Out, "evaluation-base"))!)!;
        Assert.Equal((2, 2), ((int)whole.Facts["trials"]!, (int)whole.Facts["asked"]!));
    }

    [Fact]
    public void Whoever_is_asked_answers_at_once_in_every_round()
    {
        RunPlan plan = RunPlan.Of(loop.Spec(Asks + Rounds));
        Assert.All(plan.Stages.Select(stage => stage.Recipe.Settings).OfType<FillSettings>(), fill => Assert.Equal(0, fill.Patience));
        RunPlan felt = RunPlan.Of(loop.Spec(Rounds));
        Assert.Equal(60, ((FillSettings)felt.Find("round-2/igen.igen").Recipe.Settings).Patience);
    }

    [Fact]
    public void A_person_is_called_by_the_trigger_too()
    {
        RunPlan plan = RunPlan.Of(loop.Spec(Asks + "interventions: {from: person}\n"));
        var stage = new PersonStage(
            plan.Find("interventions-by-person.igen").Recipe, "x.igen", [new Artifact("base.ckpt", "", [])], RunMonitor.Silent);
        Assert.Contains($"--policy 'base.ckpt' --trigger '{loop["asking.trigger"]}'", stage.Command, StringComparison.Ordinal);
        Assert.Contains("--observability OnRequest", stage.Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("method: {trigger: contact}\n")]
    public void A_robot_that_feels_no_contact_and_has_no_trigger_is_refused(string method)
    {
        string complaint = Refusal("observability: on_request\n" + method);
        Assert.StartsWith(loop["run.yaml"] + ":1:1: observability is on_request", complaint, StringComparison.Ordinal);
        Assert.Contains("method.trigger", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variant_has_the_trigger_that_it_names()
    {
        File.Copy(loop["asking.trigger"], loop["copy.trigger"], overwrite: true);
        string variants = Asks + "variants: {felt: {observability: full}, asks: {}, copy: {method: {trigger: copy.trigger}}}\n";
        RunPlan plan = RunPlan.Of(loop.Spec(variants));
        Assert.Null(((FillSettings)plan.Find("felt/interventions.igen").Recipe.Settings).Trigger);
        Assert.NotNull(((FillSettings)plan.Find("asks/interventions.igen").Recipe.Settings).Trigger);
        // What a trigger decides counts, not where it lies.
        Assert.DoesNotContain(plan.Stages, stage => stage.Name.StartsWith("copy/", StringComparison.Ordinal));
        string without = Asks + "variants: {asks: {}, not: {method: {trigger: contact}}}\n";
        Assert.Contains("method.trigger", Refusal(without), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trigger_is_unsaid_in_every_stage_of_a_run_that_feels_contact()
    {
        RunPlan plan = RunPlan.Of(loop.Spec("method: {trigger: asking.trigger}\n"));
        Assert.Equal(
            ["igen.igen"], plan.Stages.Where(stage => stage.Recipe.Settings.ToJson().ContainsKey("trigger")).Select(stage => stage.Name));
    }

    private string Refusal(string text) => Assert.Throws<UsageException>(() => RunPlan.Of(loop.Spec(text))).Message;
}
