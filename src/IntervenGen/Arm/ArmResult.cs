using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>What became of trials on an arm.</summary>
/// <param name="Success">Successes as the world knows them on a virtual arm, as the robot judged them on a real one.</param>
/// <param name="Judged">Successes as the robot judged them: it holds something, and the hand is high enough.</param>
/// <param name="Seconds">Time that the trials took.</param>
/// <param name="Reasons">What decided the trials, and how many each.</param>
/// <param name="MedianEstimateError">Median distance of the estimated cube from the true one, metres; null where nobody knows.</param>
/// <param name="Lost">States of the robot that did not arrive during motions.</param>
public sealed record ArmResult(
    SuccessInterval Success, SuccessInterval Judged, double Seconds, IReadOnlyDictionary<AttemptReason, long> Reasons,
    double? MedianEstimateError, long Lost)
{
    internal JsonObject ToJson() => new()
    {
        ["success"] = Success.Rate,
        ["low"] = Success.Low,
        ["high"] = Success.High,
        ["successes"] = Success.Successes,
        ["trials"] = Success.Trials,
        ["judged_by_robot"] = Judged.Rate,
        ["seconds"] = Seconds,
        ["reasons"] = ReasonCounts.ToJson(Reasons),
        ["median_estimate_error_mm"] = MedianEstimateError * 1000,
        ["lost_states"] = Lost,
    };
}
