using System.Globalization;
using System.Security;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>One bar of a success plot: a success rate and the published one.</summary>
internal sealed record SuccessBar(string Label, SuccessInterval Success, double? Published);

/// <summary>Success rates as an SVG plot: bars, 95 % intervals, and the paper's figures as dashed marks.</summary>
internal static class SuccessPlot
{
    private const int Width = 640, Height = 400, Left = 64, Right = 24, Top = 64, Bottom = 72;

    public static void Write(string path, string title, string subtitle, IReadOnlyList<SuccessBar> bars)
    {
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"Helvetica, Arial, sans-serif\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        Text(svg, Left, 28, "start", 17, "#1f2933", title, bold: true);
        Text(svg, Left, 48, "start", 12, "#52606d", subtitle);
        for (int percent = 0; percent <= 100; percent += 25)
        {
            double y = Y(percent / 100.0);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#e4e7eb\"/>\n");
            Text(svg, Left - 8, y + 4, "end", 12, "#52606d", $"{percent} %");
        }

        double slot = (Width - Left - Right) / (double)bars.Count;
        for (int i = 0; i < bars.Count; i++)
            Bar(svg, bars[i], Left + ((i + 0.5) * slot), Math.Min(110, slot * 0.55), i == bars.Count - 1 ? "#2f855a" : "#9aa5b1");
        if (bars.Any(bar => bar.Published is not null))
            Text(svg, Width - Right, Height - 12, "end", 11, "#52606d", "dashed: the paper's figure, on its own scenes and operators");
        svg.Append("</svg>\n");
        // Part of a run's own folder, and made anew when the run goes on.
        OutputFile.Write(path, svg.ToString(), overwrite: true);
    }

    private static void Bar(StringBuilder svg, SuccessBar bar, double centre, double width, string colour)
    {
        double top = Y(bar.Success.Rate), low = Y(bar.Success.Low), high = Y(bar.Success.High);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{centre - (width / 2):0.#}\" y=\"{top:0.#}\" width=\"{width:0.#}\" height=\"{Y(0) - top:0.#}\" rx=\"3\" " +
            $"fill=\"{colour}\"/>\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"M{centre:0.#} {low:0.#}V{high:0.#}M{centre - 7:0.#} {low:0.#}h14M{centre - 7:0.#} {high:0.#}h14\" " +
            $"stroke=\"#1f2933\" stroke-width=\"1.5\" fill=\"none\"/>\n");
        if (bar.Published is { } published)
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{centre - (width / 2) - 8:0.#}\" x2=\"{centre + (width / 2) + 8:0.#}\" y1=\"{Y(published):0.#}\" " +
                $"y2=\"{Y(published):0.#}\" stroke=\"#c05621\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>\n");
        Text(svg, centre, Math.Min(top, high) - 8, "middle", 15, "#1f2933", (100 * bar.Success.Rate).ToString(
            "0.#", CultureInfo.InvariantCulture) + " %", bold: true);
        string[] lines = bar.Label.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            Text(svg, centre, Height - Bottom + 20 + (16 * i), "middle", 13, "#1f2933", lines[i]);
    }

    private static double Y(double rate) => Height - Bottom - (rate * (Height - Top - Bottom));

    private static void Text(
        StringBuilder svg, double x, double y, string anchor, int size, string colour, string text, bool bold = false) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\" " +
            $"fill=\"{colour}\"{(bold ? " font-weight=\"bold\"" : "")}>{SecurityElement.Escape(text)}</text>\n");
}
