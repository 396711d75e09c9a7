using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <summary>A fitted trigger, and the data that it was fitted on.</summary>
/// <param name="Path">Path of its file.</param>
/// <param name="Model">The trigger.</param>
/// <param name="Successes">Successful stretches of the policy in the data.</param>
/// <param name="Failures">Failed stretches of the policy.</param>
/// <param name="Corrected">Stretches of the policy that somebody corrected.</param>
/// <param name="Demonstrations">Demonstrations.</param>
/// <param name="Seconds">Duration of the fit, seconds.</param>
public sealed record TriggerResult(
    string Path, TriggerModel Model, int Successes, int Failures, int Corrected, int Demonstrations, double Seconds)
{
    /// <summary>What the threshold is not worth; null where nothing is to be said.</summary>
    public string? Warning { get; init; }

    internal IReadOnlyList<string> Lines =>
    [
        $"{Name(Model.Kind)} trigger for {Model.Task} in '{Path}', fitted on {Demonstrations} demonstrations, {Successes} successes, " +
        $"{Failures} failures and {Corrected} corrected mistakes",
        .. Model.Thresholds.Select(pair => string.Create(CultureInfo.InvariantCulture, $"fires above {pair.Key} {pair.Value:G4}")),
        $"digest {Model.Digest}",
    ];

    internal static string Name(LearnedTriggerKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    internal JsonObject ToJson()
    {
        JsonObject json = Facts();
        if (Warning is not null)
            json["warning"] = Warning;
        return json;
    }

    private JsonObject Facts() => new()
    {
        ["out"] = Path,
        ["kind"] = Name(Model.Kind),
        ["task"] = Model.Task,
        ["demonstrations"] = Demonstrations,
        ["successes"] = Successes,
        ["failures"] = Failures,
        ["corrected"] = Corrected,
        ["thresholds"] = new JsonObject(Model.Thresholds.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["hand_back"] = Model.HandBack is { } limits
            ? new JsonObject { ["discrepancy"] = limits.Discrepancy, ["risk"] = limits.Risk }
            : null,
        ["seconds"] = Math.Round(Seconds, 1),
        ["digest"] = Model.Digest,
    };
}
