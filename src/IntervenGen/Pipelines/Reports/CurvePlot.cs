using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>The losses and rollouts of a training over its gradient steps, as SVG.</summary>
internal static class CurvePlot
{
    private const int Width = 640, Height = 300, Left = 64, Right = 64, Top = 48, Bottom = 44;
    private const string LossColour = "#245c9c", HeldOutColour = "#e0a320", SuccessColour = "#2f855a";

    /// <summary>Draws a training's curve file.</summary>
    /// <param name="path">The SVG file.</param>
    /// <param name="curve">The curve file.</param>
    /// <param name="title">Heading.</param>
    /// <returns>Whether there was anything to draw.</returns>
    public static bool Write(string path, string curve, string title)
    {
        (double Step, string Kind, double Value)[] points = [.. File.ReadLines(curve).SelectMany(Read)];
        double[] losses = [.. points.Where(point => point.Kind != "success").Select(point => point.Value)];
        if (losses.Length == 0)
            return false;
        double last = points.Max(point => point.Step), low = losses.Min(), high = Math.Max(losses.Max(), low + 1e-6);
        double X(double step) => Left + (step / last * (Width - Left - Right));
        double Y(double share) => Height - Bottom - (share * (Height - Top - Bottom));
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"Helvetica, Arial, sans-serif\">\n" +
            $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        Text(svg, Left, 24, "start", 15, "#1f2933", $"{title}: training");
        for (int quarter = 0; quarter <= 4; quarter++)
        {
            double share = quarter / 4.0;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(share):0.#}\" y2=\"{Y(share):0.#}\" stroke=\"#e4e7eb\"/>\n");
            Text(svg, Left - 8, Y(share) + 4, "end", 11, LossColour, (low + (share * (high - low))).ToString("0.#", CultureInfo.InvariantCulture));
            Text(svg, Width - Right + 8, Y(share) + 4, "start", 11, SuccessColour, $"{quarter * 25} %");
            Text(svg, X(share * last), Height - Bottom + 18, "middle", 11, "#52606d", (share * last).ToString("0", CultureInfo.InvariantCulture));
        }

        Line(svg, points, "loss", LossColour, X, value => Y((value - low) / (high - low)));
        Line(svg, points, "validation", HeldOutColour, X, value => Y((value - low) / (high - low)));
        foreach ((double step, string kind, double value) in points.Where(point => point.Kind == "success"))
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{X(step):0.#}\" cy=\"{Y(value):0.#}\" r=\"4\" fill=\"{SuccessColour}\"><title>{kind} {value:P0}</title></circle>\n");
        }

        Text(svg, Width / 2.0, Height - 8, "middle", 11, "#52606d", "gradient steps");
        Text(svg, Left, 40, "start", 11, LossColour, "loss: negative log-likelihood");
        if (points.Any(point => point.Kind == "validation"))
            Text(svg, Left + 190, 40, "start", 11, HeldOutColour, "on held-out episodes");
        if (points.Any(point => point.Kind == "success"))
            Text(svg, Width - Right, 40, "end", 11, SuccessColour, "success of rollouts");
        OutputFile.Write(path, svg.Append("</svg>\n").ToString(), overwrite: true);
        return true;
    }

    private static void Line(
        StringBuilder svg, (double Step, string Kind, double Value)[] points, string kind, string colour, Func<double, double> x,
        Func<double, double> y)
    {
        string path = string.Join(' ', points.Where(point => point.Kind == kind).Select(
            point => string.Create(CultureInfo.InvariantCulture, $"{x(point.Step):0.#},{y(point.Value):0.#}")));
        if (path.Length > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>\n");
    }

    // A line that is being written, or was cut off, is no point.
    private static IEnumerable<(double Step, string Kind, double Value)> Read(string line)
    {
        JsonObject? point = null;
        try
        {
            point = StrictJson.ParseObject(line);
        }
        catch (JsonException)
        {
        }

        if (point?["step"] is not JsonValue step || !step.TryGetValue(out double at))
            yield break;
        foreach (string kind in (string[])["loss", "validation", "success"])
        {
            if (point[kind] is JsonValue value && value.TryGetValue(out double number))
                yield return (at, kind, number);
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string anchor, int size, string colour, string text) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{colour}\">{SecurityElement.Escape(text)}</text>\n");
}
