using System.Diagnostics;
using System.Globalization;
using IntervenGen.Core;
using IntervenGen.Deployment;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Runs trials on an arm unattended, one after the other, and records them.</summary>
/// <param name="trial">The trial, with the arm and its policy.</param>
/// <param name="monitor">Reports progress.</param>
internal sealed class ArmTrials(IArmTrial trial, RunMonitor monitor)
{
    /// <summary>Places the cube before a trial; null to leave it where it is.</summary>
    public Action<EpisodeKey>? Place { get; init; }

    /// <summary>Called when a trial has ended.</summary>
    public Action<TrialResult>? Ended { get; init; }

    /// <summary>Runs trials, continuing after those already in the sink.</summary>
    /// <param name="keys">Key of the first trial.</param>
    /// <param name="trials">Number of trials in all, including those in the sink.</param>
    /// <param name="sink">Receives the episodes, failed ones included.</param>
    /// <param name="stop">Brakes the arm; what has been recorded is kept.</param>
    /// <exception cref="IntervenGenException">The cube is not seen, or the connection to the robot is lost; earlier trials are
    /// kept.</exception>
    public ArmResult Run(EpisodeKey keys, int trials, IEpisodeSink sink, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var reasons = new SortedDictionary<AttemptReason, long>();
        var errors = new List<double>();
        int done = 0, good = 0, judged = 0;
        long lost = 0;
        if (sink.NextAttempt < trials)
            trial.Begin(stop);
        for (long attempt = sink.NextAttempt; attempt < trials; attempt++)
        {
            EpisodeKey key = keys with { Attempt = attempt };
            trial.GoToStart(key, stop);
            Place?.Invoke(key);
            TrialResult result = trial.Run(key, stop);
            Append(sink, result);
            if (done++ == 0)
                SayShortcomings(result);
            judged += result.IsSuccess ? 1 : 0;
            good += result.IsTrulySuccessful ?? result.IsSuccess ? 1 : 0;
            lost += result.Motion?.Lost ?? 0;
            if (result.EstimateError is { } error)
                errors.Add(error);
            reasons[result.Reason] = reasons.GetValueOrDefault(result.Reason) + 1;
            Ended?.Invoke(result);
            string end = result.IsSuccess ? "succeeded" : result.Reason.ToString();
            string why = result.Message is { } message ? $" ({message})" : "";
            monitor.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"  trial {attempt + 1} of {trials}: {end} after {result.Steps} steps{why}; {good} of {done} so far"));
            if (result.IsSuccess && Place is null)
                trial.TidyUp(keys with { Attempt = attempt + 1 }, stop);
        }

        if (done > 0)
            trial.End(stop);

        errors.Sort();
        return new ArmResult(
            new SuccessInterval(good, done), new SuccessInterval(judged, done), clock.Elapsed.TotalSeconds, reasons,
            errors.Count == 0 ? null : errors[errors.Count / 2], lost);
    }

    private void SayShortcomings(TrialResult result)
    {
        foreach (string shortcoming in result.Motion?.Realtime?.Shortcomings ?? [])
            monitor.Say($"  not real-time: {shortcoming}");
    }

    private void Append(IEpisodeSink sink, TrialResult result) => sink.Append(
        new EpisodeSummary
        {
            Attempt = result.Key.Attempt,
            Kind = EpisodeKind.Rollout,
            End = result.IsSuccess ? EpisodeEnd.Success : result.Message is not null ? EpisodeEnd.Aborted
                : result.Reason == AttemptReason.AskedForHelp ? EpisodeEnd.Failure : EpisodeEnd.Horizon,
            Reason = result.Reason,
            Steps = trial.Episode.Count,
            SourceEpisode = -1,
        },
        sink.KeepsSteps && trial.Episode.Count > 0 ? trial.Episode : null);
}
