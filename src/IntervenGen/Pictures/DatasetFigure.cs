using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Experiments.Plots;
using IntervenGen.Numerics;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace IntervenGen;

/// <summary>A dataset on one page: where objects were and were believed to be, where mistakes ended, lengths, modes over time,
/// reasons.</summary>
internal static class DatasetFigure
{
    private const double Width = 320, Height = 300;
    private const int LengthBins = 24;

    // More points than these cover each other, and make the file large.
    private const int MaxPoints = 300;

    private static readonly OxyColor[] s_modeColours =
        [FigureStyle.Wrong, FigureStyle.Between, FigureStyle.Good, FigureStyle.Own, FigureStyle.Fifth];

    /// <summary>Reads every episode and writes the figure, as SVG or PDF.</summary>
    public static void Write(string path, bool overwrite, EpisodeStore store, Action<int> progress, CancellationToken cancellation)
    {
        EpisodeStore.RequireOutside(path);
        Draw(store, DatasetCoverage.Of(store, progress, cancellation)).Write(path, overwrite);
    }

    private static Figure Draw(EpisodeStore store, DatasetCoverage coverage)
    {
        bool isThinned = coverage.Lengths.Count > MaxPoints;
        var figure = new Figure(
            TerminalText.OneLine($"{Path.GetFileName(store.Folder)}: {store.Manifest.Kind.Name()} of {store.Manifest.Task}"),
            TerminalText.OneLine($"{store.Count} episodes of {store.AttemptCount} attempts, operator: {store.Manifest.Operator}; maps: " +
                "dots true, rings believed"))
        {
            Legend = [.. Enum.GetValues<StepMode>().Select(mode => ($"{mode}", ColourOf((int)mode)))],
            Note = isThinned ? $"maps show {MaxPoints} of {coverage.Lengths.Count} episodes, evenly chosen" : "",
        };
        for (int obj = 0; obj < coverage.Truth.Count; obj++)
        {
            figure.Add(
                Map(
                    TerminalText.OneLine(store.Manifest.Objects[obj]), (coverage.Belief[obj], FigureStyle.Wrong, IsRing: true),
                    (coverage.Truth[obj], FigureStyle.Own, IsRing: false)),
                Width, Height);
        }

        figure.Add(Map("The hand at the end of mistakes", (coverage.Mistakes, FigureStyle.Wrong, IsRing: false)), Width, Height);
        figure.Add(Lengths(coverage), Width, Height);
        figure.Add(Modes(coverage), Width, Height);
        figure.Add(Reasons(store), Width, Height);
        return figure;
    }

    private static OxyColor ColourOf(int mode) => s_modeColours[mode % s_modeColours.Length];

    private static PlotModel Map(string heading, params (List<Vec3> Points, OxyColor Colour, bool IsRing)[] clouds)
    {
        Vec3[] all = [.. clouds.SelectMany(cloud => cloud.Points)];
        PlotModel panel = FigureStyle.Panel(all.Length == 0 ? $"{heading}: none" : heading);
        LinearAxis x = FigureStyle.Axis(AxisPosition.Bottom, "x, m"), y = FigureStyle.Axis(AxisPosition.Left, "y, m");
        panel.Axes.Add(x);
        panel.Axes.Add(y);
        if (all.Length == 0)
            return panel;
        // Both axes have one scale; what is said there has the panel's own proportions.
        double minX = all.Min(p => p.X), maxX = all.Max(p => p.X), minY = all.Min(p => p.Y), maxY = all.Max(p => p.Y);
        double half = Math.Max(0.01, Math.Max(maxX - minX, maxY - minY) / 2) * 1.1;
        (x.Minimum, x.Maximum) = (((minX + maxX) / 2) - half, ((minX + maxX) / 2) + half);
        (y.Minimum, y.Maximum) = (((minY + maxY) / 2) - half, ((minY + maxY) / 2) + half);
        panel.PlotType = PlotType.Cartesian;
        foreach ((List<Vec3> points, OxyColor colour, bool isRing) in clouds)
        {
            var series = new ScatterSeries
            {
                MarkerType = MarkerType.Circle,
                MarkerSize = isRing ? 2.6 : 1.6,
                MarkerFill = isRing ? OxyColors.Transparent : OxyColor.FromAColor(180, colour),
                MarkerStroke = isRing ? OxyColor.FromAColor(150, colour) : OxyColors.Undefined,
            };
            series.Points.AddRange(Thinned(points).Select(point => new ScatterPoint(point.X, point.Y)));
            panel.Series.Add(series);
        }

        return panel;
    }

    private static IEnumerable<Vec3> Thinned(List<Vec3> points)
    {
        int shown = Math.Min(MaxPoints, points.Count);
        for (int i = 0; i < shown; i++)
            yield return points[(int)((long)i * points.Count / shown)];
    }

    private static PlotModel Lengths(DatasetCoverage coverage)
    {
        List<int> lengths = coverage.Lengths;
        PlotModel panel = FigureStyle.Panel(lengths.Count == 0
            ? "Lengths: none"
            : string.Create(CultureInfo.InvariantCulture, $"Lengths: {lengths.Min()} to {lengths.Max()}, mean {lengths.Average():0.0}"));
        panel.Axes.Add(FigureStyle.Axis(AxisPosition.Bottom, "control steps"));
        panel.Axes.Add(Count("episodes"));
        double width = (coverage.Longest + 1.0) / LengthBins;
        var bars = new RectangleBarSeries { FillColor = FigureStyle.Other, StrokeColor = OxyColors.White, StrokeThickness = 0.5 };
        foreach (IGrouping<int, int> bin in lengths.GroupBy(length => Math.Min(LengthBins - 1, (int)(length / width))))
            bars.Items.Add(new RectangleBarItem(bin.Key * width, 0, (bin.Key + 1) * width, bin.Count()));
        panel.Series.Add(bars);
        return panel;
    }

    private static PlotModel Modes(DatasetCoverage coverage)
    {
        PlotModel panel = FigureStyle.Panel("Who drives");
        panel.Axes.Add(FigureStyle.Axis(AxisPosition.Bottom, "control step"));
        panel.Axes.Add(Count("episodes"));
        var below = new double[DatasetCoverage.TimeBins];
        for (int mode = 0; mode < coverage.Modes.GetLength(1); mode++)
        {
            var bars = new RectangleBarSeries { FillColor = ColourOf(mode), StrokeThickness = 0 };
            for (int bin = 0; bin < DatasetCoverage.TimeBins; bin++)
            {
                double height = coverage.Modes[bin, mode] / (double)coverage.StepsPerBin;
                if (height > 0)
                {
                    bars.Items.Add(new RectangleBarItem(
                        bin * coverage.StepsPerBin, below[bin], (bin + 1) * coverage.StepsPerBin, below[bin] + height));
                }

                below[bin] += height;
            }

            if (bars.Items.Count > 0)
                panel.Series.Add(bars);
        }

        return panel;
    }

    private static PlotModel Reasons(EpisodeStore store)
    {
        PlotModel panel = FigureStyle.Panel("What decided the attempts");
        (AttemptReason Reason, int Count)[] reasons = [.. Enumerable.Range(0, store.AttemptCount).Select(store.Attempt)
            .GroupBy(attempt => attempt.Reason).Select(group => (group.Key, group.Count())).OrderByDescending(pair => pair.Item2)];
        CategoryAxis names = FigureStyle.Names(AxisPosition.Left, reasons.Select(reason => $"{reason.Reason}"));
        (names.StartPosition, names.EndPosition) = (1, 0);
        // A bar alone is not as high as the panel.
        (names.Minimum, names.Maximum) = (-0.5, Math.Max(5, reasons.Length) - 0.5);
        panel.Axes.Add(names);
        panel.Padding = new OxyThickness(16, 4, 4, 4);
        panel.Axes.Add(Count("attempts", AxisPosition.Bottom));
        var bars = new BarSeries { LabelPlacement = LabelPlacement.Outside, LabelFormatString = "{0}", StrokeThickness = 0 };
        foreach ((AttemptReason reason, int count) in reasons)
            bars.Items.Add(new BarItem(count) { Color = reason == AttemptReason.Kept ? FigureStyle.Good : FigureStyle.Wrong });
        panel.Series.Add(bars);
        return panel;
    }

    private static LinearAxis Count(string what, AxisPosition position = AxisPosition.Left)
    {
        LinearAxis axis = FigureStyle.Axis(position, what);
        (axis.Minimum, axis.MaximumPadding) = (0, 0.12);
        return axis;
    }
}
