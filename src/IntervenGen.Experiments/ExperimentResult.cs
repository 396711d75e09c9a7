using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Generation;

namespace IntervenGen.Experiments;

/// <summary>Mean success rates in [0, 1], by how the checkpoint was chosen and what it was tried on.</summary>
/// <param name="Cells">Number of cells averaged over.</param>
/// <param name="Shown">The best checkpoint, on the rollouts that chose it.</param>
/// <param name="HeldOut">The same checkpoint, on held-out trials.</param>
/// <param name="Last">The last checkpoint, on the same held-out trials.</param>
public sealed record SelectionWorth(int Cells, double Shown, double HeldOut, double Last);

/// <summary>A table with its measured numbers.</summary>
/// <remarks>Built from the results of an <see cref="Experiments.Experiment"/>'s recipes; evaluates its claims.</remarks>
public sealed class ExperimentResult
{
    private readonly IReadOnlyDictionary<Recipe, Artifact> _artifacts;

    /// <summary>Reads an experiment's numbers from its artifacts.</summary>
    public ExperimentResult(Experiment experiment, IReadOnlyDictionary<Recipe, Artifact> artifacts)
    {
        Experiment = experiment;
        _artifacts = artifacts;
    }

    /// <summary>The table's definition.</summary>
    public Experiment Experiment { get; }

    /// <summary>The share that one cell shows, such as a success rate; null if it shows something else or could not be measured.</summary>
    public SuccessInterval? Success(string row, string column) =>
        Find(row, column) is { Measure: ShareMeasure measure } cell && IsMeasured(cell) ? measure.Of(FactsOf(cell)) : null;

    /// <summary>The number that one cell shows; null if it shows a share or could not be measured, or where there is none.</summary>
    public double? Number(string row, string column) =>
        Find(row, column) is { Measure: NumberMeasure measure } cell && IsMeasured(cell) ? measure.Of(FactsOf(cell)) : null;

    /// <summary>One cell in words: a share with its interval, or a number with its unit.</summary>
    public string Words(string row, string column)
    {
        if (Find(row, column) is not { } cell)
            return "";
        if (!IsMeasured(cell))
            return "not measured";
        return cell.Measure is NumberMeasure measure
            ? measure.Words(Number(row, column))
            : Success(row, column) is { } s
                ? string.Create(CultureInfo.InvariantCulture, $"**{100 * s.Rate:0.#} %** ({100 * s.Low:0} to {100 * s.High:0})")
                : "";
    }

    /// <summary>The reason why a cell could not be measured; null if it was.</summary>
    public string? Failure(string row, string column) => Experiment.Cells
        .Where(cell => cell.Row == row && cell.Column == column).SelectMany(cell => cell.Evaluations)
        .Select(evaluation => _artifacts[evaluation].Failure).FirstOrDefault(failure => failure is not null);

    /// <summary>The paper's success rate for a cell, in [0, 1]; null if the paper gives none.</summary>
    public double? Paper(string row, string column) =>
        Find(row, column)?.Paper;

    /// <summary>Minutes for which the operator drove to produce a row's own data; null if unknown.</summary>
    public double? OperatorMinutes(string row, string column) =>
        Experiment.OperatorTimes.FirstOrDefault(time => time.Row == row && time.Column == column) is { } time
            && _artifacts[time.Collected] is { Failure: null } collected
            ? (double)collected.Facts["operator_seconds"]! / 60
            : null;

    /// <summary>Every claim, and whether the numbers support it.</summary>
    public IReadOnlyList<(string Text, bool Holds)> Claims =>
        [.. Experiment.Claims.Select(claim =>
            (claim.Text, claim.Holds((row, column) => Success(row, column)?.Rate ?? Number(row, column))))];

    /// <summary>
    /// Pairs of rows in one column that differ in the paper's numbers: how many have the same order here, how many there are,
    /// and those with another order.
    /// </summary>
    /// <param name="columns">The columns to look at; null for all.</param>
    public (int Agree, int Pairs, IReadOnlyList<string> Otherwise) Order(IReadOnlyList<string>? columns = null)
    {
        var otherwise = new List<string>();
        int pairs = 0;
        foreach (Cell above in Experiment.Cells.Where(cell => columns?.Contains(cell.Column) != false))
        {
            foreach (Cell below in Experiment.Cells.Where(cell => cell.Column == above.Column && cell.Paper < above.Paper))
            {
                pairs++;
                if (Success(above.Row, above.Column)?.Rate is not { } high || Success(below.Row, below.Column)?.Rate is not { } low
                    || high <= low)
                    otherwise.Add($"{above.Column}: {above.Row} above {below.Row}");
            }
        }

        return (pairs - otherwise.Count, pairs, otherwise);
    }

    /// <summary>
    /// What choosing among checkpoints is worth, on average over the cells that were measured in all three ways; null if none was.
    /// </summary>
    public SelectionWorth? Selection()
    {
        var cells = new List<(double Shown, double HeldOut, double Last)>();
        foreach (Cell cell in Experiment.Cells)
        {
            if (Success(cell.Row, cell.Column) is { } last && Success(cell.Row, cell.Column + PaperProtocol.BestOf) is { } shown
                && Success(cell.Row, cell.Column + PaperProtocol.ChosenOnHeldOut) is { } heldOut)
                cells.Add((shown.Rate, heldOut.Rate, last.Rate));
        }

        return cells.Count == 0
            ? null
            : new SelectionWorth(
                cells.Count, cells.Average(cell => cell.Shown), cells.Average(cell => cell.HeldOut), cells.Average(cell => cell.Last));
    }

    /// <summary>Processor seconds of every recipe that the table needs, by kind, including results found in the cache.</summary>
    public IReadOnlyDictionary<RecipeKind, double> Seconds()
    {
        var sums = new SortedDictionary<RecipeKind, double>();
        foreach (Recipe recipe in RecipeOrder.InputsFirst(Experiment.Wanted))
        {
            if (_artifacts[recipe].Facts["wall_seconds"] is { } seconds)
                sums[recipe.Kind] = sums.GetValueOrDefault(recipe.Kind) + (double)seconds;
        }

        return sums;
    }

    /// <summary>The table with all its numbers, as JSON.</summary>
    public JsonObject ToJson()
    {
        var cells = new JsonArray();
        foreach (Cell cell in Experiment.Cells)
        {
            SuccessInterval? success = Success(cell.Row, cell.Column);
            if (cell.Measure is NumberMeasure measure)
            {
                cells.Add(Describe(cell, measure));
                continue;
            }

            cells.Add(new JsonObject
            {
                ["row"] = cell.Row,
                ["column"] = cell.Column,
                ["success"] = success?.Rate,
                ["low"] = success?.Low,
                ["high"] = success?.High,
                ["successes"] = success?.Successes,
                ["trials"] = success?.Trials,
                ["paper"] = cell.Paper,
                ["operator_minutes"] = OperatorMinutes(cell.Row, cell.Column),
                ["failure"] = Failure(cell.Row, cell.Column),
                ["evaluations"] = new JsonArray([.. cell.Evaluations.Select(evaluation => (JsonNode)Describe(evaluation))]),
            });
        }

        var json = new JsonObject
        {
            ["experiment"] = Experiment.Name,
            ["title"] = Experiment.Title,
            ["cells"] = cells,
            ["claims"] = new JsonArray(
                [.. Claims.Select(claim => (JsonNode)new JsonObject { ["text"] = claim.Text, ["holds"] = claim.Holds })]),
            ["order"] = OrderJson(),
            ["selection"] = JsonSerializer.SerializeToNode(Selection()),
            ["seconds"] = new JsonObject(
                Seconds().Select(pair => KeyValuePair.Create(pair.Key.ToString(), (JsonNode?)Math.Round(pair.Value, 1)))),
        };
        if (Experiment.Sections.Count > 0)
        {
            json["sections"] = new JsonArray([.. Experiment.Sections.Select(section => (JsonNode)new JsonObject
            {
                ["title"] = section.Title,
                ["columns"] = new JsonArray([.. section.Columns.Select(column => (JsonNode)column)]),
            })]);
        }

        if (Experiment.LeftOut.Count > 0)
            json["claims_left_out"] = new JsonArray([.. Experiment.LeftOut.Select(claim => (JsonNode)claim.Text)]);
        return json;
    }

    private JsonObject OrderJson()
    {
        (int agree, int pairs, IReadOnlyList<string> otherwise) = Order();
        return new JsonObject
        {
            ["agree"] = agree,
            ["pairs"] = pairs,
            ["otherwise"] = new JsonArray([.. otherwise.Select(text => (JsonNode)text)]),
        };
    }

    private Cell? Find(string row, string column) =>
        Experiment.Cells.FirstOrDefault(cell => cell.Row == row && cell.Column == column);

    private bool IsMeasured(Cell cell) => cell.Evaluations.All(evaluation => _artifacts[evaluation].Failure is null);

    private IEnumerable<JsonObject> FactsOf(Cell cell) => cell.Evaluations.Select(evaluation => _artifacts[evaluation].Facts);

    private JsonObject Describe(Cell cell, NumberMeasure measure) => new()
    {
        ["row"] = cell.Row,
        ["column"] = cell.Column,
        ["fact"] = measure.Fact,
        ["value"] = Number(cell.Row, cell.Column),
        ["unit"] = measure.Unit,
        ["failure"] = Failure(cell.Row, cell.Column),
        ["of"] = new JsonArray([.. cell.Evaluations.Select(evaluation => (JsonNode)evaluation.Title)]),
    };

    private JsonObject Describe(Recipe evaluation)
    {
        if (evaluation.Inputs.Count == 0 || evaluation.Kind is not (RecipeKind.Evaluate or RecipeKind.EvaluateOnArm))
            return new JsonObject { ["of"] = evaluation.Title, ["digest"] = _artifacts[evaluation].Digest };
        Artifact policy = _artifacts[evaluation.Inputs[0]];
        return new JsonObject
        {
            ["policy"] = evaluation.Inputs[0].Title,
            ["policy_digest"] = policy.Digest,
            ["checkpoint"] = Path.GetFileName(policy.Path),
            ["reasons"] = _artifacts[evaluation].Facts["reasons"]?.DeepClone(),
            ["data"] = new JsonArray([.. evaluation.Inputs[0].Inputs.Select(data => (JsonNode)new JsonObject
            {
                ["title"] = data.Title,
                ["digest"] = _artifacts[data].Digest,
                ["episodes"] = _artifacts[data].Facts["episodes"]?.DeepClone(),
                ["attempts"] = _artifacts[data].Facts["attempts"]?.DeepClone(),
                ["operator_seconds"] = _artifacts[data].Facts["operator_seconds"]?.DeepClone(),
            })]),
        };
    }
}
