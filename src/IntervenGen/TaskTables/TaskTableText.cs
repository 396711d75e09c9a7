using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>A table of tasks as JSON, as Markdown and as lines for people.</summary>
internal static class TaskTableText
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    /// <summary>What decides a table: its tasks, sizes and seed.</summary>
    public static JsonObject RunOf(TaskTableRequest request) => new()
    {
        ["tasks"] = new JsonArray([.. request.Tasks.Select(task => (JsonNode)NameOf(task))]),
        ["sizes"] = JsonSerializer.SerializeToNode(request.Sizes),
        ["operator_episodes"] = request.OperatorEpisodes,
        ["seed"] = request.Seed,
        ["version"] = Workspace.Version,
        ["mujoco"] = Workspace.Versions.MuJoCo,
    };

    /// <summary>The table as JSON.</summary>
    public static string ToJson(JsonObject run, IEnumerable<TaskTableRow> rows) => new JsonObject
    {
        ["run"] = run.DeepClone(),
        ["rows"] = new JsonArray([.. rows.Select(row => (JsonNode)ToJson(row))]),
    }.ToJsonString(s_readable) + "\n";

    /// <summary>One row as JSON.</summary>
    public static JsonObject ToJson(TaskTableRow row) => new()
    {
        ["task"] = row.Task,
        ["summary"] = row.Summary,
        ["operator"] = ToJson(row.Operator),
        ["recovered"] = ToJson(row.Recovered),
        ["sources"] = row.Sources,
        ["base_clean"] = ToJson(row.BaseClean),
        ["base"] = ToJson(row.Base),
        ["generation"] = ToJson(row.Generation),
        ["igen"] = ToJson(row.Igen),
        ["gain_points"] = Math.Round(row.Gain, 1),
        ["igen_digest"] = row.Digest,
    };

    /// <summary>The table as Markdown.</summary>
    public static string ToMarkdown(TaskTableRequest request, IEnumerable<TaskTableRow> rows)
    {
        DemoSizes sizes = request.Sizes;
        int sources = sizes.SourceEpisodes;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Tasks

            Success in per cent, with 95 % intervals.

            - Operator: {request.OperatorEpisodes} episodes of the scripted operator, beliefs true; with wrong ones, its own mistakes
              that it then brought to success.
            - Base policy: trained on {sizes.GeneratedEpisodes} demonstrations, generated from {sources} of the operator's.
            - Generation: attempts that were kept, until there were {sizes.GeneratedEpisodes} interventions, from {sources} of the
              operator's.
            - I-Gen policy: trained on these demonstrations, and on what recovers in these interventions.
            - Policies: {sizes.GradientSteps} gradient steps, {sizes.Hidden} units per layer; {sizes.Trials} trials on scenes and errors
              that nothing was trained on, beliefs wrong unless stated otherwise.

            Seed {request.Seed}, IntervenGen {Workspace.Version}, MuJoCo {Workspace.Versions.MuJoCo}.

            | Task | Operator | its mistakes | Base policy, beliefs true | Base policy | Generation | I-Gen policy | Gain, points |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (TaskTableRow row in rows)
        {
            string[] cells =
                [.. new[] { row.Operator, row.Recovered, row.BaseClean, row.Base, row.Generation, row.Igen }.Select(Cell)];
            text.Append(
                CultureInfo.InvariantCulture, $"| `{row.Task}` | {string.Join(" | ", cells)} | {row.Gain:+0.0;-0.0;0.0} |\n");
        }

        return text.ToString();
    }

    /// <summary>The table in one line for each task.</summary>
    public static IEnumerable<string> ToLines(this TaskTable table) => table.Rows.Select(row => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Task}: operator {Cell(row.Operator)}; generation {Cell(row.Generation)}; base policy {Cell(row.Base)}; I-Gen policy " +
        $"{Cell(row.Igen)}; gain {row.Gain:+0.0;-0.0;0.0} points"));

    /// <summary>The table as JSON, with its folder.</summary>
    public static JsonObject ToJson(this TaskTable table) => new()
    {
        ["rows"] = new JsonArray([.. table.Rows.Select(row => (JsonNode)ToJson(row))]),
        ["out"] = table.Folder,
    };

    private static string NameOf(string task) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(task)));

    private static JsonObject ToJson(SuccessInterval success) => new()
    {
        ["rate"] = Math.Round(success.Rate, 4),
        ["low"] = Math.Round(success.Low, 4),
        ["high"] = Math.Round(success.High, 4),
        ["successes"] = success.Successes,
        ["trials"] = success.Trials,
    };

    private static string Cell(SuccessInterval success) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * success.Rate:0.0} ({100 * success.Low:0.0} to {100 * success.High:0.0})");
}
