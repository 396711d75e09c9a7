using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Result of a series of trials on an arm.</summary>
/// <param name="Success">Successes: by the simulated truth on a virtual arm, by the robot's own judgement on a real one.</param>
/// <param name="Judged">Successes by the robot's own judgement: it holds something, and the hand is high enough.</param>
/// <param name="Seconds">Duration of the trials, seconds.</param>
/// <param name="Reasons">Reasons that decided the trials, with their counts.</param>
/// <param name="MedianEstimateError">Median distance of the estimated cube position from the true one, metres; null if the truth
/// is unknown.</param>
/// <param name="Lost">Number of robot states lost during motions.</param>
public sealed record ArmResult(
    SuccessInterval Success, SuccessInterval Judged, double Seconds, IReadOnlyDictionary<AttemptReason, long> Reasons,
    double? MedianEstimateError, long Lost)
{
    // A run may go on where an earlier one ended: what is said last is what the folder holds by now.
    internal string Line(SuccessInterval all, string folder)
    {
        string now = Success.Trials == all.Trials ? "" : $" ({Success.Trials} of them now)";
        return string.Create(CultureInfo.InvariantCulture,
            $"{all.Successes} of {all.Trials} trials{now} succeeded ({100 * all.Rate:0} %, 95 % interval {100 * all.Low:0} to " +
            $"{100 * all.High:0}); igen view {folder}");
    }

    internal JsonObject ToJson(SuccessInterval all, string folder)
    {
        JsonObject json = ToJson();
        json["store_successes"] = all.Successes;
        json["store_trials"] = all.Trials;
        json["out"] = folder;
        return json;
    }

    internal JsonObject ToJson() => new()
    {
        ["success"] = Success.Rate,
        ["low"] = Success.Low,
        ["high"] = Success.High,
        ["successes"] = Success.Successes,
        ["trials"] = Success.Trials,
        ["judged_by_robot"] = Judged.Rate,
        ["seconds"] = Seconds,
        ["asked"] = Reasons.GetValueOrDefault(AttemptReason.AskedForHelp),
        ["reasons"] = ReasonCounts.ToJson(Reasons),
        ["median_estimate_error_mm"] = MedianEstimateError * 1000,
        ["lost_states"] = Lost,
    };
}
