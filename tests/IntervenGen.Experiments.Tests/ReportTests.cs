using System.Globalization;
using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Experiments.Plots;
using IntervenGen.Experiments.Tables;

namespace IntervenGen.Experiments.Tests;

public sealed class ReportTests : IDisposable
{
    private static readonly HashSet<string> s_papers =
        ["table1", "table2", "table3", "table4", "scaling", "equal-data", "seeds"];

    private readonly string _cache = Directory.CreateTempSubdirectory("igen-recipes-").FullName;

    public static TheoryData<string> Names => [.. ExperimentCatalog.Names];

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_table_has_all_its_cells_in_all_three_reports(string name)
    {
        ExperimentResult result = Make(name);
        Experiment experiment = result.Experiment;
        Assert.Equal(experiment.Rows.Count * experiment.Columns.Count, experiment.Cells.Count);
        string markdown = MarkdownReport.Write(result, ExperimentProfile.Cpu, $"igen experiment {name}", "a machine", "plot.svg");
        string[] plot = [.. XDocument.Parse(TableFigure.Draw(result).ToSvg()).Descendants()
            .Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        foreach (Cell cell in experiment.Cells)
        {
            // The paper tried no Panda, and tried nothing twice.
            bool isOfThePaper = !cell.Column.Contains("Panda", StringComparison.Ordinal)
                && !cell.Column.EndsWith(", that one held out", StringComparison.Ordinal);
            if (s_papers.Contains(name))
                Assert.Equal(isOfThePaper, cell.Paper is not null);
            IReadOnlyList<string> beside = experiment.Sections.FirstOrDefault(section => section.Columns.Contains(cell.Column))?.Columns
                ?? experiment.Columns;
            int table = Math.Max(0, experiment.Sections.ToList().FindIndex(section => section.Columns.Contains(cell.Column)));
            string line = markdown.Split('\n').Where(text => text.StartsWith($"| {cell.Row} |", StringComparison.Ordinal)).ElementAt(table);
            Assert.Contains(result.Words(cell.Row, cell.Column), line, StringComparison.Ordinal);
            if (cell.Paper is { } paper)
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {100 * paper:0} % |"), line, StringComparison.Ordinal);
            int besides = beside.Count(column => experiment.Cells.Any(other => other.Column == column && other.Paper is not null));
            Assert.Equal(beside.Count + besides + 2, line.Count(c => c == '|'));
            // A curve has no names of rows.
            if (cell.Measure is not ShareMeasure || table > 0 || name == "scaling")
                continue;
            Assert.Contains(cell.Row, plot);
            Assert.Contains(cell.Column, plot);
            if (result.Success(cell.Row, cell.Column) is { } share)
                Assert.Contains((100 * share.Rate).ToString("0.#", CultureInfo.InvariantCulture), plot);
        }

        Assert.Equal(experiment.Cells.Count, result.ToJson()["cells"]!.AsArray().Count);
        Assert.Contains($"`igen experiment {name}`", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Claims_follow_the_numbers()
    {
        ExperimentResult result = Make("table1");
        // The fake gives I-Gen 95 % and everything else 10 %.
        Assert.Contains(("Coffee: I-Gen is best", true), result.Claims);
        Assert.Contains(("Coffee: I-Gen above I-Gen - Policy", true), result.Claims);
        Assert.Contains(("Coffee: I-Gen - Policy above MG Demo", false), result.Claims);
        Assert.Contains(("2-Pc Assembly: I-Gen reaches the paper's 70 %", true), result.Claims);
        Assert.Contains(("Nut Insertion: I-Gen reaches the paper's 98 %", false), result.Claims);
    }

    [Fact]
    public void The_papers_order_is_compared_pair_by_pair()
    {
        (int agree, int pairs, IReadOnlyList<string> otherwise) = Make("table4").Order(["Simulation", "virtual FR3 over FCI"]);
        // Five rows in two columns, and only the best is above the others in what the fake gives.
        Assert.Equal((8, 20), (agree, pairs));
        Assert.Contains("Simulation: Source Int above Base", otherwise);
    }

    [Fact]
    public void A_mixture_counts_both_geometries_together()
    {
        ExperimentResult result = Make("table2");
        Assert.Equal(400, result.Success("I-Gen", "Mixture")!.Value.Trials);
        Assert.Equal(
            result.Success("I-Gen", "Geometry 1")!.Value.Successes + result.Success("I-Gen", "Geometry 2")!.Value.Successes,
            result.Success("I-Gen", "Mixture")!.Value.Successes);
    }

    [Fact]
    public void Operator_minutes_are_those_of_the_rows_own_data() =>
        Assert.Equal(1, Make("equal-data").OperatorMinutes("100 by the operator", "2-Pc Assembly"));

    [Fact]
    public void A_misspelt_experiment_or_profile_is_named_with_the_nearest()
    {
        var book = new RecipeBook(ExperimentProfile.Cpu);
        Assert.Contains("did you mean 'scaling'", Assert.Throws<UsageException>(() => ExperimentCatalog.Build("scalign", book)).Message, StringComparison.Ordinal);
        Assert.Contains("cpu, paper", Assert.Throws<UsageException>(() => ExperimentProfile.Find("gpu")).Message, StringComparison.Ordinal);
    }

    private ExperimentResult Make(string name)
    {
        Experiment experiment = ExperimentCatalog.Build(name, new RecipeBook(ExperimentProfile.Cpu));
        return new ExperimentResult(experiment, new RecipeScheduler(new FakeRunner(), _cache, 2, _ => { }).Make(experiment.Wanted, default));
    }
}
