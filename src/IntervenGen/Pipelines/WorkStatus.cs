using System.Globalization;
using System.Text.Json.Nodes;

namespace IntervenGen;

/// <summary>What one process has noted of a stage, or of its part of one.</summary>
/// <param name="Done">Units of work done.</param>
/// <param name="Total">Units of work in all.</param>
/// <param name="Rate">Units a second where it is under way; otherwise 0.</param>
/// <param name="IsRunning">Whether it is under way, and was heard of lately.</param>
/// <param name="Words">A few words.</param>
/// <param name="Node">Machine and process.</param>
internal sealed record WorkStatus(double Done, double Total, double Rate, bool IsRunning, string Words, string Node)
{
    /// <summary>What has noted nothing for so long is silent; a training notes something every fifty gradient steps.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(2);

    /// <summary>The notes of a stage: its own, or those of its parts where it has none yet.</summary>
    public static IReadOnlyList<WorkStatus> Of(string folder, string stage)
    {
        string own = Path.Combine(folder, StageProgress.Folder, stage + ".json"), beside = Path.GetDirectoryName(own)!;
        if (RunStatus.Parse(own) is { } whole)
            return [Of(whole)];
        return Directory.Exists(beside)
            ? [.. Directory.EnumerateFiles(beside, $"{Path.GetFileName(stage)}.from-*.json").Select(
                RunStatus.Parse).OfType<JsonObject>().Select(Of)]
            : [];
    }

    private static WorkStatus Of(JsonObject note)
    {
        double done = Number(note["done"]), total = Number(note["total"]), first = Number(note["first"]);
        DateTime started = Time(note["started"]), updated = Time(note["updated"]);
        bool isRunning = (string?)note["state"] == "running" && DateTime.UtcNow - updated < s_silence;
        double seconds = (updated - started).TotalSeconds;
        return new WorkStatus(
            done, total, isRunning && seconds > 0 ? Math.Max(0, done - first) / seconds : 0, isRunning, (string?)note["words"] ?? "",
            $"{note["node"]}, process {note["process"]}");
    }

    private static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) ? number : 0;

    private static DateTime Time(JsonNode? node) => DateTime.TryParse(
        (string?)node, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime time) ? time : DateTime.UtcNow;
}
