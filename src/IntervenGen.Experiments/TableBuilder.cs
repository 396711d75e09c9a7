using System.Globalization;

namespace IntervenGen.Experiments;

/// <summary>Collects the cells of a table, and states the paper's claims about them.</summary>
internal sealed class TableBuilder(IReadOnlyList<string> rows)
{
    private readonly List<string> _columns = [];
    private readonly List<Cell> _cells = [];
    private readonly List<OperatorTime> _times = [];

    public void AddColumn(string column, IReadOnlyList<Recipe> evaluations, IReadOnlyList<double?> paper) =>
        AddColumn(column, [.. evaluations.Select(evaluation => (Recipe[])[evaluation])], paper);

    public void AddColumn(string column, IReadOnlyList<Recipe[]> evaluations, IReadOnlyList<double?> paper)
    {
        _columns.Add(column);
        for (int row = 0; row < rows.Count; row++)
            _cells.Add(new Cell(rows[row], column, evaluations[row], paper[row]));
    }

    /// <summary>Adds a column of something else than success rates, which the paper does not give.</summary>
    public void AddMeasure(string column, Measure measure, IReadOnlyList<Recipe> results)
    {
        _columns.Add(column);
        for (int row = 0; row < rows.Count; row++)
            _cells.Add(new Cell(rows[row], column, [results[row]], null) { Measure = measure });
    }

    public void AddOperatorTime(string row, string column, Recipe collected) => _times.Add(new OperatorTime(row, column, collected));

    /// <summary>
    /// Adds the operator's time for the base demonstrations, the interventions and the demonstrations in the test environment.
    /// </summary>
    public void AddOperatorTimes(string column, Baselines baselines, string interventionsRow, string demonstrationsRow)
    {
        AddOperatorTime(rows[0], column, baselines.Demonstrations);
        AddOperatorTime(interventionsRow, column, baselines.Interventions);
        AddOperatorTime(demonstrationsRow, column, baselines.TestDemonstrations);
        AddOperatorTime(rows[^1], column, baselines.Interventions);
    }

    /// <summary>Claims that a row is the best of its column, for all columns or for one.</summary>
    public IEnumerable<Claim> BestClaims(string row, string? only = null) => _columns
        .Where(column => only is null || column == only)
        .Select(column => new Claim(
            $"{column}: {row} is best",
            column,
            rows,
            rate =>
                rows.All(other => other == row || (rate(row, column) is { } mine && rate(other, column) is { } theirs && mine > theirs))));

    /// <summary>Claims that one row is above another, one claim per column.</summary>
    public IEnumerable<Claim> OrderClaims(string above, string below) => _columns.Select(column => new Claim(
        $"{column}: {above} above {below}",
        column,
        [above, below],
        rate => rate(above, column) is { } high && rate(below, column) is { } low && high > low));

    /// <summary>Claims that a row reaches the paper's figure, one claim per cell.</summary>
    public IEnumerable<Claim> LevelClaims(string row) => _cells
        .Where(cell => cell.Row == row && cell.Paper is not null)
        .Select(cell => new Claim(
            string.Create(CultureInfo.InvariantCulture, $"{cell.Column}: {row} reaches the paper's {100 * cell.Paper:0} %"),
            cell.Column,
            [row],
            rate => rate(row, cell.Column) is { } mine && mine >= cell.Paper));

    public Experiment Build(string name, string title, string notes) => new()
    {
        Name = name,
        Title = title,
        Notes = notes,
        Rows = rows,
        Columns = [.. _columns],
        Cells = [.. _cells],
        OperatorTimes = [.. _times],
        Claims = [],
    };
}
