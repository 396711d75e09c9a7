using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Experiments.Plots;

namespace IntervenGen.Experiments.Tests;

public sealed class FigureTests : IDisposable
{
    private static readonly IntervalRow[] s_rows =
        [new("Base", 0.04, 0.02, 0.1, 0.12), new("I-Gen", 1, 0.96, 1, 0.98), new("not measured", null, 0, 0, 0.5)];

    private readonly string _folder = Directory.CreateTempSubdirectory("igen-figures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_figure_has_the_same_bytes_in_either_form()
    {
        Assert.Equal(Success().ToSvg(), Success().ToSvg());
        byte[] first = Success().ToPdf();
        Thread.Sleep(1100);
        Assert.Equal(first, Success().ToPdf());
    }

    [Fact]
    public void A_pdf_says_so_at_both_ends_and_its_table_of_objects_is_where_it_says()
    {
        string text = Encoding.Latin1.GetString(Success().ToPdf());
        Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
        string[] lines = text.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal("%%EOF", lines[^1]);
        Assert.StartsWith("xref", text[int.Parse(lines[^2], CultureInfo.InvariantCulture)..], StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_stands_where_its_share_is_on_the_axis()
    {
        XElement[] all = [.. XDocument.Parse(Success().ToSvg()).Descendants()];
        // The middle of a point, and of the numbers 0 and 100 % below the axis.
        double[] points = [.. all.Where(e => e.Name.LocalName == "ellipse").Select(e => (double)e.Attribute("cx")!)];
        double at0 = X("0 %"), at100 = X("100 %");
        Assert.Equal([0.04, 1], points.Select(x => Math.Round((x - at0) / (at100 - at0), 2)));
        double X(string text) => Middle(all.Single(e => e.Name.LocalName == "text" && e.Value == text));
    }

    [Fact]
    public void What_was_not_measured_has_a_name_and_the_papers_figure_but_no_point()
    {
        XElement[] all = [.. XDocument.Parse(Success().ToSvg()).Descendants()];
        Assert.Contains(all, e => e.Name.LocalName == "text" && e.Value == "not measured");
        Assert.Equal(2, all.Count(e => e.Name.LocalName == "ellipse"));
        Assert.Equal(3, all.Count(e => e.Name.LocalName == "polygon"));
    }

    [Fact]
    public void What_the_best_checkpoint_reaches_stands_beside_the_last_one_and_the_note_says_so()
    {
        XElement[] all = [.. XDocument.Parse(TableFigure.Draw(Report(", best of 40")).ToSvg()).Descendants()];
        Assert.Equal(2, all.Count(e => e.Name.LocalName == "ellipse"));
        Assert.Contains(all, e => e.Name.LocalName == "text" && e.Value.StartsWith("open circles: the best", StringComparison.Ordinal));
        XElement[] without = [.. XDocument.Parse(TableFigure.Draw(Report(", that one held out")).ToSvg()).Descendants()];
        Assert.Single(without, e => e.Name.LocalName == "ellipse");
        Assert.DoesNotContain(without, e => e.Value.Contains("open circles", StringComparison.Ordinal));
    }

    [Fact]
    public void A_curve_with_rollouts_has_a_second_panel_in_per_cent()
    {
        (double, double)[] loss = [(0, 3), (100, 1)], success = [(50, 0.5), (100, 0.75)];
        string[] without = Texts(CurveFigure.Draw("t", loss, [], [])), with = Texts(CurveFigure.Draw("t", loss, [], success));
        Assert.DoesNotContain("Rollouts", without);
        Assert.Contains("Rollouts", with);
        Assert.Contains("100 %", with);
    }

    [Theory]
    [InlineData("figure.svg", "<?xml")]
    [InlineData("figure.PDF", "%PDF-")]
    public void The_ending_decides_the_form(string name, string begins)
    {
        string path = Path.Combine(_folder, name);
        Success().Write(path, overwrite: false);
        Assert.StartsWith(begins, File.ReadAllText(path, Encoding.Latin1), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_ending_is_refused_with_those_that_are_known() => Assert.Contains(
        "must end in .svg or .pdf", Assert.Throws<UsageException>(() => Success().Write("figure.png", overwrite: false)).Message,
        StringComparison.Ordinal);

    private static Figure Success() => SuccessFigure.Draw("a task", "50 trials", s_rows);

    private static JsonObject Report(string second) => new()
    {
        ["title"] = "t",
        ["sections"] = new JsonArray(new JsonObject { ["columns"] = new JsonArray("Nut") }),
        ["cells"] = new JsonArray(Cell("Nut", 0.5), Cell("Nut" + second, 0.75)),
    };

    private static JsonObject Cell(string column, double success) =>
        new() { ["row"] = "I-Gen", ["column"] = column, ["success"] = success, ["low"] = success, ["high"] = success };

    private static string[] Texts(Figure figure) =>
        [.. XDocument.Parse(figure.ToSvg()).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    // Where a text is set around its middle, it is moved there.
    private static double Middle(XElement text)
    {
        string move = (string?)text.Attribute("transform") ?? "";
        return move.StartsWith("translate(", StringComparison.Ordinal)
            ? double.Parse(move["translate(".Length..].Split(',')[0], CultureInfo.InvariantCulture)
            : (double)text.Attribute("x")!;
    }
}
