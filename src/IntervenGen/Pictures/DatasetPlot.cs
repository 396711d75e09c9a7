using System.Globalization;
using System.Security;
using System.Text;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;

namespace IntervenGen;

/// <summary>A dataset on one page, as SVG: where objects were and were believed to be, where mistakes ended, lengths, modes over time,
/// reasons.</summary>
internal sealed class DatasetPlot
{
    private const int Panel = 320, Gap = 24, Top = 56, Title = 22, TimeBins = 60, LengthBins = 24;

    private static readonly string[] s_modeColours = ["#d93636", "#e0a320", "#2f9e58", "#2f6fdc", "#b0568c"];
    private static readonly int[] s_modeLabels = [4, 50, 124, 176, 228];
    private readonly StringBuilder _svg = new();
    private int _panel;

    /// <summary>Reads every episode and writes the picture.</summary>
    public static void Write(string path, bool overwrite, EpisodeStore store, Action<int> progress, CancellationToken cancellation)
    {
        EpisodeStore.RequireOutside(path);
        using OutputFile output = OutputFile.Create(path, overwrite);
        var plot = new DatasetPlot();
        int objects = store.Layout.ObjectCount;
        List<Vec3>[] truth = [.. Enumerable.Range(0, objects).Select(_ => new List<Vec3>())], belief = [.. Enumerable.Range(
            0, objects).Select(_ => new List<Vec3>())];
        var mistakes = new List<Vec3>();
        var lengths = new List<int>();
        int longest = Enumerable.Range(0, store.Count).Select(store.StepsOf).DefaultIfEmpty(1).Max();
        var modes = new long[TimeBins, s_modeColours.Length];
        var buffer = new EpisodeBuffer(store.Layout, longest);
        for (int episode = 0; episode < store.Count; episode++)
        {
            cancellation.ThrowIfCancellationRequested();
            store.Read(episode, buffer);
            FiniteSteps.Require(buffer, store.Describe(episode));
            progress(episode + 1);
            if (buffer.Count == 0)
                continue;
            for (int obj = 0; obj < objects; obj++)
            {
                truth[obj].Add(buffer.TruePose(0, obj).Position);
                belief[obj].Add(buffer.BelievedPose(0, obj).Position);
            }

            if (store.Summary(episode).MistakeSteps is > 0 and var mistake)
                mistakes.Add(buffer.Eef(Math.Min(mistake, buffer.Count - 1)).Position);
            lengths.Add(buffer.Count);
            for (int t = 0; t < buffer.Count; t++)
                modes[t / StepsPerBin(longest), Math.Min((int)buffer.Mode(t), modes.GetLength(1) - 1)]++;
        }

        for (int obj = 0; obj < objects; obj++)
            plot.Map($"{store.Manifest.Objects[obj]}: blue true, red believed", (belief[obj], "#d93636"), (truth[obj], "#245c9c"));
        plot.Map("mistakes: hand at their end", (mistakes, "#d93636"));
        plot.Lengths(lengths, longest);
        plot.Modes(modes, longest);
        plot.Reasons(store);
        plot.Save(
            output,
            $"{Path.GetFileName(store.Folder)}: {store.Manifest.Kind.Name()} of {store.Manifest.Task}, {store.Count} episodes of " +
            $"{store.AttemptCount} attempts, operator: {store.Manifest.Operator}");
    }

    // The same whole number of steps in every bin: otherwise some would stand out for no reason.
    private static int StepsPerBin(int longest) => (longest + TimeBins - 1) / TimeBins;

    private void Map(string title, params (List<Vec3> Points, string Colour)[] clouds)
    {
        (double x, double y) = Begin(title);
        Vec3[] all = [.. clouds.SelectMany(cloud => cloud.Points)];
        if (all.Length == 0)
        {
            Text(x + 8, y + 20, "none");
            return;
        }

        double minX = all.Min(p => p.X), maxX = all.Max(p => p.X), minY = all.Min(p => p.Y), maxY = all.Max(p => p.Y);
        double span = Math.Max(0.02, Math.Max(maxX - minX, maxY - minY)) * 1.1, size = Panel - Title;
        foreach ((List<Vec3> points, string colour) in clouds)
        {
            foreach (Vec3 point in points)
            {
                double px = x + (size / 2) + ((point.X - ((minX + maxX) / 2)) / span * size), py = y + (
                    size / 2) - ((point.Y - ((minY + maxY) / 2)) / span * size);
                _svg.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"<circle cx=\"{px:0.#}\" cy=\"{py:0.#}\" r=\"1.8\" fill=\"{colour}\" fill-opacity=\"0.5\"/>");
            }
        }

        Text(x + 6, y + size - 6, $"x {100 * (maxX - minX):0.0} cm, y {100 * (maxY - minY):0.0} cm");
    }

    private void Lengths(List<int> lengths, int longest)
    {
        (double x, double y) = Begin(lengths.Count == 0
            ? "lengths: none"
            : $"lengths: {lengths.Min()} to {lengths.Max()} steps, mean {lengths.Average():0.0}");
        var bins = new int[LengthBins];
        foreach (int length in lengths)
            bins[Math.Min(LengthBins - 1, length * LengthBins / (longest + 1))]++;
        double size = Panel - Title, width = size / LengthBins;
        for (int bin = 0; bin < LengthBins; bin++)
        {
            double height = (size - 10) * bins[bin] / Math.Max(1, bins.Max());
            _svg.AppendLine(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{x + (bin * width):0.#}\" y=\"{y + size - height:0.#}\" width=\"{width - 1:0.#}\" height=\"{height:0.#}\" " +
                $"fill=\"#627d98\"/>");
        }
    }

    private void Modes(long[,] modes, int longest)
    {
        (double x, double y) = Begin($"who drives, over {longest} steps");
        double size = Panel - Title, width = size * StepsPerBin(longest) / longest;
        double most = Math.Max(
            1, Enumerable.Range(0, TimeBins).Max(bin => Enumerable.Range(0, s_modeColours.Length).Sum(mode => modes[bin, mode])));
        for (int bin = 0; bin < TimeBins; bin++)
        {
            double top = y + size;
            for (int mode = 0; mode < s_modeColours.Length; mode++)
            {
                double height = (size - 30) * modes[bin, mode] / most;
                top -= height;
                if (height > 0)
                    _svg.AppendLine(
                        CultureInfo.InvariantCulture,
                        $"<rect x=\"{x + (bin * width):0.##}\" y=\"{top:0.#}\" width=\"{width + 0.1:0.##}\" height=\"{height:0.#}\" " +
                        $"fill=\"{s_modeColours[mode]}\"/>");
            }
        }

        for (int mode = 0; mode < s_modeColours.Length; mode++)
            Text(x + s_modeLabels[mode], y + 14, ((StepMode)mode).ToString(), s_modeColours[mode]);
    }

    private void Reasons(EpisodeStore store)
    {
        (double x, double y) = Begin("what decided the attempts");
        (AttemptReason Reason, int Count)[] reasons = [.. Enumerable.Range(0, store.AttemptCount).Select(store.Attempt)
            .GroupBy(attempt => attempt.Reason).Select(group => (group.Key, group.Count())).OrderByDescending(pair => pair.Item2)];
        int row = 0;
        foreach ((AttemptReason reason, int count) in reasons)
        {
            double top = y + 8 + (row++ * 32);
            _svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{x + 4:0.#}\" y=\"{top + 14:0.#}\" " +
                $"width=\"{(Panel - Title - 8.0) * count / Math.Max(1, store.AttemptCount):0.#}\" height=\"10\" " +
                $"fill=\"{(reason == AttemptReason.Kept ? "#2f9e58" : "#d93636")}\"/>");
            Text(x + 4, top + 10, $"{reason}: {count}");
        }
    }

    private (double X, double Y) Begin(string title)
    {
        (double x, double y) = (Gap + (_panel % 3 * (Panel + Gap)), Top + (_panel / 3 * (Panel + Gap)));
        _panel++;
        Text(x, y + 12, title, "#1f2933");
        _svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{x:0.#}\" y=\"{y + Title:0.#}\" width=\"{Panel - Title}\" height=\"{Panel - Title}\" fill=\"none\" " +
            $"stroke=\"#d9e0e6\"/>");
        return (x, y + Title);
    }

    private void Text(double x, double y, string text, string colour = "#52606d") =>
        _svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"11\" " +
            $"fill=\"{colour}\">{SecurityElement.Escape(TerminalText.OneLine(text))}</text>");

    private void Save(OutputFile output, string title)
    {
        int width = Gap + (3 * (Panel + Gap)), height = Top + ((_panel + 2) / 3 * (Panel + Gap));
        output.Stream.Write(Encoding.UTF8.GetBytes(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, sans-serif\">\n" +
            $"<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n" +
            $"<text x=\"{Gap}\" y=\"30\" font-size=\"15\" font-weight=\"bold\" " +
            $"fill=\"#1f2933\">{SecurityElement.Escape(TerminalText.OneLine(title))}</text>\n{_svg}</svg>\n"));
        output.Complete();
    }
}
