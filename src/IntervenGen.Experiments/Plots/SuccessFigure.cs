using OxyPlot;

namespace IntervenGen.Experiments.Plots;

/// <summary>Success of a few policies beside each other, with intervals and the paper's figures.</summary>
public static class SuccessFigure
{
    private const double Width = 470;

    /// <summary>Draws the figure.</summary>
    /// <param name="title">What was evaluated.</param>
    /// <param name="subtitle">On how many trials, and by whose data.</param>
    /// <param name="rows">The policies, one's own last.</param>
    public static Figure Draw(string title, string subtitle, IReadOnlyList<IntervalRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        bool hasPaper = rows.Any(row => row.Published is not null);
        var figure = new Figure(title, subtitle)
        {
            Note = hasPaper ? "open diamonds: the paper's figures, on its own scenes and operators" : "",
        };
        double names = IntervalPanel.NamesWidth([.. rows.Select(row => row.Name)]);
        PlotModel panel = IntervalPanel.Draw("", rows, isNamed: true, "success", Width);
        figure.Add(panel, Width + names, IntervalPanel.HeightOf(rows.Count, isTitled: true));
        return figure;
    }
}
