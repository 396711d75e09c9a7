using IntervenGen.Generation;
using OxyPlot;

namespace IntervenGen.Experiments.Plots;

/// <summary>A table of an experiment as a figure: a panel for each column of shares, a line for each row.</summary>
public static class TableFigure
{
    private const double PanelWidth = 190;

    /// <summary>Draws the first of a result's tables; several would be too many to read.</summary>
    public static Figure Draw(ExperimentResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Experiment experiment = result.Experiment;
        IReadOnlyList<string> shown = experiment.Sections.Count > 0 ? experiment.Sections[0].Columns : experiment.Columns;
        string[] columns = [.. shown.Where(column => experiment.Cells.Any(cell => cell.Column == column && cell.Measure is ShareMeasure))];
        bool hasPaper = experiment.Cells.Any(cell => cell.Paper is not null && columns.Contains(cell.Column));
        // As many in a row as make the rows even.
        int most = Math.Max(1, Math.Min(4, columns.Length)), lines = (columns.Length + most - 1) / most;
        var figure = new Figure(experiment.Title, "points: shares; lines: their 95 % intervals")
        {
            PanelsInRow = Math.Max(1, (columns.Length + lines - 1) / Math.Max(1, lines)),
            Note = hasPaper ? "open diamonds: the paper's figures" : "",
        };
        double names = IntervalPanel.NamesWidth(experiment.Rows);
        foreach ((int index, string column) in columns.Index())
        {
            bool isFirst = index % figure.PanelsInRow == 0;
            PlotModel panel = IntervalPanel.Draw(column, [.. experiment.Rows.Select(row => Row(result, row, column))], isFirst, "");
            figure.Add(panel, PanelWidth + (isFirst ? names : 0), IntervalPanel.HeightOf(experiment.Rows.Count, isTitled: false));
        }

        return figure;
    }

    private static IntervalRow Row(ExperimentResult result, string row, string column)
    {
        SuccessInterval? share = result.Experiment.Cells.Any(cell => cell.Row == row && cell.Column == column
            && cell.Measure is ShareMeasure)
            ? result.Success(row, column)
            : null;
        return new IntervalRow(row, share?.Rate, share?.Low ?? 0, share?.High ?? 0, result.Paper(row, column));
    }
}
