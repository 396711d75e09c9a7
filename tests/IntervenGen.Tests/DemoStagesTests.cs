using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Tests;

/// <summary>What <c>demo.json</c> remembers, and what it does not take.</summary>
public sealed class DemoStagesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-stages-").FullName;

    private string Record => Path.Combine(_folder, "demo.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_stage_that_is_done_is_found_again()
    {
        Open().Add("base", new JsonObject { ["loss"] = 0.5 }, TimeSpan.FromSeconds(3));
        Assert.Equal(0.5, (double)Open().Find("base", _folder)!["loss"]!);
    }

    [Fact]
    public void A_stage_that_is_not_done_is_not_found()
    {
        Open().Add("base", [], TimeSpan.FromSeconds(3));
        Assert.Null(Open().Find("igen", _folder));
    }

    [Fact]
    public void A_stage_whose_result_is_gone_is_not_found()
    {
        Open().Add("base", [], TimeSpan.FromSeconds(3));
        Assert.Null(Open().Find("base", Path.Combine(_folder, "base.ckpt")));
    }

    [Fact]
    public void The_time_of_all_stages_is_counted_over_all_runs()
    {
        Open().Add("base", [], TimeSpan.FromSeconds(3));
        DemoStages second = Open();
        second.Add("igen", [], TimeSpan.FromSeconds(4));
        Assert.Equal(7, second.TotalSeconds);
        Assert.Equal(7, Open().TotalSeconds);
    }

    [Fact]
    public void A_stage_that_is_done_again_counts_once()
    {
        DemoStages stages = Open();
        stages.Add("base", [], TimeSpan.FromSeconds(3));
        stages.Add("base", [], TimeSpan.FromSeconds(5));
        Assert.Equal(5, stages.TotalSeconds);
    }

    [Fact]
    public void A_demo_with_another_seed_is_refused_with_both_seeds()
    {
        Open().Add("base", [], TimeSpan.Zero);
        Assert.Equal(
            $"'{_folder}' holds a demo with other settings: seed is 1 there and 2 here; use another --out", Refusal(Identity(seed: 2)));
    }

    [Fact]
    public void A_demo_of_another_size_is_refused_with_both_sizes()
    {
        Open().Add("base", [], TimeSpan.Zero);
        Assert.Contains("Trials is 4 there and 5 here", Refusal(Identity(trials: 5)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_the_demo_did_not_have_is_named_as_missing()
    {
        Open().Add("base", [], TimeSpan.Zero);
        JsonObject identity = Identity();
        identity["stepping"] = "Adaptive";
        Assert.Contains("stepping is missing there and \"Adaptive\" here", Refusal(identity), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("no JSON at all")]
    [InlineData("{\"run\": {}, \"run\": {}}")]
    [InlineData("{\"run\": RUN}")]
    [InlineData("{\"run\": RUN, \"stages\": 5}")]
    [InlineData("{\"run\": RUN, \"stages\": {\"base\": 5}}")]
    [InlineData("{\"run\": RUN, \"stages\": {\"base\": {}}}")]
    [InlineData("{\"run\": RUN, \"stages\": {\"base\": {\"stage_seconds\": \"3\"}}}")]
    public void A_record_that_is_none_is_refused_in_one_line_with_a_fix(string text)
    {
        File.WriteAllText(Record, text.Replace("RUN", Identity().ToJsonString(), StringComparison.Ordinal));
        string complaint = Refusal(Identity());
        Assert.StartsWith($"'{Record}' is not readable as a demo's record: ", complaint, StringComparison.Ordinal);
        Assert.EndsWith("; use another --out", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', complaint);
    }

    [Fact]
    public void A_damaged_record_is_left_as_it_is()
    {
        File.WriteAllText(Record, "{");
        Refusal(Identity());
        Assert.Equal("{", File.ReadAllText(Record));
    }

    [Fact]
    public void A_stage_without_its_result_is_refused_in_one_line_with_a_fix()
    {
        DemoStages stages = Open();
        stages.Add("base", [], TimeSpan.FromSeconds(3));
        UsageException refusal = Assert.Throws<UsageException>(
            () => stages.Parse(stages.Find("base", _folder)!, record => (double)record["success"]!));
        Assert.StartsWith($"'{Record}' is not readable as a demo's record: a stage lacks", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("; use another --out", refusal.Message, StringComparison.Ordinal);
    }

    private static JsonObject Identity(int seed = 1, int trials = 4) =>
        new() { ["seed"] = seed, ["sizes"] = new JsonObject { ["Trials"] = trials } };

    private DemoStages Open() => new(_folder, Identity());

    private string Refusal(JsonObject identity) => Assert.Throws<UsageException>(() => new DemoStages(_folder, identity)).Message;
}
