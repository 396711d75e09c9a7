namespace IntervenGen.Experiments.Plots;

/// <summary>One share of a report.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Row">Its row, the share, its interval and the paper's figure.</param>
internal readonly record struct IntervalCell(string Column, IntervalRow Row);

/// <summary>The shares of a report's first table.</summary>
/// <param name="title">Its title.</param>
/// <param name="rows">Names of its rows, in order.</param>
/// <param name="cells">Its cells.</param>
internal sealed class ReportTable(string title, IReadOnlyList<string> rows, IReadOnlyList<IntervalCell> cells)
{
    /// <summary>Its title.</summary>
    public string Title => title;

    /// <summary>Names of its rows, in order.</summary>
    public IReadOnlyList<string> Rows => rows;

    /// <summary>Names of its columns of shares, in order.</summary>
    public IReadOnlyList<string> Columns { get; } = [.. cells.Select(cell => cell.Column).Distinct()];

    /// <summary>Whether a cell has a figure of the paper's.</summary>
    public bool HasPaper => cells.Any(cell => cell.Row.Published is not null);

    /// <summary>Whether a cell has what the paper's protocol gives.</summary>
    public bool HasChosen => cells.Any(cell => cell.Row.Chosen is not null);

    /// <summary>A cell; one that was not measured where there is none.</summary>
    public IntervalRow Cell(string row, string column)
    {
        foreach (IntervalCell cell in cells)
        {
            if (cell.Column == column && cell.Row.Name == row)
                return cell.Row;
        }

        return new IntervalRow(row, null, 0, 0, null);
    }
}
