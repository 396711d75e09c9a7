using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen.Tests.Pipelines;

/// <summary>How far a run is, from its folder alone.</summary>
public sealed class RunStatusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-status-").FullName;

    public RunStatusTests() => RunStatus.Note(RunPlan.Of(RunSpec.Parse("task: coffee\n")), _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_stage_that_has_noted_nothing_waits() => Assert.Equal(StageState.Waiting, Find("igen.igen").State);

    [Fact]
    public void A_stage_under_way_has_a_rate_and_a_time_left()
    {
        Note("igen.igen", done: 300, total: 1000, first: 100, seconds: 20);
        StageStatus stage = Find("igen.igen");
        Assert.Equal(StageState.Running, stage.State);
        Assert.Equal(10, stage.Rate, 0.6);
        Assert.Equal(70, stage.SecondsLeft!.Value, 5.0);
    }

    [Fact]
    public void A_stage_of_which_nothing_was_heard_for_long_is_silent()
    {
        Note("igen.igen", done: 300, total: 1000, first: 0, seconds: 20, ago: 600);
        Assert.Equal((StageState.Silent, 300), (Find("igen.igen").State, Find("igen.igen").Done));
    }

    [Fact]
    public void Parts_are_counted_together()
    {
        Note("igen.igen.from-0", done: 100, total: 100, first: 0, seconds: 10, state: "done");
        Note("igen.igen.from-100", done: 50, total: 100, first: 0, seconds: 10);
        StageStatus stage = Find("igen.igen");
        Assert.Equal((StageState.Running, 150, 200), (stage.State, stage.Done, stage.Total));
        Assert.Equal("2 parts, 1 of them under way", stage.Node);
    }

    [Fact]
    public void A_result_counts_whatever_was_noted_before()
    {
        Note("igen.igen", done: 300, total: 1000, first: 0, seconds: 20);
        File.WriteAllText(Path.Combine(_folder, "igen.igen.json"), """{"digest":"d","failure":null,"facts":{"words":"1000 of 1200 attempts"}}""");
        Assert.Equal((StageState.Done, "1000 of 1200 attempts"), (Find("igen.igen").State, Find("igen.igen").Words));
    }

    [Fact]
    public void A_stage_without_a_result_says_why()
    {
        File.WriteAllText(Path.Combine(_folder, "igen.igen.json"), """{"digest":"","failure":"kept nothing","facts":{}}""");
        Assert.Equal((StageState.Failed, "kept nothing"), (Find("igen.igen").State, Find("igen.igen").Words));
    }

    [Fact]
    public void A_folder_without_a_plan_is_refused() =>
        Assert.Contains("no folder of a run", Assert.Throws<UsageException>(() => RunStatus.Read(Path.GetTempPath())).Message, StringComparison.Ordinal);

    private StageStatus Find(string name) => RunStatus.Read(_folder).Stages.Single(stage => stage.Name == name);

    private void Note(string name, int done, int total, int first, int seconds, int ago = 0, string state = "running")
    {
        DateTime updated = DateTime.UtcNow.AddSeconds(-ago);
        string Stamp(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Path.Combine(_folder, "progress"));
        File.WriteAllText(
            Path.Combine(_folder, "progress", name + ".json"),
            $$"""{"state":"{{state}}","done":{{done}},"total":{{total}},"first":{{first}},"words":"","node":"n","process":1,"started":"{{Stamp(updated.AddSeconds(-seconds))}}","updated":"{{Stamp(updated)}}"}""");
    }
}
