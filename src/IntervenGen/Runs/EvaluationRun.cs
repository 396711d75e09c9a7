using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Learning.Triggers;

namespace IntervenGen;

/// <summary>Evaluates a policy on scenes and beliefs that nothing was trained on.</summary>
internal static class EvaluationRun
{
    public static EvaluationResult Evaluate(
        Workspace workspace, RunMonitor monitor, string title, IBatchPolicy policy, EpisodeKey keys, int trials,
        CancellationToken cancellation) =>
        Evaluate(workspace, monitor, title, policy, keys, AttemptSpan.FromStart(trials), cancellation);

    public static EvaluationResult Evaluate(
        Workspace workspace, RunMonitor monitor, string title, IBatchPolicy policy, EpisodeKey keys, AttemptSpan trials,
        CancellationToken cancellation, TriggerModel? trigger = null)
    {
        var clock = Stopwatch.StartNew();
        var sink = new MemorySink();
        PhysicsLine.Say(monitor);
        RunReport Run(Action<double, string> update) => AttemptRun.Run(
            workspace.Batch, policy, () => new RolloutProgram(trigger?.Create()), keys, new RunLimits(int.MaxValue, trials), sink,
            report => update(report.Attempts, $"{report.Kept} of {report.Attempts} succeeded"), cancellation);
        RunReport report = monitor.Track(title, trials.Count, Run);
        cancellation.ThrowIfCancellationRequested();
        return new EvaluationResult(
            new SuccessInterval((int)report.Kept, (int)report.Attempts),
            report.Attempts == 0 ? 0 : (double)report.Steps / report.Attempts,
            clock.Elapsed.TotalSeconds,
            report.CountReasons())
        {
            Asked = trigger is null ? null : sink.Summaries.Count(trial => trial.MistakeSteps > 0),
        };
    }
}
