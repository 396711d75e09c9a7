using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen;

/// <summary>Fills a dataset with attempts, for everything that collects or generates.</summary>
internal sealed class DatasetFill(Workspace workspace, RunMonitor monitor, CancellationToken cancellation)
{
    /// <summary>
    /// Fills a dataset until its limits, continuing an interrupted run or one that was asked for less, or reuses it when it has
    /// what is asked for.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; what was kept is in the store.</exception>
    public DatasetResult Fill(FillRun run, StoreManifest manifest)
    {
        var clock = Stopwatch.StartNew();
        string folder = run.Folder;
        if (EpisodeStore.Exists(folder) && TryReuse(folder, manifest, run.Limits) is { } finished)
        {
            monitor.Say($"  {run.Title}: '{folder}' is complete already, reusing its {finished.Kept} episodes");
            return finished;
        }

        Run(run, manifest, clock);
        return DatasetResult.Read(folder, clock.Elapsed.TotalSeconds, reused: false);
    }

    private void Run(FillRun run, StoreManifest manifest, Stopwatch clock)
    {
        using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(run.Folder, manifest, mixArithmetic: run.MixArithmetic);
        (writer.KeepsFailures, writer.RemovesUnused) = (run.KeepsFailures, true);
        PhysicsLine.Say(monitor);
        if (writer.RecoveredTail is { } tail)
            monitor.Say($"  {tail}");
        if (writer.NextAttempt > 0)
            monitor.Say($"  {run.Title}: continuing '{run.Folder}' at attempt {writer.NextAttempt} with {writer.KeptCount} episodes");
        monitor.Track(run.Title, Math.Min(run.Limits.Successes, run.Limits.Attempts), update => AttemptRun.Run(
            workspace.Batch, run.Policy, run.CreateProgram, run.Keys, run.Limits, writer,
            report =>
                update(
                    writer.KeptCount,
                    $"{writer.KeptCount} kept of {writer.NextAttempt} attempts ({report.Steps / clock.Elapsed.TotalSeconds:0} steps/s)"),
            cancellation));
        cancellation.ThrowIfCancellationRequested();
        writer.SetOperatorSeconds(OperatorSeconds(run.Folder, manifest));
        writer.Complete();
    }

    private static DatasetResult? TryReuse(string folder, StoreManifest manifest, RunLimits limits)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        if (!store.Manifest.IsComplete)
            return null;
        // What is complete stands as it is, wherever it was made.
        if (store.Manifest.FirstDifference(
            manifest with { Versions = manifest.Versions with { Arithmetic = "" } }) is var (key, value, other))
        {
            throw new UsageException(
                $"'{folder}' was made by another run: '{key}' is {value} there and {other} here; use the same setting or another folder");
        }

        if (store.KeptCount > limits.Successes)
            throw new UsageException($"'{folder}' is complete with {store.KeptCount} episodes, and {limits.Successes} are asked for: a " +
                "finished dataset grows, but is never cut; use another folder");
        // Complete with less than is asked for now: attempts are numbered through, so it grows to what one run would have made.
        return store.KeptCount == limits.Successes || store.AttemptCount >= limits.Attempts
            ? DatasetResult.Read(folder, 0, reused: true)
            : null;
    }

    // Time on a collected dataset (a generated one cost nobody any): every step the operator drove, in every attempt, kept or not.
    private static double OperatorSeconds(string folder, StoreManifest manifest)
    {
        if (manifest.Kind.IsGenerated() || manifest.Kind == DatasetKind.Rollouts)
            return 0;
        using EpisodeStore store = EpisodeStore.Open(folder);
        // Robot and operator take turns: who drove is in the steps.
        if (manifest.Config[DatasetRuns.TriggerKey] is not null)
            return 60 * GateCounts.Of(store).OperatorMinutes;
        // Who makes the mistakes on purpose drives from the first step on.
        bool offline = (string?)manifest.Config[EpisodeReplayer.MistakesKey] == EpisodeReplayer.Deliberate;
        long steps = 0;
        for (int i = 0; i < store.AttemptCount; i++)
        {
            EpisodeSummary attempt = store.Attempt(i);
            bool drove = attempt.Reason is not (AttemptReason.NoMistake or AttemptReason.NoTrigger);
            steps += offline ? attempt.Steps : drove ? attempt.Steps - attempt.MistakeSteps : 0;
        }

        return steps * manifest.ControlPeriod;
    }
}
