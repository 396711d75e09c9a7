using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments;

namespace IntervenGen.Tests.Pipelines;

/// <summary>Runs in which mistakes are made on purpose, and no policy acts until it is evaluated.</summary>
[Collection(TinyLoopTests.Name)]
public sealed class OfflineRunTests(TinyLoop loop)
{
    private const string Offline = "interventions: {offline: true, episodes: 2, generate: 3}\n";

    [Fact]
    public void Mistakes_made_on_purpose_are_replayed_and_a_policy_learns_from_them()
    {
        PipelineResult result = loop.Run(loop.Spec(Offline), "offline");
        Assert.True(result.IsWhole);
        foreach ((string name, int kept, string mistakes) in
            (IEnumerable<(string, int, string)>)[("interventions.igen", 2, "deliberate"), ("igen.igen", 3, "replayed")])
        {
            using EpisodeStore store = EpisodeStore.Open(TinyLoop.Made(result, name).Path);
            Assert.Equal((kept, mistakes), (store.KeptCount, (string?)store.Manifest.Config["mistakes"]));
            Assert.True(store.Manifest.Config["policy"] is null);
        }

        Assert.NotNull(TinyLoop.Made(result, "evaluation-igen").Facts["success"]);
    }

    [Fact]
    public void The_single_commands_give_the_same_bytes()
    {
        PipelineResult result = loop.Run(loop.Spec(Offline), "offline as commands");
        using var workspace = Workspace.Open(new WorkspaceOptions { Task = "nut-insertion", Workers = 1, Lanes = 5 });
        DatasetResult collected = workspace.CollectInterventions(
            new CollectRequest { Out = loop["collected.igen"], Episodes = 2, Offline = true });
        DatasetResult generated = workspace.GenerateInterventions(
            new GenerateRequest { Sources = [collected.Folder], Out = loop["generated.igen"], Episodes = 3, ReplayMistakes = true });
        Assert.Equal(collected.Digest, TinyLoop.Made(result, "interventions.igen").Digest);
        Assert.Equal(generated.Digest, TinyLoop.Made(result, "igen.igen").Digest);
    }

    [Fact]
    public void Parts_of_replayed_mistakes_join_to_the_bytes_of_the_whole()
    {
        var request = new PipelineRequest { Spec = loop.Spec(Offline), Out = loop["offline in parts"], Workers = 1 };
        foreach (string stage in (string[])["interventions.igen", "igen.igen"])
        {
            foreach (string? part in (string?[])["1/2", "2/2", null])
                PipelineRun.MakeStage(request, stage, part);
        }

        PipelineResult whole = loop.Run(loop.Spec(Offline), "offline as a whole");
        using EpisodeStore joined = EpisodeStore.Open(Path.Combine(request.Out, "igen.igen"));
        Assert.Equal(TinyLoop.Made(whole, "igen.igen").Digest, joined.ComputeDigest());
    }

    [Fact]
    public void No_policy_is_needed_before_the_training()
    {
        RunPlan plan = RunPlan.Of(loop.Spec(Offline));
        Assert.Empty(plan.Find("interventions.igen").Needs);
        Assert.Equal(["interventions.igen"], plan.Find("igen.igen").Needs);
        Assert.Equal(["base-given.igen", "igen.igen"], plan.Find("igen.ckpt").Needs);
    }

    [Fact]
    public void What_is_not_offline_says_nothing_of_it()
    {
        RunPlan plan = RunPlan.Of(loop.Spec(Offline.Replace("true", "false", StringComparison.Ordinal)));
        Assert.All(plan.Stages, stage => Assert.False(stage.Recipe.Settings.ToJson().ContainsKey("offline")));
    }

    [Fact]
    public void A_person_is_asked_for_mistakes_on_purpose()
    {
        RunPlan plan = RunPlan.Of(loop.Spec("interventions: {from: person, offline: true, episodes: 3}\n"));
        PlannedStage stage = plan.Find("interventions-by-person.igen");
        Assert.Equal("3 interventions by a person", stage.Title);
        Assert.Equal(
            "igen teleop --task nut-insertion --mode offline --episodes 3 --out 'x.igen'",
            new PersonStage(stage.Recipe, "x.igen", [], RunMonitor.Silent).Command);
    }

    [Theory]
    [InlineData("observability: on_request\nmethod: {trigger: asking.trigger}\n", "observability: on_request")]
    [InlineData("observability: on_request\n", "observability: on_request")]
    [InlineData("rounds: {count: 2}\n", "rounds.count")]
    [InlineData("method: {trigger: asking.trigger}\n", "method.trigger")]
    [InlineData("method: {reaction: 8}\n", "method.reaction")]
    [InlineData("method: {policy_horizon: 200}\n", "method.policy_horizon")]
    [InlineData("method: {recoveries: 2}\n", "method.recoveries")]
    [InlineData("method: {miss: 0.5}\n", "method.miss")]
    [InlineData("method: {push_limit: 0.02}\n", "method.push_limit")]
    [InlineData("method: {return_to_earlier_subtasks: true}\n", "method.return_to_earlier_subtasks")]
    public void What_needs_a_policy_that_acts_is_refused_offline(string more, string key)
    {
        string complaint = Assert.Throws<UsageException>(() => RunPlan.Of(loop.Spec(Offline + more))).Message;
        Assert.StartsWith(loop["run.yaml"], complaint, StringComparison.Ordinal);
        Assert.Contains($"interventions.offline runs no policy: leave out {key}", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', complaint);
    }

    [Fact]
    public void Variants_with_and_without_a_policy_share_what_comes_before()
    {
        RunPlan plan = RunPlan.Of(loop.Spec(
            "interventions: {episodes: 2, generate: 3}\nvariants: {online: {}, offline: {interventions: {offline: true}}}\n"));
        Assert.Single(plan.Stages, stage => stage.Name.EndsWith("evaluation-base", StringComparison.Ordinal));
        Assert.Equal(2, plan.Stages.Count(stage => stage.Kind == RecipeKind.CollectInterventions));
    }
}
