using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Reasons of attempts as a run's JSON has them: in words with underscores.</summary>
internal static class ReasonWords
{
    public static IReadOnlyDictionary<AttemptReason, long> ReasonCounts(this RunReport report) =>
        report.Reasons().ToDictionary(reason => reason.Reason, reason => reason.Count);

    public static string Of(AttemptReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    public static JsonObject ToJson(IReadOnlyDictionary<AttemptReason, long> reasons)
    {
        var json = new JsonObject();
        foreach ((AttemptReason reason, long count) in reasons.OrderBy(reason => reason.Key))
            json[Of(reason)] = count;
        return json;
    }

    public static IReadOnlyDictionary<AttemptReason, long> FromJson(JsonObject json) => Enum.GetValues<AttemptReason>()
        .Where(reason => json[Of(reason)] is not null)
        .ToDictionary(reason => reason, reason => (long)json[Of(reason)]!);
}
