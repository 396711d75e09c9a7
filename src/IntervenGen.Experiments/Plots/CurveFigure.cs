using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace IntervenGen.Experiments.Plots;

/// <summary>A training over its gradient steps: losses above, success of rollouts below.</summary>
public static class CurveFigure
{
    private const double Width = 560, Height = 230;

    /// <summary>Draws the figure.</summary>
    /// <param name="title">The training's name.</param>
    /// <param name="losses">Step and loss on what is learned from, nats per window.</param>
    /// <param name="heldOut">Step and loss on held-out episodes; may be empty.</param>
    /// <param name="success">Step and share of rollouts that succeeded, in [0, 1]; may be empty.</param>
    public static Figure Draw(
        string title, IReadOnlyList<(double Step, double Value)> losses, IReadOnlyList<(double Step, double Value)> heldOut,
        IReadOnlyList<(double Step, double Value)> success)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentNullException.ThrowIfNull(success);
        var figure = new Figure(title)
        {
            PanelsInRow = 1,
            Legend = heldOut.Count == 0
                ? []
                : [("learned from", FigureStyle.Own), ("held out", FigureStyle.Between)],
        };
        PlotModel loss = FigureStyle.Panel("Negative log-likelihood");
        loss.Axes.Add(FigureStyle.Axis(AxisPosition.Bottom, "gradient steps"));
        loss.Axes.Add(FigureStyle.Axis(AxisPosition.Left, "loss, nats"));
        loss.Series.Add(Line(losses, FigureStyle.Own, 1));
        if (heldOut.Count > 0)
            loss.Series.Add(Line(heldOut, FigureStyle.Between, 1));
        figure.Add(loss, Width, Height);
        if (success.Count == 0)
            return figure;
        PlotModel rollouts = FigureStyle.Panel("Rollouts");
        rollouts.Axes.Add(FigureStyle.Axis(AxisPosition.Bottom, "gradient steps"));
        rollouts.Axes.Add(FigureStyle.Percent(AxisPosition.Left, "success"));
        LineSeries line = Line(success, FigureStyle.Good, 100);
        (line.MarkerType, line.MarkerSize, line.MarkerFill) = (MarkerType.Circle, 3, FigureStyle.Good);
        rollouts.Series.Add(line);
        figure.Add(rollouts, Width, Height);
        return figure;
    }

    private static LineSeries Line(IReadOnlyList<(double Step, double Value)> points, OxyColor colour, double factor)
    {
        var line = new LineSeries { Color = colour, StrokeThickness = 1.5 };
        line.Points.AddRange(points.Select(point => new DataPoint(point.Step, factor * point.Value)));
        return line;
    }
}
