using System.Globalization;
using System.Text;

namespace IntervenGen.Experiments;

/// <summary>A table as a Markdown report: every number beside the paper's, the claims it supports, and how it was made.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report as Markdown text.</summary>
    /// <param name="result">The table with its numbers.</param>
    /// <param name="profile">Sizes and hyperparameters of the run.</param>
    /// <param name="command">The command that reproduces the table.</param>
    /// <param name="machine">A line on machine, versions and date.</param>
    /// <param name="plot">File name of the plot, in the same folder.</param>
    public static string Write(ExperimentResult result, ExperimentProfile profile, string command, string machine, string plot)
    {
        Experiment experiment = result.Experiment;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {experiment.Title}").AppendLine();
        text.AppendLine(experiment.Notes).AppendLine();
        AppendTables(text, result);

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"![Success rates]({plot})").AppendLine();
        AppendFailures(text, result);
        AppendClaims(text, result);
        AppendOperator(text, result);
        AppendMaking(text, result, profile, command, machine);
        return text.ToString();
    }

    private static bool HasPaper(ExperimentResult result) => result.Experiment.Cells.Any(cell => cell.Paper is not null);

    // A column without a number of the paper's has none beside it either.
    private static bool HasPaper(ExperimentResult result, string column) =>
        result.Experiment.Cells.Any(cell => cell.Column == column && cell.Paper is not null);

    private static void AppendTables(StringBuilder text, ExperimentResult result)
    {
        Experiment experiment = result.Experiment;
        text.AppendLine(HasPaper(result)
            ? "Success rate here with its 95 % interval, then the paper's. The operator is scripted; the paper's was a person."
            : "Shares with their 95 % intervals. The operator is scripted.").AppendLine();
        if (experiment.Sections.Count == 0)
            AppendTable(text, result, experiment.Columns);
        foreach (TableSection section in experiment.Sections)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {section.Title}").AppendLine();
            AppendTable(text, result, section.Columns);
            text.AppendLine();
        }

        AppendSelection(text, result);
    }

    private static void AppendTable(StringBuilder text, ExperimentResult result, IReadOnlyList<string> columns)
    {
        string[] besides = [.. columns.Where(column => HasPaper(result, column))];
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| | {string.Join(" | ", columns.SelectMany(column => besides.Contains(column) ? (string[])[column, "paper"] : [column]))} |");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"|---|{string.Concat(columns.Select(column => besides.Contains(column) ? "---|---|" : "---|"))}");
        foreach (string row in result.Experiment.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row} |");
            foreach (string column in columns)
            {
                text.Append(CultureInfo.InvariantCulture, $" {result.Words(row, column)} |");
                if (besides.Contains(column))
                    text.Append(CultureInfo.InvariantCulture, $" {Percent(result.Paper(row, column))} |");
            }

            text.AppendLine();
        }
    }

    private static void AppendSelection(StringBuilder text, ExperimentResult result)
    {
        if (result.Selection() is not { } worth)
            return;
        text.AppendLine(
            CultureInfo.InvariantCulture, $"Over {worth.Cells} cells, the best of 40 by 50 rollouts shows {100 * worth.Shown:0.0} % " +
            $"on average; the same checkpoints on held-out trials {100 * worth.HeldOut:0.0} %, the last ones {100 * worth.Last:0.0} %. " +
            $"Of what the protocol shows, {Points(worth.Shown - worth.HeldOut)} are luck with the rollouts that chose, and choosing is " +
            $"worth {Points(worth.HeldOut - worth.Last)}.");
    }

    private static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} points");

    private static void AppendFailures(StringBuilder text, ExperimentResult result)
    {
        foreach (Cell cell in result.Experiment.Cells)
        {
            if (result.Failure(cell.Row, cell.Column) is { } failure)
                text.AppendLine(CultureInfo.InvariantCulture, $"{cell.Row}, {cell.Column}: not measured, because {failure}").AppendLine();
        }
    }

    private static void AppendClaims(StringBuilder text, ExperimentResult result)
    {
        bool paper = HasPaper(result);
        text.AppendLine(paper
            ? "## What the paper says of it, and what came out here"
            : "## What was expected, and what came out").AppendLine();
        foreach ((string claim, bool holds) in result.Claims)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {(holds ? "holds" : "**does not hold**")}: {claim}");
        if (paper)
            AppendOrder(text, result);
        if (result.Experiment.LeftOut.Count > 0)
        {
            string claims = string.Join("; ", result.Experiment.LeftOut.Select(claim => claim.Text));
            text.AppendLine(CultureInfo.InvariantCulture, $"- left out, because not all their cells were asked for: {claims}");
        }

        text.AppendLine();
    }

    private static void AppendOrder(StringBuilder text, ExperimentResult result)
    {
        IReadOnlyList<TableSection> sections = result.Experiment.Sections;
        foreach (TableSection section in sections.Count > 0 ? sections : [new TableSection("", result.Experiment.Columns)])
        {
            (int agree, int pairs, IReadOnlyList<string> otherwise) = result.Order(section.Columns);
            string where = section.Title.Length > 0 ? $"{section.Title}: " : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"- {where}{agree} of {pairs} pairs of rows stand in the paper's " +
                $"order{(otherwise.Count == 0 ? "" : $"; not so: {string.Join("; ", otherwise)}")}");
        }
    }

    private static void AppendOperator(StringBuilder text, ExperimentResult result)
    {
        if (result.Experiment.OperatorTimes.Count == 0)
            return;
        text.AppendLine("## Minutes that the operator drove, failed tries included").AppendLine();
        foreach (OperatorTime time in result.Experiment.OperatorTimes)
        {
            if (result.OperatorMinutes(time.Row, time.Column) is { } minutes)
                text.AppendLine(CultureInfo.InvariantCulture, $"- {time.Row}, {time.Column}: {minutes:0.0} min for {time.Collected.Title}");
        }

        text.AppendLine();
    }

    private static void AppendMaking(StringBuilder text, ExperimentResult result, ExperimentProfile profile, string command, string machine)
    {
        text.AppendLine("## How it was made").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"`{command}`").AppendLine();
        text.AppendLine(machine).AppendLine();
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string falling = profile.CosineSchedule ? " falling along half a cosine" : "";
        string observations = profile.NormaliseObservations ? "observations normalised" : "observations as they are";
        string weights = profile.AverageDecay > 0
            ? string.Create(invariant, $"average of weights with decay {profile.AverageDecay}")
            : "last weights";
        string selection = profile.SelectionTrials > 0
            ? $"best of {profile.Checkpoints} checkpoints by {profile.SelectionTrials} rollouts each in the test environment"
            : "the last checkpoint, without selection";
        int steps = profile.GradientStepsOf(result.Experiment.Wanted[0].Task);
        text.Append(
            invariant,
            $"Profile `{profile.Name}`: BC-RNN-GMM, 2 × {profile.Hidden} LSTM units, {steps} gradient steps of 100 windows of 10 steps, ");
        text.Append(invariant, $"learning rate {profile.LearningRate}{falling}, {observations}, {weights}; {selection}. ");
        text.Append(invariant, $"{profile.SourceEpisodes} source episodes, {profile.GeneratedEpisodes} generated ones, ");
        text.Append(invariant, $"{profile.Trials} trials per cell on scenes that nothing was trained on, ");
        text.AppendLine(invariant, $"{profile.Stepping.ToString().ToLowerInvariant()} substeps, seed {profile.Seed}.").AppendLine();
        text.AppendLine("Seconds on one core each, results shared with other tables included:").AppendLine();
        foreach ((RecipeKind kind, double seconds) in result.Seconds())
            text.AppendLine(CultureInfo.InvariantCulture, $"- {kind}: {seconds:0}");
    }

    private static string Percent(double? rate) => rate is { } r ? string.Create(CultureInfo.InvariantCulture, $"{100 * r:0} %") : "";
}
