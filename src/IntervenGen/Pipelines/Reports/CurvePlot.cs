using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments.Plots;

namespace IntervenGen;

/// <summary>The losses and rollouts of a training over its gradient steps, as SVG.</summary>
internal static class CurvePlot
{
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
        IReadOnlyList<(double Step, double Value)> Of(string kind) =>
            [.. points.Where(point => point.Kind == kind).Select(point => (point.Step, point.Value))];
        CurveFigure.Draw($"{title}: training", Of("loss"), Of("validation"), Of("success")).Write(path, overwrite: true);
        return true;
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
}
