using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <summary>How a trigger fared on a policy's attempts, beside the contact as a trigger.</summary>
/// <param name="Trigger">Path of its file.</param>
/// <param name="Learned">The learned trigger.</param>
/// <param name="Contact">The contact.</param>
public sealed record TriggerCheckResult(string Trigger, TriggerScoreCard Learned, TriggerScoreCard Contact)
{
    /// <summary>Whether some of the attempts are those that the trigger was fitted on, where it does better than elsewhere.</summary>
    public bool IsOnItsOwnData { get; init; }

    internal IReadOnlyList<string> Lines =>
    [
        $"{Learned.Attempts} attempts of a policy, {Learned.Failures} failed",
        Line("trigger", Learned),
        Line("contact", Contact),
        .. (IEnumerable<string>)(IsOnItsOwnData ? ["note: the trigger was fitted on some of these attempts; others would say more"] : []),
    ];

    internal JsonObject ToJson()
    {
        JsonObject json = Of(Learned);
        json["trigger"] = Trigger;
        json["contact"] = Of(Contact);
        json["on_its_own_data"] = IsOnItsOwnData;
        return json;
    }

    /// <summary>The numbers as facts of an experiment: shares as two counts.</summary>
    internal static JsonObject Of(TriggerScoreCard card) => new()
    {
        ["trials"] = card.Attempts,
        ["failed"] = card.Failures,
        ["alarms"] = card.Alarms,
        ["right_alarms"] = card.RightAlarms,
        ["precision"] = card.Precision,
        ["recall"] = card.Recall,
        ["median_delay_steps"] = card.MedianDelay,
        ["before_contact"] = card.BeforeContact,
        ["steps_driven"] = card.StepsDriven,
    };

    private static string Line(string name, TriggerScoreCard card) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {card.Alarms} alarms, precision {Percent(card.Precision)}, recall {Percent(card.Recall)}, median delay after the " +
        $"contact {(card.MedianDelay is { } delay ? $"{delay} steps" : "unknown")}");

    private static string Percent(double? share) =>
        share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : "unknown";
}
