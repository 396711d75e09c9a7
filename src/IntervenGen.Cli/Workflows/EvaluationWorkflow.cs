using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Generation;

namespace IntervenGen.Cli.Workflows;

/// <summary>What an evaluation measured.</summary>
internal sealed record EvaluationOutcome(SuccessInterval Success, double MeanSteps, double Seconds, JsonObject Reasons)
{
    public JsonObject ToJson() => new()
    {
        ["success"] = Success.Rate,
        ["low"] = Success.Low,
        ["high"] = Success.High,
        ["successes"] = Success.Successes,
        ["trials"] = Success.Trials,
        ["mean_steps"] = MeanSteps,
        ["seconds"] = Seconds,
        ["reasons"] = Reasons.DeepClone(),
    };

    public static EvaluationOutcome FromDataset(DatasetOutcome rollouts) => new(
        new SuccessInterval(rollouts.Kept, (int)rollouts.Attempts), rollouts.Attempts == 0 ? 0 : (double)rollouts.Steps / rollouts.Attempts,
        rollouts.Seconds, rollouts.Reasons);

    public static EvaluationOutcome FromJson(JsonObject json) => new(
        new SuccessInterval((int)json["successes"]!, (int)json["trials"]!),
        (double)json["mean_steps"]!, (double)json["seconds"]!, (JsonObject)json["reasons"]!.DeepClone());
}

/// <summary>Runs a policy on scenes and beliefs that nothing was trained on.</summary>
internal static class EvaluationWorkflow
{
    public static EvaluationOutcome Evaluate(
        Workspace workspace, Reporter? reporter, string title, IBatchPolicy policy, EpisodeKey keys, int trials,
        CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var sink = new MemorySink();
        RunReport Run(Action<double, string> update) => AttemptRun.Run(
            workspace.Batch, policy, () => new RolloutProgram(), keys, new RunLimits(int.MaxValue, trials), sink,
            report => update(report.Attempts, $"{report.Kept} of {report.Attempts} succeeded"), cancellation);
        RunReport report = reporter is null ? Run((_, _) => { }) : reporter.Track(title, trials, Run);
        cancellation.ThrowIfCancellationRequested();
        return new EvaluationOutcome(
            new SuccessInterval((int)report.Kept, (int)report.Attempts),
            report.Attempts == 0 ? 0 : (double)report.Steps / report.Attempts,
            clock.Elapsed.TotalSeconds,
            AttemptWorkflow.Reasons(report));
    }
}
