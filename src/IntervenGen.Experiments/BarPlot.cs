using System.Globalization;
using System.Security;
using System.Text;

namespace IntervenGen.Experiments;

/// <summary>
/// A table as an SVG bar plot: a group of bars per column of shares, with 95 % intervals, and the paper's figures as dashes.
/// </summary>
public static class BarPlot
{
    private const int Height = 380, Left = 56, Right = 20, Top = 78, Bottom = 56, BarWidth = 26, GroupGap = 44;

    // Greys for what the paper compares with, greens for its own: the eye finds the last bar of every group.
    private static readonly string[] s_colours = ["#cbd2d9", "#9aa5b1", "#7b8794", "#616e7c", "#52606d", "#8fbf9f", "#2f855a"];

    /// <summary>Draws a table as SVG text.</summary>
    public static string Write(ExperimentResult result)
    {
        Experiment experiment = result.Experiment;
        // Of several tables the first: bars for all of them would be too many to read.
        IReadOnlyList<string> shown = experiment.Sections.Count > 0 ? experiment.Sections[0].Columns : experiment.Columns;
        string[] columns = [.. shown.Where(column => experiment.Cells.Any(cell => cell.Column == column && cell.Measure is ShareMeasure))];
        int rows = experiment.Rows.Count, group = (rows * BarWidth) + GroupGap;
        int width = Math.Max(560, Left + Right + (columns.Length * group));
        double offset = Left + ((width - Left - Right - (columns.Length * group)) / 2.0);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Height}\" font-family=\"Helvetica, Arial, " +
            $"sans-serif\">\n<rect width=\"{width}\" height=\"{Height}\" fill=\"white\"/>\n");
        Text(svg, Left, 24, "start", 15, experiment.Title, bold: true);
        for (int percent = 0; percent <= 100; percent += 25)
        {
            double y = Y(percent / 100.0);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{Left}\" x2=\"{width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#e4e7eb\"/>\n");
            Text(svg, Left - 8, y + 4, "end", 11, $"{percent} %");
        }

        Legend(svg, experiment.Rows, width);
        for (int column = 0; column < columns.Length; column++)
        {
            double start = offset + (column * group) + (GroupGap / 2.0);
            for (int row = 0; row < rows; row++)
                Bar(svg, result, experiment.Rows[row], columns[column], start + (row * BarWidth), Colour(row, rows));
            Text(svg, start + (rows * BarWidth / 2.0), Height - Bottom + 22, "middle", 13, columns[column], bold: true);
        }

        if (experiment.Cells.Any(cell => cell.Paper is not null))
            Text(svg, width - Right, Height - 10, "end", 11, "dashes: the paper's figures");
        return svg.Append("</svg>\n").ToString();
    }

    private static void Bar(StringBuilder svg, ExperimentResult result, string row, string column, double x, string colour)
    {
        double centre = x + (BarWidth / 2.0);
        if (result.Success(row, column) is { } success)
        {
            double top = Y(success.Rate);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{x + 2:0.#}\" y=\"{top:0.#}\" width=\"{BarWidth - 4}\" height=\"{Math.Max(1, Y(0) - top):0.#}\" " +
                $"fill=\"{colour}\"><title>{SecurityElement.Escape(row)}, {SecurityElement.Escape(column)}: {100 * success.Rate:0.#} " +
                $"%</title></rect>\n");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{centre:0.#} {Y(success.Low):0.#}V{Y(success.High):0.#}\" stroke=\"#1f2933\" stroke-width=\"1.5\"/>\n");
            Text(svg, centre, Math.Min(top, Y(success.High)) - 5, "middle", 10, (100 * success.Rate).ToString(
                "0", CultureInfo.InvariantCulture));
        }

        if (result.Paper(row, column) is { } paper)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{x:0.#}\" x2=\"{x + BarWidth:0.#}\" y1=\"{Y(paper):0.#}\" y2=\"{Y(paper):0.#}\" stroke=\"#c05621\" " +
                $"stroke-width=\"2\" stroke-dasharray=\"5 3\"/>\n");
    }

    private static void Legend(StringBuilder svg, IReadOnlyList<string> rows, int width)
    {
        double x = Left, y = 46;
        for (int row = 0; row < rows.Count; row++)
        {
            // 6.2 units a letter at this size, with the square and a gap.
            double needed = 30 + (6.2 * rows[row].Length);
            if (x + needed > width - Right)
                (x, y) = (Left, y + 16);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{x:0.#}\" y=\"{y - 9:0.#}\" width=\"10\" height=\"10\" fill=\"{Colour(row, rows.Count)}\"/>\n");
            Text(svg, x + 15, y, "start", 11, rows[row]);
            x += needed;
        }
    }

    private static string Colour(int row, int rows) => s_colours[Math.Max(0, s_colours.Length - rows + row)];

    private static double Y(double rate) => Height - Bottom - (rate * (Height - Top - Bottom));

    private static void Text(StringBuilder svg, double x, double y, string anchor, int size, string text, bool bold = false) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\" " +
            $"fill=\"#1f2933\"{(bold ? " font-weight=\"bold\"" : "")}>{SecurityElement.Escape(text)}</text>\n");
}
