using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Experiments;
using IntervenGen.Generation;
using IntervenGen.Learning.Policies;

namespace IntervenGen;

/// <summary>The checkpoint of a training whose rollouts succeed most often: the paper's protocol.</summary>
/// <param name="File">Path of the checkpoint.</param>
/// <param name="Success">Its share of rollouts that succeeded.</param>
/// <param name="Checkpoints">Number of checkpoints compared.</param>
/// <param name="Rollouts">Number of rollouts that it took.</param>
/// <param name="Seconds">Duration of the comparison.</param>
internal sealed record BestOfSnapshots(string File, SuccessInterval Success, int Checkpoints, long Rollouts, double Seconds)
{
    private const int Batch = 10;

    /// <summary>Finds it, from the last checkpoint to the first; of equals the later one, which learned for longer.</summary>
    /// <remarks>
    /// All checkpoints meet the same scenes. One that cannot become better than the best any more is given up: that changes how long it
    /// takes, and never the outcome.
    /// </remarks>
    /// <exception cref="UsageException">The training kept no checkpoints.</exception>
    public static BestOfSnapshots Find(
        Workspace workspace, IReadOnlyList<string> files, SelectionSettings settings, CancellationToken cancellation)
    {
        if (files.Count == 0)
            throw new UsageException("the training kept no checkpoints on its way, of which the best could be chosen");
        long started = Stopwatch.GetTimestamp(), rollouts = 0;
        (string file, int most) = (files[^1], -1);
        foreach (string candidate in files.Reverse())
        {
            if (most == settings.Trials)
                break;
            using LoadedPolicy policy = workspace.LoadPolicy(candidate);
            int succeeded = 0, tried = 0;
            while (tried < settings.Trials && succeeded + settings.Trials - tried > most)
            {
                int count = Math.Min(Batch, settings.Trials - tried);
                succeeded += Run(workspace, policy.Policy, settings, new AttemptSpan(tried, count), cancellation);
                tried += count;
            }

            rollouts += tried;
            if (succeeded > most)
                (file, most) = (candidate, succeeded);
        }

        return new BestOfSnapshots(
            file, new SuccessInterval(most, settings.Trials), files.Count, rollouts, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public JsonObject ToJson() => new()
    {
        ["success"] = Success.Rate,
        ["successes"] = Success.Successes,
        ["trials"] = Success.Trials,
        ["step"] = long.Parse(Path.GetFileNameWithoutExtension(File), CultureInfo.InvariantCulture),
        ["checkpoints"] = Checkpoints,
        ["rollouts"] = Rollouts,
        ["seconds"] = Seconds,
        ["words"] = string.Create(CultureInfo.InvariantCulture, $"{100 * Success.Rate:0} %, {Rollouts} rollouts"),
    };

    private static int Run(
        Workspace workspace, IBatchPolicy policy, SelectionSettings settings, AttemptSpan span, CancellationToken cancellation)
    {
        int Count(AttemptSpan trials, bool isCorrupted) => EvaluationRun.Evaluate(
            workspace, RunMonitor.Silent, "", policy, new EpisodeKey(settings.Seed, SceneSplit.Selection, 0, isCorrupted), trials,
            cancellation).Success.Successes;
        bool corrupted = settings.Environment.Corrupted;
        if (!settings.IsMixed)
            return Count(span, corrupted);
        // Half of a batch each: the scenes of a half are those of the other, with the other belief.
        long half = span.Count / 2;
        return Count(new AttemptSpan(span.First / 2, half), corrupted) + Count(new AttemptSpan(span.First / 2, half), !corrupted);
    }
}
