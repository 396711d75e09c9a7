using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace IntervenGen.Experiments.Plots;

/// <summary>Success over the number of episodes that were learned from, a curve for each column.</summary>
internal static class ScalingFigure
{
    private const double Width = 560, Height = 320, CapWidth = 0.02;

    private static readonly OxyColor[] s_colours = [FigureStyle.Own, FigureStyle.Good, FigureStyle.Between, FigureStyle.Fifth];

    /// <summary>Whether a row's name is a number of episodes.</summary>
    public static bool IsSize(string row) => int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0;

    /// <summary>Draws a table whose rows are numbers of episodes.</summary>
    public static Figure Draw(ReportTable table)
    {
        PlotModel panel = FigureStyle.Panel("");
        panel.Axes.Add(FigureStyle.Logarithmic(AxisPosition.Bottom, "episodes learned from"));
        LinearAxis percent = FigureStyle.Percent(AxisPosition.Left, "success");
        percent.Maximum = 104;
        panel.Axes.Add(percent);
        foreach ((int index, string column) in table.Columns.Index())
            Add(panel, table, column, s_colours[index % s_colours.Length]);
        var figure = new Figure(table.Title, "points: shares; lines across: their 95 % intervals")
        {
            Note = table.HasPaper ? "open diamonds: the paper's figures" : "",
            Legend = [.. table.Columns.Index().Select(column => (column.Item, s_colours[column.Index % s_colours.Length]))],
        };
        figure.Add(panel, Width, Height);
        return figure;
    }

    private static void Add(PlotModel panel, ReportTable table, string column, OxyColor colour)
    {
        var curve = new LineSeries
        {
            Color = colour,
            StrokeThickness = 1.5,
            MarkerType = MarkerType.Circle,
            MarkerSize = 4,
            MarkerFill = colour,
        };
        var paper = new ScatterSeries
        {
            MarkerType = MarkerType.Diamond,
            MarkerSize = 4.5,
            MarkerFill = OxyColors.White,
            MarkerStroke = FigureStyle.Wrong,
            MarkerStrokeThickness = 1.5,
        };
        foreach (string row in table.Rows)
        {
            double size = int.Parse(row, CultureInfo.InvariantCulture);
            IntervalRow cell = table.Cell(row, column);
            if (cell.Published is { } published)
                paper.Points.Add(new ScatterPoint(size, 100 * published));
            if (cell.Rate is not { } rate)
                continue;
            curve.Points.Add(new DataPoint(size, 100 * rate));
            AddInterval(panel, size, cell, colour);
        }

        panel.Series.Add(curve);
        panel.Series.Add(paper);
    }

    // A stroke from end to end, with caps as wide on a logarithmic axis wherever they are.
    private static void AddInterval(PlotModel panel, double size, IntervalRow cell, OxyColor colour)
    {
        foreach ((double fromX, double fromY, double toX, double toY) in (ReadOnlySpan<(double, double, double, double)>)[
            (size, cell.Low, size, cell.High), (size * (1 - CapWidth), cell.Low, size * (1 + CapWidth), cell.Low),
            (size * (1 - CapWidth), cell.High, size * (1 + CapWidth), cell.High)])
        {
            var stroke = new LineSeries { Color = colour, StrokeThickness = 1 };
            stroke.Points.AddRange([new DataPoint(fromX, 100 * fromY), new DataPoint(toX, 100 * toY)]);
            panel.Series.Add(stroke);
        }
    }
}
