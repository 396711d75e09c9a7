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
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Tasks

            Success in per cent, with 95 % intervals. Policies: {sizes.Trials} trials on scenes and errors that nothing was trained on, beliefs
            wrong unless stated otherwise; {sizes.SourceEpisodes} demonstrations and {sizes.SourceEpisodes} interventions by the scripted operator,
            {sizes.GeneratedEpisodes} episodes generated from each; {sizes.GradientSteps} gradient steps, {sizes.Hidden} units per layer. Operator: {request.OperatorEpisodes} episodes, beliefs
            true. Generation: attempts that were kept. Seed {request.Seed}, IntervenGen {Workspace.Version}, MuJoCo {Workspace.Versions.MuJoCo}.

            | Task | Operator | Base policy, beliefs true | Base policy | Generation | I-Gen policy | Gain, points |
            |---|---|---|---|---|---|---|

            """);
        foreach (TaskTableRow row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{row.Task}` | {Cell(row.Operator)} | {Cell(row.BaseClean)} | {Cell(row.Base)} | {Cell(row.Generation)} | {Cell(row.Igen)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.Gain:+0.0;-0.0;0.0} |\n");
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
