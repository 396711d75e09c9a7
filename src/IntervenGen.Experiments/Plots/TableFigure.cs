using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using OxyPlot;

namespace IntervenGen.Experiments.Plots;

/// <summary>A report of an experiment as a figure: a panel for each column of shares, a line for each row; or a curve over sizes.</summary>
/// <remarks>Drawn from the report's own JSON, so that a figure is a function of the numbers that are kept.</remarks>
public static class TableFigure
{
    private const double PanelWidth = 190;

    // More panels than these are not taken in together.
    private const int MaxInRow = 4;

    /// <summary>Draws the first of a result's tables, and what the paper's protocol gives as marks in it.</summary>
    public static Figure Draw(ExperimentResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Draw(result.ToJson());
    }

    /// <summary>Draws a report.</summary>
    /// <param name="report">The JSON of a report, as <see cref="ExperimentResult.ToJson"/> makes it.</param>
    /// <exception cref="UsageException">It is no report.</exception>
    public static Figure Draw(JsonObject report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ReportTable table = Read(report);
        return table.Rows.Count > 2 && table.Rows.All(row => ScalingFigure.IsSize(row))
            ? ScalingFigure.Draw(table)
            : Panels(table);
    }

    private static Figure Panels(ReportTable table)
    {
        // As many in a row as make the rows even.
        int columns = table.Columns.Count, lines = Math.Max(1, (columns + MaxInRow - 1) / MaxInRow);
        var figure = new Figure(table.Title, "points: shares; lines: their 95 % intervals")
        {
            PanelsInRow = Math.Max(1, (columns + lines - 1) / lines),
            Note = Note(table),
        };
        double names = IntervalPanel.NamesWidth(table.Rows);
        foreach ((int index, string column) in table.Columns.Index())
        {
            bool isFirst = index % figure.PanelsInRow == 0;
            PlotModel panel = IntervalPanel.Draw(column, [.. table.Rows.Select(row => table.Cell(row, column))], isFirst, "", PanelWidth);
            figure.Add(panel, PanelWidth + (isFirst ? names : 0), IntervalPanel.HeightOf(table.Rows.Count, isTitled: false));
        }

        return figure;
    }

    private static string Note(ReportTable table)
    {
        string paper = table.HasPaper ? "open diamonds: the paper's figures" : "";
        return table.HasChosen ? $"open circles: the best of 40 checkpoints by 50 rollouts; {paper}".TrimEnd(' ', ';') : paper;
    }

    private static ReportTable Read(JsonObject report)
    {
        try
        {
            JsonObject[] cells = [.. report["cells"]!.AsArray().Select(cell => cell!.AsObject())];
            string[] shown = [.. report["sections"] is JsonArray sections && sections.Count > 0
                ? sections[0]!["columns"]!.AsArray().Select(column => (string)column!)
                : cells.Select(cell => (string)cell["column"]!).Distinct()];
            JsonObject[] shares = [.. cells.Where(cell => cell.ContainsKey("success") && shown.Contains((string)cell["column"]!))];
            IntervalCell[] read = [.. shares.Select(cell => new IntervalCell((string)cell["column"]!, RowOf(cell, cells)))];
            return new ReportTable((string)report["title"]!, [.. cells.Select(cell => (string)cell["row"]!).Distinct()], read);
        }
        catch (Exception exception) when (exception is NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new UsageException("this is no report of 'igen experiment': it has no title, or no cells with row and column", exception);
        }
    }

    private static IntervalRow RowOf(JsonObject cell, JsonObject[] cells)
    {
        string row = (string)cell["row"]!, chosen = (string)cell["column"]! + PaperProtocol.BestOf;
        JsonObject? best = cells.FirstOrDefault(other => (string)other["row"]! == row && (string)other["column"]! == chosen);
        return new IntervalRow(
            row, Number(cell, "success"), Number(cell, "low") ?? 0, Number(cell, "high") ?? 0, Number(cell, "paper"))
        {
            Chosen = best is null ? null : Number(best, "success"),
        };
    }

    // Numbers that were parsed, and numbers that were just computed.
    private static double? Number(JsonObject cell, string name) => cell[name] is { } value ? value.Deserialize<double>() : null;
}
