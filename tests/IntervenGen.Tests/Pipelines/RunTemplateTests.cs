using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntervenGen.Core;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tests.Pipelines;

/// <summary>What the template of a run says of its defaults is so.</summary>
public sealed partial class RunTemplateTests
{
    // What needs a second round, or a third, to be seen.
    private const string InRounds = "rounds.count=3";

    private static readonly string[] s_lines = RunSpec.Template.Split('\n');
    private static readonly int[] s_commented = [.. Lines(line => CommentedKey().IsMatch(line))];
    private static readonly int[] s_examples = [.. s_commented.Where(line => Example().IsMatch(s_lines[line]))];
    private static readonly int[] s_defaults = [.. s_commented.Except(s_examples)];

    public static TheoryData<string> Defaults => [.. s_defaults.Select(line => s_lines[line].Trim())];

    public static TheoryData<string> Examples => [.. s_examples.Select(line => s_lines[line].Trim())];

    [Fact]
    public void The_template_describes_one_run_with_the_sizes_of_the_demo()
    {
        RunFile file = Assert.Single(RunSpec.Parse(RunSpec.Template).Variants).File;
        Assert.Equal(DemoSizes.Default.SourceEpisodes, file.Interventions.Episodes);
        Assert.Equal(DemoSizes.Default.GeneratedEpisodes, file.Interventions.Generate);
        Assert.Equal(DemoSizes.Default.SelectionTrials, file.Train.SelectionTrials);
        Assert.Equal(DemoSizes.Default.Trials, file.Evaluate.Trials);
        Assert.Equal(Learning.PolicyConfig.Demo, file.Train.ToConfig(seed: 1, isWeighted: false));
    }

    [Fact]
    public void The_template_is_the_run_of_a_file_that_says_nothing() =>
        Assert.Equal(Described(RunSpec.Parse("task: nut-insertion\n")), Described(RunSpec.Parse(RunSpec.Template)));

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_commented_value_of_the_template_is_the_default(string line) =>
        Assert.Equal(Template([]), Template([Array.FindIndex(s_lines, other => other.Trim() == line)]));

    [Fact]
    public void All_commented_values_of_the_template_together_are_the_defaults()
    {
        Assert.True(s_defaults.Length > 20);
        Assert.Equal(Template([]), Template(s_defaults));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_the_template_says_what_nothing_says_without_it(string line)
    {
        int number = Array.FindIndex(s_lines, other => other.Trim() == line);
        // What the example names is not there: that it is looked for is enough.
        if (line.Contains("base.ckpt", StringComparison.Ordinal))
            Assert.Contains("base.igen", Assert.Throws<UsageException>(() => Template([number])).Message, StringComparison.Ordinal);
        else
            Assert.NotEqual(Template([]), Template([number]));
    }

    [Fact]
    public void Every_commented_line_of_the_template_is_read_too()
    {
        RunSpec spec = RunSpec.Parse(Uncommented(s_commented));
        Assert.Equal(4, spec.RunCount);
        Assert.NotNull(spec.Variants[0].File.Rounds.Stop);
        Assert.Single(spec.Variants[0].File.Exports);
    }

    [Fact]
    public void Every_key_of_the_first_level_is_in_the_template()
    {
        string text = Uncommented(s_commented);
        Assert.All(
            YamlBinder.KeysOf(typeof(RunFile)).Select(key => YamlBinder.KeyOf(key.Name)),
            key => Assert.Contains($"\n{key}:", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("observability", typeof(Observability))]
    [InlineData("errors", typeof(ErrorKind))]
    public void The_template_and_the_schema_name_every_choice(string key, Type choices)
    {
        int first = Array.FindIndex(s_lines, line => line.Contains($"# {key}:", StringComparison.Ordinal));
        string comment = s_lines[first] + s_lines[first + 1];
        string described = (string)JsonNode.Parse(RunSpec.Schema)!["$defs"]!["RunFile"]!["properties"]![key]!["description"]!;
        foreach (string choice in Enum.GetNames(choices).Select(YamlBinder.KeyOf))
        {
            Assert.Contains(choice, comment, StringComparison.Ordinal);
            Assert.Contains(choice, described, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<int> Lines(Func<string, bool> which) =>
        s_lines.Index().Where(line => which(line.Item)).Select(line => line.Index);

    private static string Template(IEnumerable<int> uncommented) =>
        Described(RunSpec.Parse(Uncommented([.. uncommented]), values: [InRounds]));

    private static string Uncommented(int[] lines) => string.Join(
        '\n', s_lines.Index().Select(line => lines.Contains(line.Index) ? CommentedKey().Replace(line.Item, "$1$2") : line.Item));

    // Everything that decides what is made.
    private static string Described(RunSpec spec) => string.Join('\n', RunPlan.Of(spec).Stages.Select(stage =>
        $"{stage.Name} {stage.Kind} {stage.Title} {stage.Recipe.Task} {stage.Recipe.Robot} {string.Join(' ', stage.Needs)} " +
        stage.Recipe.Settings.ToJson().ToJsonString()));

    [GeneratedRegex("^((?:  )?)# ([a-z_]+:)")]
    private static partial Regex CommentedKey();

    [GeneratedRegex("  # example: ")]
    private static partial Regex Example();
}
