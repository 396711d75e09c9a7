using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Tests.Pipelines;

/// <summary>What a run's file may say, and how it is refused.</summary>
public sealed class RunSpecTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igen-runspec-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_unknown_key_is_named_with_its_place_and_the_nearest()
    {
        string complaint = Refusal("task: coffee\ntrain:\n  hiden: 64\n");
        Assert.Contains("run.yaml:3:3: unknown key 'hiden'; did you mean 'hidden'?", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        FaultsException refusal = Assert.Throws<FaultsException>(
            () => RunSpec.Parse("task: coffee\nseed: -1\nrounds: {count: 0}\nevaluate: {trials: many}\n"));
        Assert.Equal(3, refusal.Faults.Count);
    }

    [Theory]
    [InlineData("train.hidden=64", 64)]
    [InlineData("train={hidden: 32}", 32)]
    public void A_set_value_replaces_the_files(string value, int hidden)
    {
        RunSpec spec = RunSpec.Parse("task: coffee\ntrain: {hidden: 128, steps: 7}\n", values: [value]);
        Assert.Equal(hidden, spec.Variants[0].File.Train.Hidden);
        Assert.Equal(7, spec.Variants[0].File.Train.Steps);
    }

    [Fact]
    public void A_set_value_that_is_wrong_is_named_by_its_key()
    {
        FaultsException refusal = Assert.Throws<FaultsException>(() => RunSpec.Parse("task: coffee\n", values: ["train.hidden=0"]));
        Assert.StartsWith("--set train.hidden:1:1: 0 is out of range", Assert.Single(refusal.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train.hidden")]
    [InlineData("=5")]
    [InlineData("seed=")]
    public void A_set_value_without_key_or_value_is_refused(string value) =>
        Assert.Contains("KEY=VALUE", Assert.Throws<UsageException>(() => RunSpec.Parse("task: coffee\n", values: [value])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_says_only_what_differs_from_the_one_that_it_extends()
    {
        Write("base.yaml", "task: coffee\nseed: 3\ntrain: {hidden: 64, steps: 9}\n");
        string file = Write("own.yaml", "extends: base.yaml\ntrain: {steps: 10}\n");
        RunFile run = RunSpec.Load(file).Variants[0].File;
        Assert.Equal(("coffee", 3, 64, 10), (run.Task.Text, run.Seed, run.Train.Hidden, run.Train.Steps));
    }

    [Fact]
    public void A_map_can_include_a_file_of_its_own()
    {
        Write("train.yaml", "hidden: 64\n");
        string file = Write("own.yaml", "task: coffee\ntrain: {include: train.yaml, steps: 10}\n");
        RunFile run = RunSpec.Load(file).Variants[0].File;
        Assert.Equal((64, 10), (run.Train.Hidden, run.Train.Steps));
    }

    [Fact]
    public void A_file_that_extends_itself_is_refused_with_the_chain()
    {
        Write("a.yaml", "extends: b.yaml\n");
        Write("b.yaml", "extends: a.yaml\n");
        string complaint = Assert.Throws<UsageException>(() => RunSpec.Load(Path.Combine(_folder, "a.yaml"))).Message;
        Assert.Contains("a.yaml -> b.yaml -> a.yaml", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_in_an_extended_file_is_named_there()
    {
        Write("base.yaml", "task: coffee\nsed: 3\n");
        FaultsException refusal = Assert.Throws<FaultsException>(() => RunSpec.Load(Write("own.yaml", "extends: base.yaml\n")));
        Assert.Contains("base.yaml:2:1: unknown key 'sed'", Assert.Single(refusal.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused_with_the_command_that_writes_one() =>
        Assert.Contains("igen run --init > ", Assert.Throws<UsageException>(() => RunSpec.Load(Path.Combine(_folder, "none.yaml"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_sweep_is_every_variant_with_every_combination()
    {
        RunSpec spec = RunSpec.Parse(
            "task: coffee\nvariants:\n  small: {train: {hidden: 32}}\n  large: {train: {hidden: 64}}\nsweep: {seed: [1, 2], rounds.count: [1, 3]}\n");
        Assert.Equal(8, spec.RunCount);
        Assert.Equal("small-seed-1-count-1", spec.Variants[0].Name);
        // Seeds are repetitions of one thing; what else is swept is another thing.
        Assert.Equal(["small-count-1", "small-count-3", "large-count-1", "large-count-3"], spec.Variants.Select(run => run.Group).Distinct());
        Assert.Equal((64, 2, 3), (spec.Variants[7].File.Train.Hidden, spec.Variants[7].File.Seed, spec.Variants[7].File.Rounds.Count));
    }

    [Theory]
    [InlineData("sweep: {seed: 1}", "a list of values for 'seed' is expected")]
    [InlineData("variants: {a/b: {seed: 1}}", "'a/b' is no name for a variant")]
    [InlineData("variants: {a: 1}", "a map of what variant 'a' says instead is expected")]
    [InlineData("sweep: {sed: [1, 2]}", "unknown key 'sed'")]
    public void A_sweep_that_is_none_is_refused(string text, string reason) =>
        Assert.Contains(reason, Refusal("task: coffee\n" + text + "\n"), StringComparison.Ordinal);

    [Fact]
    public void The_schema_knows_every_key_and_its_range()
    {
        JsonObject schema = JsonNode.Parse(RunSpec.Schema)!.AsObject();
        JsonNode trials = schema["$defs"]!["EvaluateFile"]!["properties"]!["trials"]!;
        Assert.Equal(1, (int)trials["minimum"]!);
        Assert.False((bool)schema["$defs"]!["RunFile"]!["additionalProperties"]!);
        Assert.Contains("task", schema["$defs"]!["RunFile"]!["required"]!.AsArray().Select(name => (string)name!));
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static string Refusal(string text) =>
        string.Join('\n', Assert.Throws<FaultsException>(() => RunSpec.Parse(text)).Faults);
}
