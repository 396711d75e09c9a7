using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen.Experiments;

/// <summary>The cells of experiments to make; an empty list selects everything.</summary>
/// <remarks>A selected cell is the one of the whole table: its recipes, and therefore its numbers and cache keys, are the same.</remarks>
public sealed record ExperimentSelection
{
    /// <summary>Names of the selected tasks.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Names of the selected rows, case-insensitive.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Sizes of the rows' own data, for tables whose rows differ in size.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Narrows experiments to the selected cells; drops those without any.</summary>
    /// <exception cref="UsageException">A name or a size matches nothing, or no cell matches all that is asked for.</exception>
    public IReadOnlyList<Experiment> Apply(IReadOnlyList<Experiment> experiments)
    {
        ArgumentNullException.ThrowIfNull(experiments);
        Require("--task", Tasks, [.. experiments.SelectMany(experiment => experiment.Cells).Select(TaskOf).Distinct()]);
        Require("--row", Rows, [.. experiments.SelectMany(experiment => experiment.Rows).Distinct()]);
        Require(
            "--sizes",
            [.. Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))],
            [.. experiments.SelectMany(experiment => experiment.Sizes.Values).Distinct().Order()
                .Select(size => size.ToString(CultureInfo.InvariantCulture))]);
        Experiment[] left = [.. experiments.Select(Narrow).Where(experiment => experiment.Cells.Count > 0)];
        string names = string.Join(", ", experiments.Select(experiment => experiment.Name));
        return left.Length > 0 ? left : throw new UsageException($"no cell of {names} has all of what{Options} asks for");
    }

    /// <summary>The command-line options for this selection, each preceded by a blank; empty for everything.</summary>
    public string Options =>
        string.Concat(Tasks.Select(task => $" --task {task}")) + string.Concat(Rows.Select(row => $" --row '{row}'"))
        + string.Concat(Sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $" --sizes {size}")));

    private Experiment Narrow(Experiment experiment)
    {
        Cell[] cells = [.. experiment.Cells.Where(cell => Wants(experiment, cell))];
        bool Has(string row, string column) => cells.Any(cell => cell.Row == row && cell.Column == column);
        return experiment with
        {
            Cells = cells,
            Rows = [.. experiment.Rows.Where(row => cells.Any(cell => cell.Row == row))],
            Sections = [.. experiment.Sections
                .Select(section => section with
                {
                    Columns = [.. section.Columns.Where(column => cells.Any(cell => cell.Column == column))],
                })
                .Where(section => section.Columns.Count > 0)],
            Columns = [.. experiment.Columns.Where(column => cells.Any(cell => cell.Column == column))],
            OperatorTimes = [.. experiment.OperatorTimes.Where(time => Has(time.Row, time.Column))],
            Claims = [.. experiment.Claims.Where(claim => claim.Rows.All(row => Has(row, claim.Column)))],
            LeftOut = [.. experiment.LeftOut, .. experiment.Claims.Where(claim => !claim.Rows.All(row => Has(row, claim.Column)))],
        };
    }

    private bool Wants(Experiment experiment, Cell cell) =>
        (Tasks.Count == 0 || Tasks.Contains(TaskOf(cell)))
        && (Rows.Count == 0 || Rows.Contains(cell.Row, StringComparer.OrdinalIgnoreCase))
        && (Sizes.Count == 0 || (experiment.Sizes.TryGetValue(cell.Row, out int size) && Sizes.Contains(size)));

    private static string TaskOf(Cell cell) => cell.Evaluations[0].Task;

    private static void Require(string option, IReadOnlyList<string> wanted, IReadOnlyList<string> known)
    {
        if (wanted.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new UsageException(known.Count == 0
                ? $"{option} is {unknown}; the rows of these experiments have no sizes"
                : $"{option} is '{unknown}'; known here: {string.Join(", ", known)}");
        }
    }
}
