namespace IntervenGen.Experiments;

/// <summary>One cell of a table: what was measured here, usually a success rate, and the paper's.</summary>
/// <param name="Row">Name of the row: the dataset trained on.</param>
/// <param name="Column">Name of the column: the task or variant evaluated on.</param>
/// <param name="Evaluations">Evaluations, or other recipes, whose results are pooled.</param>
/// <param name="Paper">The paper's success rate, in [0, 1]; null if the paper gives none.</param>
public sealed record Cell(string Row, string Column, IReadOnlyList<Recipe> Evaluations, double? Paper)
{
    /// <summary>What is shown of the results.</summary>
    public Measure Measure { get; init; } = Measure.Success;
}

/// <summary>The operator's own episodes behind a row, for the report of operator time.</summary>
/// <param name="Row">Name of the row: the dataset trained on.</param>
/// <param name="Column">Name of the column: the task.</param>
/// <param name="Collected">The recipe that collects the operator's episodes.</param>
public sealed record OperatorTime(string Row, string Column, Recipe Collected);

/// <summary>A statement of the paper that the measured numbers either support or contradict.</summary>
/// <param name="Text">The statement in words.</param>
/// <param name="Column">Name of the column it refers to.</param>
/// <param name="Rows">The rows whose cells it compares.</param>
/// <param name="Holds">Evaluates the claim, given the success rate of each cell; false also if a cell could not be measured.</param>
public sealed record Claim(string Text, string Column, IReadOnlyList<string> Rows, Func<Func<string, string, double?>, bool> Holds);

/// <summary>Some of an experiment's columns, in a table of their own.</summary>
/// <param name="Title">Heading of the table.</param>
/// <param name="Columns">Names of its columns.</param>
public sealed record TableSection(string Title, IReadOnlyList<string> Columns);

/// <summary>One table or figure of the paper.</summary>
public sealed record Experiment
{
    /// <summary>The experiment's name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The heading of the experiment's report.</summary>
    public required string Title { get; init; }

    /// <summary>What a reader has to know besides the numbers, such as deviations from the paper.</summary>
    public required string Notes { get; init; }

    /// <summary>Names of the rows, top to bottom.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Names of the columns, left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Tables of the report, each with some of the columns; empty for one table with all of them.</summary>
    public IReadOnlyList<TableSection> Sections { get; init; } = [];

    /// <summary>The cells of the table.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>The operator's episodes that the rows use.</summary>
    public required IReadOnlyList<OperatorTime> OperatorTimes { get; init; }

    /// <summary>The paper's conclusions from the table.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>Number of episodes of a row's own data, for tables whose rows differ in size.</summary>
    public IReadOnlyDictionary<string, int> Sizes { get; init; } = new Dictionary<string, int>();

    /// <summary>The paper's conclusions that need cells which were not selected.</summary>
    public IReadOnlyList<Claim> LeftOut { get; init; } = [];

    /// <summary>Every evaluation that the table needs, without repetition.</summary>
    public IReadOnlyList<Recipe> Wanted =>
        [.. Cells.SelectMany(cell => cell.Evaluations).Concat(OperatorTimes.Select(time => time.Collected)).Distinct()];
}
