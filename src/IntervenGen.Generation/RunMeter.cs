using System.Diagnostics;
using System.Diagnostics.Metrics;
using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Measurements of runs as <see cref="Meter"/> instruments, which OpenTelemetry and others listen to.</summary>
/// <remarks>
/// Costs nothing where nobody listens, and allocates nothing where somebody does. Thread-safe. The names of the meter and of its
/// instruments are part of the public interface.
/// </remarks>
public static class RunMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "IntervenGen";

    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_attempts = s_meter.CreateCounter<long>(
        "igen.attempts", "{attempt}", "Attempts that are in their dataset, or counted by their evaluation.");

    private static readonly Counter<long> s_successes = s_meter.CreateCounter<long>(
        "igen.successes", "{attempt}", "Attempts that succeeded.");

    private static readonly Counter<long> s_steps = s_meter.CreateCounter<long>("igen.steps", "{step}", "Control steps of these attempts.");

    private static readonly Counter<double> s_time = s_meter.CreateCounter<double>(
        "igen.worker.time", "s",
        "Time of worker threads, by part: physics (control steps), policy (its evaluation, or waiting for it), program (everything else) " +
        "and queue (no lane may go on before an earlier attempt has ended).");

    /// <summary>Whether anybody wants to know what workers spend their time on.</summary>
    public static bool IsTimed => s_time.Enabled;

    /// <summary>Counts an attempt.</summary>
    internal static void Add(in EpisodeSummary attempt)
    {
        s_attempts.Add(1);
        s_steps.Add(attempt.Steps);
        if (attempt.Reason == AttemptReason.Kept)
            s_successes.Add(1);
    }

    /// <summary>Adds time of a worker.</summary>
    /// <param name="part">What it was spent on.</param>
    /// <param name="ticks">How long, ticks of <see cref="Stopwatch"/>.</param>
    internal static void AddTime(string part, long ticks) =>
        s_time.Add((double)ticks / Stopwatch.Frequency, new KeyValuePair<string, object?>("part", part));
}
