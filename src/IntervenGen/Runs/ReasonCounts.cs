using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Counts of attempts by reason as JSON, with names in snake case.</summary>
internal static class ReasonCounts
{
    public static IReadOnlyDictionary<AttemptReason, long> CountReasons(this RunReport report) =>
        report.Reasons().ToDictionary(reason => reason.Reason, reason => reason.Count);

    public static string NameOf(AttemptReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    public static JsonObject ToJson(IReadOnlyDictionary<AttemptReason, long> reasons)
    {
        var json = new JsonObject();
        foreach ((AttemptReason reason, long count) in reasons.OrderBy(reason => reason.Key))
            json[NameOf(reason)] = count;
        return json;
    }

    public static IReadOnlyDictionary<AttemptReason, long> FromJson(JsonObject json) => Enum.GetValues<AttemptReason>()
        .Where(reason => json[NameOf(reason)] is not null)
        .ToDictionary(reason => reason, reason => (long)json[NameOf(reason)]!);
}
