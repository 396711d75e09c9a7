using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace IntervenGen.Experiments.Plots;

/// <summary>One row of a panel of intervals.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Rate">The share, in [0, 1]; null where it was not measured.</param>
/// <param name="Low">Lower end of its 95 % interval, in [0, 1].</param>
/// <param name="High">Upper end, in [0, 1].</param>
/// <param name="Published">The paper's figure, in [0, 1]; null for none.</param>
public readonly record struct IntervalRow(string Name, double? Rate, double Low, double High, double? Published)
{
    /// <summary>What the paper's protocol gives here, the best of many checkpoints by the rollouts that chose it; null for none.</summary>
    public double? Chosen { get; init; }
}

/// <summary>
/// Shares with their intervals, one below the other; beside them the best checkpoint's as open circles, and the paper's as open diamonds.
/// </summary>
internal static class IntervalPanel
{
    /// <summary>Height of a row, points.</summary>
    public const double RowHeight = 24;

    private const double MinPercent = -4, MaxPercent = 132;
    private const double MarkSize = 4.5, SmallMarkSize = 3, LineWidth = 2;

    // Of the axis: half a mark; and points: a number with its distances.
    private const double MarkShare = 0.04, NumberWidth = 36;

    // Points: what a letter of a name takes at most, on average; what stands below the rows, and right of them.
    private const double LetterWidth = 6.6, Below = 26, Beside = 10, Heading = 24;

    /// <summary>Height of a panel, points.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="isTitled">Whether its axis has a title.</param>
    public static double HeightOf(int rows, bool isTitled) => Heading + Below + (isTitled ? 18 : 0) + 12 + (RowHeight * rows);

    /// <summary>Width of the names beside a panel, points.</summary>
    public static double NamesWidth(IReadOnlyList<string> names) => names.Count == 0 ? 0 : LetterWidth * names.Max(name => name.Length);

    /// <summary>Draws the rows, the first at the top and the last, one's own, in colour.</summary>
    /// <param name="heading">What the panel is about.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="isNamed">Whether the rows' names are written beside it; a panel to the right of another need not repeat them.</param>
    /// <param name="axis">What the numbers are.</param>
    /// <param name="width">Width of the panel without names, points.</param>
    public static PlotModel Draw(string heading, IReadOnlyList<IntervalRow> rows, bool isNamed, string axis, double width)
    {
        PlotModel panel = FigureStyle.Panel(heading);
        // Said rather than measured, so that rows of panels side by side are at one height.
        panel.PlotMargins = new OxyThickness(
            isNamed ? NamesWidth([.. rows.Select(row => row.Name)]) + 8 : 8, 4, Beside,
            Below + (axis.Length > 0 ? 18 : 0));
        CategoryAxis names = FigureStyle.Names(AxisPosition.Left, rows.Select(row => isNamed ? row.Name : ""));
        // The first name is the highest.
        (names.StartPosition, names.EndPosition) = (1, 0);
        panel.Axes.Add(names);
        LinearAxis percent = FigureStyle.Percent(AxisPosition.Bottom, axis);
        // Room for the mark and the number of a share of 100 %.
        (percent.Minimum, percent.Maximum, percent.MajorStep) = (MinPercent, MaxPercent, 50);
        panel.Axes.Add(percent);
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows[row].Published is { } published)
                panel.Series.Add(Mark(100 * published, row, MarkerType.Diamond, MarkSize, OxyColors.White, FigureStyle.Wrong));
            if (rows[row].Rate is not { } rate)
                continue;
            OxyColor colour = row == rows.Count - 1 ? FigureStyle.Own : FigureStyle.Other;
            var interval = new LineSeries { Color = colour, StrokeThickness = LineWidth };
            interval.Points.AddRange([new DataPoint(100 * rows[row].Low, row), new DataPoint(100 * rows[row].High, row)]);
            panel.Series.Add(interval);
            panel.Series.Add(Mark(100 * rate, row, MarkerType.Circle, MarkSize, colour, colour));
            if (rows[row].Chosen is { } chosen)
                panel.Series.Add(Mark(100 * chosen, row, MarkerType.Circle, SmallMarkSize, OxyColors.White, colour));
            panel.Annotations.Add(Number(100 * rate, 100 * Beyond(rows[row], NumberWidth * (MaxPercent - MinPercent) / 100 / width), row));
        }

        return panel;
    }

    // The number stands behind its own interval, or behind another mark where that would stand in it; the nearer mark first.
    private static double Beyond(in IntervalRow row, double numberShare)
    {
        double beyond = row.High;
        foreach (double? mark in (ReadOnlySpan<double?>)[Lesser(row.Published, row.Chosen), Greater(row.Published, row.Chosen)])
        {
            if (mark is { } at && at > beyond - MarkShare && at < beyond + numberShare)
                beyond = Math.Max(beyond, at);
        }

        return beyond;
    }

    private static double? Lesser(double? a, double? b) => a is null || b < a ? b : a;

    private static double? Greater(double? a, double? b) => a is null || b > a ? b : a;

    private static ScatterSeries Mark(double percent, int row, MarkerType type, double size, OxyColor fill, OxyColor stroke)
    {
        var mark = new ScatterSeries
        {
            MarkerType = type,
            MarkerSize = size,
            MarkerFill = fill,
            MarkerStroke = stroke,
            MarkerStrokeThickness = 1.5,
        };
        mark.Points.Add(new ScatterPoint(percent, row));
        return mark;
    }

    private static TextAnnotation Number(double percent, double beyond, int row) => new()
    {
        Text = percent.ToString("0.#", CultureInfo.InvariantCulture),
        TextPosition = new DataPoint(beyond + 4, row),
        TextHorizontalAlignment = HorizontalAlignment.Left,
        TextVerticalAlignment = VerticalAlignment.Middle,
        StrokeThickness = 0,
        TextColor = FigureStyle.Ink,
    };
}
