using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Cli.Output;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Generation;

namespace IntervenGen.Cli.Workflows;

/// <summary>What a dataset came to, over all runs that filled it.</summary>
internal sealed record DatasetOutcome(
    string Folder, string Kind, string Operator, int Kept, long Attempts, long Steps, double OperatorSeconds,
    double Seconds, string Digest, JsonObject Reasons, bool Reused)
{
    public double SuccessRate => Attempts == 0 ? 0 : (double)Kept / Attempts;

    public JsonObject ToJson() => new()
    {
        ["out"] = Folder,
        ["kind"] = Kind,
        ["operator"] = Operator,
        ["episodes"] = Kept,
        ["attempts"] = Attempts,
        ["success"] = SuccessRate,
        ["steps"] = Steps,
        ["operator_seconds"] = OperatorSeconds,
        ["seconds"] = Seconds,
        ["digest"] = Digest,
        ["reasons"] = Reasons.DeepClone(),
        ["reused"] = Reused,
    };
}

/// <summary>Fills a dataset with attempts: the way every collecting and generating command goes.</summary>
internal static class AttemptWorkflow
{
    /// <summary>
    /// Fills <paramref name="folder"/> until its limits, continuing an interrupted run or one that was asked for less, or reuses it
    /// when it has what is asked for.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; what was kept is in the store.</exception>
    public static DatasetOutcome Fill(
        Workspace workspace, Reporter reporter, string title, string folder, StoreManifest manifest, IBatchPolicy? policy,
        Func<AttemptProgram> createProgram, EpisodeKey keys, RunLimits limits, CancellationToken cancellation,
        bool keepFailures = false, bool mixArithmetic = false)
    {
        var clock = Stopwatch.StartNew();
        if (EpisodeStore.Exists(folder) && TryReuse(folder, manifest, limits) is { } finished)
        {
            reporter.Say($"  {title}: '{folder}' is complete already, reusing its {finished.Kept} episodes");
            return finished;
        }

        bool isNew = !EpisodeStore.Exists(folder);
        try
        {
            Run(workspace, reporter, title, folder, manifest, policy, createProgram, keys, limits, clock, keepFailures, mixArithmetic, cancellation);
        }
        catch when (isNew && NeverBegan(folder))
        {
            // A run that never got anywhere leaves nothing that would stand in the way of the corrected command.
            Directory.Delete(folder, recursive: true);
            throw;
        }

        return Read(folder, clock.Elapsed.TotalSeconds, reused: false);
    }

    private static void Run(
        Workspace workspace, Reporter reporter, string title, string folder, StoreManifest manifest, IBatchPolicy? policy,
        Func<AttemptProgram> createProgram, EpisodeKey keys, RunLimits limits, Stopwatch clock, bool keepFailures, bool mixArithmetic,
        CancellationToken cancellation)
    {
        using EpisodeStoreWriter writer = EpisodeStoreWriter.OpenOrCreate(folder, manifest, mixArithmetic: mixArithmetic);
        writer.KeepsFailures = keepFailures;
        if (writer.RecoveredTail is { } tail)
            reporter.Say($"  {tail}");
        if (writer.NextAttempt > 0)
            reporter.Say($"  {title}: continuing '{folder}' at attempt {writer.NextAttempt} with {writer.KeptCount} episodes");
        reporter.Track(title, Math.Min(limits.Successes, limits.Attempts), update => AttemptRun.Run(
            workspace.Batch, policy, createProgram, keys, limits, writer,
            report => update(writer.KeptCount, $"{writer.KeptCount} kept of {writer.NextAttempt} attempts ({report.Steps / clock.Elapsed.TotalSeconds:0} steps/s)"),
            cancellation));
        cancellation.ThrowIfCancellationRequested();
        writer.SetOperatorSeconds(OperatorSeconds(folder, manifest));
        writer.Complete();
    }

    internal static bool NeverBegan(string folder)
    {
        if (!EpisodeStore.Exists(folder))
            return false;
        using EpisodeStore store = EpisodeStore.Open(folder);
        return store.AttemptCount == 0 && !store.Manifest.IsComplete;
    }

    private static DatasetOutcome? TryReuse(string folder, StoreManifest manifest, RunLimits limits)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        if (!store.Manifest.IsComplete)
            return null;
        // What is complete stands as it is, wherever it was made.
        if (store.Manifest.FirstDifference(manifest with { Versions = manifest.Versions with { Arithmetic = "" } }) is var (key, value, other))
        {
            throw new UsageException(
                $"'{folder}' was made by another run: '{key}' is {value} there and {other} here; use the same setting or another folder");
        }

        if (store.KeptCount > limits.Successes)
            throw new UsageException($"'{folder}' is complete with {store.KeptCount} episodes, and {limits.Successes} are asked for: a finished dataset grows, but is never cut; use another folder");
        // Complete with less than is asked for now: attempts are numbered through, so it grows to what one run would have made.
        return store.KeptCount == limits.Successes || store.AttemptCount >= limits.Attempts ? Read(folder, 0, reused: true) : null;
    }

    // Time on a collected dataset (a generated one cost nobody any): every step the operator drove, in every attempt, kept or not.
    private static double OperatorSeconds(string folder, StoreManifest manifest)
    {
        if (manifest.Kind.StartsWith("generated", StringComparison.Ordinal) || manifest.Kind == "rollouts")
            return 0;
        using EpisodeStore store = EpisodeStore.Open(folder);
        long steps = 0;
        for (int i = 0; i < store.AttemptCount; i++)
        {
            EpisodeSummary attempt = store.Attempt(i);
            bool drove = attempt.Reason is not (AttemptReason.NoMistake or AttemptReason.NoTrigger);
            steps += drove ? attempt.Steps - attempt.MistakeSteps : 0;
        }

        return steps * manifest.ControlPeriod;
    }

    /// <summary>What a finished dataset came to.</summary>
    public static DatasetOutcome Read(string folder, double seconds, bool reused)
    {
        using EpisodeStore store = EpisodeStore.Open(folder);
        var report = new RunReport();
        for (int i = 0; i < store.AttemptCount; i++)
            report.Add(store.Attempt(i));
        return new DatasetOutcome(
            folder, store.Manifest.Kind, store.Manifest.Operator, store.KeptCount, store.AttemptCount, store.StepCount,
            store.Manifest.OperatorSeconds, seconds, store.Manifest.Totals?.Digest ?? "", Reasons(report), reused);
    }

    /// <summary>Reasons as JSON, in words with underscores.</summary>
    public static JsonObject Reasons(RunReport report)
    {
        var json = new JsonObject();
        foreach ((AttemptReason reason, long count) in report.Reasons())
            json[System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())] = count;
        return json;
    }
}
