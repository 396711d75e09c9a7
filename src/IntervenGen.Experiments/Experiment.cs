namespace IntervenGen.Experiments;

/// <summary>One number of a table: a success rate here and in the paper.</summary>
/// <param name="Row">The dataset's name.</param>
/// <param name="Column">What it is tried on.</param>
/// <param name="Evaluations">Trials that are counted together.</param>
/// <param name="Paper">The paper's success rate, 0 to 1; null where it gives none.</param>
public sealed record Cell(string Row, string Column, IReadOnlyList<Recipe> Evaluations, double? Paper);

/// <summary>What an operator gave for the rows that use it.</summary>
/// <param name="Row">The dataset's name.</param>
/// <param name="Column">Which task.</param>
/// <param name="Collected">The operator's own episodes.</param>
public sealed record OperatorTime(string Row, string Column, Recipe Collected);

/// <summary>A statement of the paper that the numbers here either bear out or not.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Column">The column that it is of.</param>
/// <param name="Rows">The rows whose cells it compares.</param>
/// <param name="Holds">Given a cell's success rate here; false also where a cell could not be measured.</param>
public sealed record Claim(string Text, string Column, IReadOnlyList<string> Rows, Func<Func<string, string, double?>, bool> Holds);

/// <summary>One table or figure of the paper.</summary>
public sealed record Experiment
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The heading of its report.</summary>
    public required string Title { get; init; }

    /// <summary>What a reader has to know besides the numbers.</summary>
    public required string Notes { get; init; }

    /// <summary>Row names, top to bottom.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Column names, left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The numbers.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>What the operator's data cost.</summary>
    public required IReadOnlyList<OperatorTime> OperatorTimes { get; init; }

    /// <summary>What the paper concludes from them.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>How many episodes a row's own data has, for tables whose rows differ in that.</summary>
    public IReadOnlyDictionary<string, int> Sizes { get; init; } = new Dictionary<string, int>();

    /// <summary>What the paper concludes from cells that were not asked for.</summary>
    public IReadOnlyList<Claim> LeftOut { get; init; } = [];

    /// <summary>Every evaluation that is needed, each once.</summary>
    public IReadOnlyList<Recipe> Wanted =>
        [.. Cells.SelectMany(cell => cell.Evaluations).Concat(OperatorTimes.Select(time => time.Collected)).Distinct()];
}
