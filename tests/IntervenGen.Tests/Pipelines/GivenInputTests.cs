using IntervenGen.Core;
using IntervenGen.Experiments;

namespace IntervenGen.Tests.Pipelines;

/// <summary>What a run is given is looked at before anything is made.</summary>
[Collection(TinyLoopTests.Name)]
public sealed class GivenInputTests(TinyLoop loop)
{
    [Fact]
    public void Given_data_and_policy_are_looked_at_and_not_made()
    {
        RunPlan plan = RunPlan.Of(loop.Spec(""));
        Assert.Equal(
            ["base-given.igen", "base-given.ckpt"],
            plan.Stages.Where(stage => stage.IsLookedUp).Select(stage => stage.Name).OrderDescending());
        Assert.DoesNotContain(
            plan.Stages, stage => stage.Kind is RecipeKind.CollectDemonstrations or RecipeKind.GenerateDemonstrations);
    }

    [Theory]
    [InlineData("demonstrations", "from: none.igen")]
    [InlineData("interventions", "from: [operator, none.igen]")]
    [InlineData("interventions", "from: operater")]
    [InlineData("base", "data: [none.igen]")]
    public void A_dataset_that_is_not_there_is_refused_with_its_place(string key, string value)
    {
        string complaint = Refusal($"task: nut-insertion\n{key}: {{{value}}}\n");
        Assert.StartsWith(loop["run.yaml"] + ":2:", complaint, StringComparison.Ordinal);
        Assert.Contains("there is no dataset", complaint, StringComparison.Ordinal);
        Assert.Equal(key != "base", complaint.Contains("sources are operator, person", StringComparison.Ordinal));
    }

    [Fact]
    public void A_dataset_of_another_task_is_refused_with_its_place() => Assert.Matches(
        @"run\.yaml:2:\d+: .*holds episodes of task 'nut-insertion', and the run is of 'coffee'$",
        Refusal("task: coffee\ninterventions: {from: base.igen}\n"));

    [Fact]
    public void A_folder_that_is_no_dataset_is_refused_with_its_place()
    {
        Directory.CreateDirectory(loop["empty"]);
        Assert.Matches(@"run\.yaml:2:\d+: there is no dataset '.*empty'", Refusal("task: nut-insertion\ninterventions: {from: empty}\n"));
    }

    [Fact]
    public void A_policy_that_is_not_there_is_refused_and_a_server_is_not_asked()
    {
        Assert.Contains("there is no policy", Refusal("task: nut-insertion\nbase: {policy: none.ckpt}\n"), StringComparison.Ordinal);
        Assert.NotEmpty(Plan("task: nut-insertion\nbase: {policy: 'ws://localhost:1'}\n").Stages);
    }

    [Fact]
    public void A_trigger_that_is_not_there_is_refused_with_its_place() => Assert.Matches(
        @"run\.yaml:2:\d+: there is no trigger", Refusal("task: nut-insertion\nmethod: {trigger: none.trigger}\n"));

    [Fact]
    public void A_trigger_of_another_task_is_refused_with_its_place() => Assert.Matches(
        @"run\.yaml:2:\d+: the trigger was fitted for task 'nut-insertion', not for 'coffee'$",
        Refusal("task: coffee\nmethod: {trigger: asking.trigger}\n"));

    [Fact]
    public void A_trigger_that_sees_something_else_is_refused() => Assert.Contains(
        "the trigger sees", Refusal("task: nut-insertion\nobservability: force\nmethod: {trigger: asking.trigger}\n"),
        StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_still_to_be_imported_must_be_there()
    {
        RunPlan plan = Plan("task: nut-insertion\ndemonstrations: {from: none.hdf5}\n");
        string complaint = Assert.Throws<UsageException>(() => PipelineState.Done(plan, loop["imports"])).Message;
        Assert.Equal($"there is no file '{loop["none.hdf5"]}' to import", complaint);
        var request = new PipelineRequest { Spec = plan.Spec, Out = loop["imports"] };
        Assert.Equal(complaint, Assert.Throws<UsageException>(() => PipelineRun.Run(request)).Message);
        Assert.False(Directory.Exists(loop["imports"]));
    }

    private string Refusal(string text) => Assert.Throws<UsageException>(() => Plan(text)).Message;

    private RunPlan Plan(string text) => RunPlan.Of(RunSpec.Parse(text, loop["run.yaml"]));
}
