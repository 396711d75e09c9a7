using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments.Plots;
using IntervenGen.Experiments.Tables;

namespace IntervenGen.Experiments.Tests;

/// <summary>What experiments call their rows, claims and commands, and which of their cells are made.</summary>
public sealed class LabelTests
{
    private static readonly ExperimentSelection s_everything = new();

    public static TheoryData<string> Names => [.. ExperimentCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_of_its_sizes_has_the_labels_of_the_committed_report(string name)
    {
        JsonObject committed = Committed(name), sizes = (JsonObject)committed["profile"]!;
        ExperimentProfile profile = ExperimentProfile.Cpu with
        {
            Seed = 2,
            Stepping = Enum.Parse<SteppingMode>((string)sizes["Stepping"]!),
            GeneratedEpisodes = (int)sizes["GeneratedEpisodes"]!,
            GradientSteps = (int)sizes["GradientSteps"]!,
            Trials = (int)sizes["Trials"]!,
            HasPaperProtocol = (bool?)sizes["HasPaperProtocol"] ?? !((string)committed["command"]!).Contains("--protocol last", StringComparison.Ordinal),
        };
        Experiment experiment = ExperimentCatalog.Build(name, new RecipeBook(profile));
        Assert.Equal((string)committed["title"]!, experiment.Title);
        Assert.Equal(
            committed["cells"]!.AsArray().Select(cell => ((string)cell!["row"]!, (string)cell["column"]!, (double?)cell["paper"])),
            experiment.Cells.Select(cell => (cell.Row, cell.Column, cell.Paper)));
        Assert.Equal(
            committed["claims"]!.AsArray().Select(claim => (string)claim!["text"]!), experiment.Claims.Select(claim => claim.Text));
        Assert.Equal(
            committed["cells"]!.AsArray().Select(cell => (string?)cell!["evaluations"]?[0]!["policy"]).OfType<string>(),
            experiment.Cells.Select(cell => cell.Evaluations[0])
                .Where(evaluation => evaluation.Kind is RecipeKind.Evaluate or RecipeKind.EvaluateOnArm)
                .Select(evaluation => evaluation.Inputs[0].Title));
        Assert.Equal((string)committed["command"]!, profile.CommandLine(name, s_everything));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_committed_figure_is_the_one_that_its_numbers_give(string name)
    {
        string drawn = TableFigure.Draw(Committed(name)).ToSvg(), path = PathOf(name, ".svg");
        // For who has changed how figures look.
        if (Environment.GetEnvironmentVariable("IGEN_DRAW_FIGURES") == "yes")
            File.WriteAllText(path, drawn);
        Assert.True(drawn == File.ReadAllText(path), $"'{path}' was drawn otherwise; run this test with IGEN_DRAW_FIGURES=yes, and look at it");
    }

    [Fact]
    public void A_scaling_is_a_curve_over_sizes_and_another_table_is_panels()
    {
        string curve = TableFigure.Draw(Committed("scaling")).ToSvg(), panels = TableFigure.Draw(Committed("table2")).ToSvg();
        Assert.Contains("episodes learned from", curve, StringComparison.Ordinal);
        Assert.DoesNotContain("episodes learned from", panels, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_report_is_refused() => Assert.Contains(
        "no report of 'igen experiment'",
        Assert.Throws<UsageException>(() => TableFigure.Draw(new JsonObject { ["title"] = "x", ["cells"] = new JsonArray(1) })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Rows_are_named_by_the_sizes_that_are_made()
    {
        var book = new RecipeBook(ExperimentProfile.Cpu with { GeneratedEpisodes = 40 });
        Experiment scaling = ExperimentCatalog.Build("scaling", book);
        Assert.Equal(["4", "8", "40", "200"], scaling.Rows);
        Assert.Equal([4, 8, 40, 200], scaling.Cells.Select(cell => cell.Evaluations[0].Inputs[0].Inputs[^1].Settings).Cast<DatasetSettings>().Select(settings => settings.Episodes));
        Assert.Equal(
            ["10 by the operator", "100 by the operator", "4 by I-Gen from 10", "40 by I-Gen from 10"],
            ExperimentCatalog.Build("equal-data", book).Rows);
    }

    [Fact]
    public void A_paper_number_stands_only_beside_a_row_of_its_size()
    {
        Experiment scaling = ExperimentCatalog.Build("scaling", new RecipeBook(ExperimentProfile.Cpu with { GeneratedEpisodes = 500 }));
        Assert.Equal(["50", "100", "500", "2500"], scaling.Rows);
        Assert.NotEmpty(scaling.Cells);
        Assert.All(scaling.Cells, cell => Assert.Null(cell.Paper));
        Assert.Equal(["2-Pc Assembly: 500 above 100", "2-Pc Assembly: 2500 above 500"], scaling.Claims.Select(claim => claim.Text));
        Assert.DoesNotContain(
            "as many", ExperimentCatalog.Build("equal-data", new RecipeBook(ExperimentProfile.Cpu with { GeneratedEpisodes = 500 })).Title,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void However_few_episodes_no_row_is_empty_or_there_twice(int episodes)
    {
        foreach (string name in (string[])["scaling", "equal-data"])
        {
            var book = new RecipeBook(ExperimentProfile.Cpu with { GeneratedEpisodes = episodes });
            Experiment experiment = ExperimentCatalog.Build(name, book);
            Assert.Equal(experiment.Rows.Distinct(), experiment.Rows);
            Assert.NotEmpty(experiment.Sizes);
            Assert.All(experiment.Sizes.Values, size => Assert.InRange(size, 1, 100));
        }
    }

    [Fact]
    public void The_command_has_every_option_that_decides_the_numbers()
    {
        ExperimentProfile profile = ExperimentProfile.Cpu with
        {
            GeneratedEpisodes = 40,
            GradientSteps = 150,
            Trials = 2,
            Seed = 7,
            Stepping = SteppingMode.Adaptive,
            Device = ComputeDevice.Cuda,
        };
        var selection = new ExperimentSelection { Tasks = ["coffee"], Rows = ["I-Gen - Policy"], Sizes = [40] };
        Assert.Equal(
            "igen experiment table1 --profile cpu --stepping Adaptive --seed 7 --episodes 40 --steps 150 --trials 2 --device cuda" +
            " --task coffee --row 'I-Gen - Policy' --sizes 40 --out DIR",
            profile.CommandLine("table1", selection));
    }

    [Fact]
    public void A_narrowed_table_makes_its_cells_from_the_recipes_of_the_whole()
    {
        var book = new RecipeBook(ExperimentProfile.Cpu);
        Experiment whole = ExperimentCatalog.Build("table1", book);
        Experiment narrow = Narrow(whole, new ExperimentSelection { Tasks = ["coffee"], Rows = ["i-gen", "Base"] });
        Assert.Equal(["Base", "I-Gen"], narrow.Rows);
        Assert.Equal(["Coffee", "Coffee, best of 40", "Coffee, that one held out"], narrow.Columns);
        Assert.Equal(6, narrow.Cells.Count);
        Assert.All(narrow.Cells, cell => Assert.Contains(cell, whole.Cells));
        Assert.NotEmpty(narrow.Wanted);
        Assert.All(narrow.Wanted, recipe => Assert.Equal("coffee", recipe.Task));
    }

    [Fact]
    public void Claims_that_need_other_cells_are_left_out_and_named()
    {
        Experiment whole = ExperimentCatalog.Build("table1", new RecipeBook(ExperimentProfile.Cpu));
        Experiment narrow = Narrow(whole, new ExperimentSelection { Rows = ["I-Gen", "I-Gen - Policy"] });
        Assert.Contains(narrow.Claims, claim => claim.Text == "Coffee: I-Gen above I-Gen - Policy");
        Assert.DoesNotContain(narrow.Claims, claim => claim.Text.EndsWith("is best", StringComparison.Ordinal));
        Assert.Contains(narrow.LeftOut, claim => claim.Text == "Coffee: I-Gen is best");
    }

    [Fact]
    public void Sizes_choose_rows_by_the_data_that_they_have()
    {
        Experiment narrow = Narrow(
            ExperimentCatalog.Build("scaling", new RecipeBook(ExperimentProfile.Cpu)), new ExperimentSelection { Sizes = [200, 1000] });
        Assert.Equal(["200", "1000"], narrow.Rows);
        Assert.Equal(["2-Pc Assembly: 1000 above 200"], narrow.Claims.Select(claim => claim.Text));
    }

    [Theory]
    [InlineData("table1", "coffe", null, null, "--task is 'coffe'; known here: nut-insertion, two-piece-assembly, coffee")]
    [InlineData("table4", null, "Src Demo", null, "--row is 'Src Demo'; known here: Base, Source Int, MG Demo, I-Gen - Policy, I-Gen")]
    [InlineData("scaling", null, null, 300, "--sizes is '300'; known here: 100, 200, 1000, 5000")]
    [InlineData("table1", null, null, 1000, "--sizes is 1000; the rows of these experiments have no sizes")]
    [InlineData("scaling", null, "100", 200, "no cell of scaling has all of what --row '100' --sizes 200 asks for")]
    public void An_unknown_name_is_refused_with_the_known_ones(string experiment, string? task, string? row, int? size, string reason)
    {
        var selection = new ExperimentSelection
        {
            Tasks = task is null ? [] : [task],
            Rows = row is null ? [] : [row],
            Sizes = size is { } s ? [s] : [],
        };
        UsageException exception = Assert.Throws<UsageException>(
            () => selection.Apply([ExperimentCatalog.Build(experiment, new RecipeBook(ExperimentProfile.Cpu))]));
        Assert.Equal(reason, exception.Message);
    }

    private static Experiment Narrow(Experiment experiment, ExperimentSelection selection) => Assert.Single(selection.Apply([experiment]));

    private static JsonObject Committed(string name) => StrictJson.ParseObject(File.ReadAllText(PathOf(name, ".json")));

    private static string PathOf(string name, string ending, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "benchmarks", "paper", name + ending));
}
