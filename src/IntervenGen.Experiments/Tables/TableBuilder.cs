using System.Globalization;

namespace IntervenGen.Experiments.Tables;

/// <summary>Collects the cells of a table, and states the paper's claims about them.</summary>
internal sealed class TableBuilder(IReadOnlyList<string> rows)
{
    private readonly List<string> _protocol = [];
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

    /// <summary>
    /// Adds what the paper's protocol gives for a column: the best of a training's checkpoints by rollouts, and that checkpoint on
    /// held-out trials. Nothing if the profile follows it anyway.
    /// </summary>
    /// <param name="book">The book that keeps the recipes.</param>
    /// <param name="column">The column.</param>
    /// <param name="policies">The trained policies, one per row.</param>
    /// <param name="environments">The environments of the column's trials.</param>
    /// <param name="paper">The paper's numbers.</param>
    public void AddProtocol(
        RecipeBook book, string column, IReadOnlyList<Recipe> policies, IReadOnlyList<TestEnvironment> environments,
        IReadOnlyList<double?> paper)
    {
        if (!book.Profile.KeepsCheckpoints)
            return;
        Recipe[] chosen = [.. policies.Select(policy => book.SelectCheckpoint(policy, environments[^1], environments.Count > 1))];
        AddColumn($"{column}{PaperProtocol.BestOf}", chosen, paper);
        AddColumn(
            $"{column}{PaperProtocol.ChosenOnHeldOut}",
            [.. chosen.Select(policy => (Recipe[])[.. environments.Select(environment => book.Evaluate(policy, environment))])],
            [.. rows.Select(_ => (double?)null)]);
        _protocol.AddRange([$"{column}{PaperProtocol.BestOf}", $"{column}{PaperProtocol.ChosenOnHeldOut}"]);
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
        AddOperatorTime(TableNames.IGen, column, baselines.Interventions);
    }

    /// <summary>The claim that a cell reaches a level that is not the paper's number for it.</summary>
    public static Claim LevelClaim(string row, string column, double level) => new(
        string.Create(CultureInfo.InvariantCulture, $"{column}: {row} reaches {100 * level:0} %"),
        column,
        [row],
        rate => rate(row, column) is { } mine && mine >= level);

    /// <summary>Claims that a row is the best of the paper's in its column, for all columns or for one.</summary>
    public IEnumerable<Claim> BestClaims(string row, string? only = null) => _columns
        .Where(column => IsShown(column) && (only is null || column == only || column == only + PaperProtocol.BestOf))
        .Select(
            column => BestClaim(row, column, [.. rows.Where(other => _cells.Any(cell => cell.Row == other && cell.Paper is not null))]));

    /// <summary>Claims that one row is above another, one claim per column.</summary>
    public IEnumerable<Claim> OrderClaims(string above, string below) =>
        _columns.Where(IsShown).Select(column => OrderClaim(above, below, column));

    /// <summary>The claim that one row is above another in a column.</summary>
    public static Claim OrderClaim(string above, string below, string column) => new(
        $"{column}: {above} above {below}",
        column,
        [above, below],
        rate => rate(above, column) is { } high && rate(below, column) is { } low && high > low);

    /// <summary>Claims that a row reaches the paper's figure, one claim per cell.</summary>
    public IEnumerable<Claim> LevelClaims(string row) => _cells
        .Where(cell => cell.Row == row && cell.Paper is not null)
        .Select(cell => new Claim(
            string.Create(CultureInfo.InvariantCulture, $"{cell.Column}: {row} reaches the paper's {100 * cell.Paper:0} %"),
            cell.Column,
            [row],
            rate => rate(row, cell.Column) is { } mine && mine >= cell.Paper));

    // The chosen checkpoint on held-out trials says what choosing is worth, and the paper says nothing of it.
    private bool IsShown(string column) => !column.EndsWith(PaperProtocol.ChosenOnHeldOut, StringComparison.Ordinal)
        && _cells.Any(cell => cell.Column == column && cell.Measure == Measure.Success);

    private static Claim BestClaim(string row, string column, IReadOnlyList<string> among) => new(
        $"{column}: {row} is best",
        column,
        among,
        rate => among.All(other =>
            other == row || (rate(row, column) is { } mine && rate(other, column) is { } theirs && mine > theirs)));

    public Experiment Build(string name, string title, string notes) => new()
    {
        Name = name,
        Title = title,
        Notes = notes,
        Rows = rows,
        Columns = [.. _columns],
        Sections = _protocol.Count == 0
            ? []
            :
            [
                new TableSection("The last checkpoint, on held-out trials", [.. _columns.Except(_protocol)]),
                new TableSection("The paper's protocol: the best of 40 checkpoints by 50 rollouts each", [.. _protocol]),
            ],
        Cells = [.. _cells],
        OperatorTimes = [.. _times],
        Claims = [],
    };
}
