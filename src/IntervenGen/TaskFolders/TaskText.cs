using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Tasks, and checks of them, as text for people and as JSON.</summary>
internal static class TaskText
{
    /// <summary>A task in a few lines.</summary>
    public static IEnumerable<string> ToLines(this TaskSpec spec)
    {
        string objects = string.Join(", ", spec.Objects), subtasks = string.Join(", ", spec.Subtasks.Select(subtask => subtask.Name));
        string fields = string.Join(", ", spec.Observations.Select(field => $"{field.Name}({field.Size})"));
        string folder = spec.Source is { } source ? $"; folder {source.Hash}" : "";
        yield return spec.Name;
        yield return $"  {spec.Summary}";
        yield return $"  objects {objects}; subtasks {subtasks}; horizon {spec.Horizon} steps";
        yield return $"  observes {fields}; acts with {spec.ActionSize}; model {spec.ModelHash}{folder}";
    }

    /// <summary>What a check found.</summary>
    public static IEnumerable<string> ToLines(this TaskCheckResult result)
    {
        foreach (string line in result.Spec.ToLines())
            yield return line;
        yield return $"  {result.Scenes} scenes sampled";
        if (result.Episodes > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  operator: {result.Successes} of {result.Episodes} succeed; with wrong beliefs {result.Mistakes} mistakes, " +
                $"{result.Recoveries} recovered; {result.StepsPerSecond:0} steps/s");
        if (result.Picture is { } picture)
            yield return $"  start, mistake and end: {picture}";
        foreach (string warning in result.Warnings)
            yield return $"  warning: {warning}";
        foreach (string fault in result.Faults)
            yield return $"  fault: {fault}";
        yield return result.IsUsable ? "usable" : $"not usable: {result.Faults.Count} fault{(result.Faults.Count == 1 ? "" : "s")}";
    }

    /// <summary>What a check found.</summary>
    public static JsonObject ToJson(this TaskCheckResult result) => new()
    {
        ["task"] = StoreJson.Of(result.Spec),
        ["usable"] = result.IsUsable,
        ["faults"] = new JsonArray([.. result.Faults.Select(text => (JsonNode)text)]),
        ["warnings"] = new JsonArray([.. result.Warnings.Select(text => (JsonNode)text)]),
        ["scenes"] = result.Scenes,
        ["episodes"] = result.Episodes,
        ["operator_successes"] = result.Successes,
        ["mistakes"] = result.Mistakes,
        ["recoveries"] = result.Recoveries,
        ["steps_per_second"] = result.StepsPerSecond,
        ["picture"] = result.Picture,
    };
}
