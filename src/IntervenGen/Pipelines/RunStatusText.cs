using System.Globalization;
using System.Text.Json.Nodes;

namespace IntervenGen;

/// <summary>A run's status as lines for people, and as JSON.</summary>
internal static class RunStatusText
{
    /// <summary>A line for each stage, and one for all.</summary>
    public static IEnumerable<string> ToLines(this RunStatus status)
    {
        int width = status.Stages.Select(stage => stage.Name.Length).DefaultIfEmpty(0).Max();
        foreach (StageStatus stage in status.Stages)
            yield return $"{stage.Name.PadRight(width)}  {Words(stage)}".TrimEnd();
        int done = status.Stages.Count(stage => stage.State == StageState.Done), failed = status.Stages.Count(
            stage => stage.State == StageState.Failed);
        string failures = failed > 0 ? $", {failed} without a result" : "";
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{done} of {status.Stages.Count} stages done{failures}; {status.Bytes / 1e6:0} MB in " +
                $"'{status.Folder}'");
    }

    /// <summary>The status as JSON.</summary>
    public static JsonObject ToJson(this RunStatus status) => new()
    {
        ["folder"] = status.Folder,
        ["done"] = status.IsDone,
        ["bytes"] = status.Bytes,
        ["stages"] = new JsonArray([.. status.Stages.Select(stage => (JsonNode)new JsonObject
        {
            ["name"] = stage.Name,
            ["title"] = stage.Title,
            ["state"] = stage.State.ToString().ToLowerInvariant(),
            ["done"] = stage.Done,
            ["total"] = stage.Total,
            ["rate"] = Math.Round(stage.Rate, 3),
            ["seconds_left"] = stage.SecondsLeft is { } left ? Math.Round(left) : null,
            ["words"] = stage.Words,
            ["node"] = stage.Node,
        })]),
    };

    private static string Words(StageStatus stage)
    {
        string count = string.Create(CultureInfo.InvariantCulture, $"{stage.Done:0} of {stage.Total:0}");
        string rate = stage.Rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {stage.Rate:0.##} a second") : "";
        string left = stage.SecondsLeft is { } seconds ? $", about {PipelineText.Hours(seconds)} left" : "";
        return stage.State switch
        {
            StageState.Done => $"done: {stage.Words}",
            StageState.Failed => $"no result: {stage.Words}",
            StageState.Waiting => "waiting",
            StageState.Running => $"running: {count}{rate}{left}; {stage.Words} ({stage.Node})",
            _ => $"stopped at {count}; {stage.Words} ({stage.Node})",
        };
    }
}
