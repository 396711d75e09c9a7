using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Result of an evaluation.</summary>
/// <param name="Success">Success rate over the trials, with its 95 % interval.</param>
/// <param name="MeanSteps">Mean number of control steps of a trial.</param>
/// <param name="Seconds">Duration of the evaluation, seconds.</param>
/// <param name="Reasons">Reasons that decided the trials, with their counts.</param>
public sealed record EvaluationResult(
    SuccessInterval Success, double MeanSteps, double Seconds, IReadOnlyDictionary<AttemptReason, long> Reasons)
{
    /// <summary>Number of trials in which the robot stopped and asked; null without a trigger.</summary>
    public int? Asked { get; init; }

    internal JsonObject ToJson()
    {
        JsonObject json = Numbers();
        if (Asked is { } asked)
            json["asked"] = asked;
        return json;
    }

    private JsonObject Numbers() => new()
    {
        ["success"] = Success.Rate,
        ["low"] = Success.Low,
        ["high"] = Success.High,
        ["successes"] = Success.Successes,
        ["trials"] = Success.Trials,
        ["mean_steps"] = MeanSteps,
        ["seconds"] = Seconds,
        ["reasons"] = ReasonCounts.ToJson(Reasons),
    };

    /// <summary>The evaluation that several parts of its trials make up.</summary>
    internal static EvaluationResult Join(IReadOnlyList<EvaluationResult> parts)
    {
        int trials = parts.Sum(part => part.Success.Trials);
        return new EvaluationResult(
            new SuccessInterval(parts.Sum(part => part.Success.Successes), trials),
            trials == 0 ? 0 : parts.Sum(part => part.MeanSteps * part.Success.Trials) / trials,
            parts.Sum(part => part.Seconds),
            parts.SelectMany(part => part.Reasons).GroupBy(reason => reason.Key)
                .ToDictionary(reason => reason.Key, reason => reason.Sum(one => one.Value)))
        {
            Asked = parts.All(part => part.Asked is not null) ? parts.Sum(part => part.Asked) : null,
        };
    }

    internal static EvaluationResult FromDataset(DatasetResult rollouts) => new(
        new SuccessInterval(rollouts.Kept, (int)rollouts.Attempts), rollouts.Attempts == 0 ? 0 : (double)rollouts.Steps / rollouts.Attempts,
        rollouts.Seconds, rollouts.Reasons)
    {
        Asked = rollouts.Asked,
    };

    internal static EvaluationResult FromJson(JsonObject json) => new(
        new SuccessInterval((int)json["successes"]!, (int)json["trials"]!),
        (double)json["mean_steps"]!, (double)json["seconds"]!, ReasonCounts.FromJson((JsonObject)json["reasons"]!))
    {
        Asked = (int?)json["asked"],
    };
}
