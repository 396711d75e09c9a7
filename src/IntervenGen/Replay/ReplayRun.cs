using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen;

/// <summary>An episode that did not happen again as it was recorded.</summary>
/// <param name="Episode">Its index in the dataset.</param>
/// <param name="Comparison">Where and how far it differs.</param>
public readonly record struct ReplayDifference(int Episode, ReplayComparison Comparison);

/// <summary>How simulating stored episodes again compares with their records.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Episodes">Episodes that were simulated again.</param>
/// <param name="Different">Those that differ in a bit of a state.</param>
/// <param name="RecordedWith">The versions that made the dataset.</param>
public sealed record ReplayResult(
    string Dataset, int Episodes, IReadOnlyList<ReplayDifference> Different, StoreVersions RecordedWith)
{
    /// <summary>Episodes whose every state is the recorded one to the last bit.</summary>
    public int Exact => Episodes - Different.Count;

    /// <summary>Whether all of them are.</summary>
    public bool IsExact => Different.Count == 0;

    internal JsonObject ToJson() => new()
    {
        ["dataset"] = Dataset,
        ["episodes"] = Episodes,
        ["exact"] = Exact,
        ["different"] = new JsonArray([.. Different.Select(Json)]),
        ["mujoco"] = Workspace.Versions.MuJoCo,
        ["arithmetic"] = Workspace.Versions.Arithmetic,
        ["recorded_with"] = RecordedWith.MuJoCo,
        ["recorded_arithmetic"] = RecordedWith.Arithmetic,
    };

    private static JsonNode Json(ReplayDifference found) => new JsonObject
    {
        ["episode"] = found.Episode,
        ["first_step"] = found.Comparison.FirstDifference,
        ["largest_deviation"] = double.IsFinite(found.Comparison.LargestDeviation) ? found.Comparison.LargestDeviation : null,
        ["succeeds"] = found.Comparison.Succeeds,
    };
}

/// <summary>Simulates stored episodes again and compares every state bit for bit.</summary>
internal static class ReplayRun
{
    /// <param name="dataset">The dataset's folder.</param>
    /// <param name="episode">One episode; null for all.</param>
    /// <param name="model">The model that it was made with, where that was not the task's own.</param>
    /// <param name="monitor">Told how many are exact so far.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    /// <exception cref="UsageException">There is no such episode, or its states are of another model or simulator.</exception>
    public static ReplayResult Replay(
        string dataset, int? episode, GivenModel? model, RunMonitor monitor, CancellationToken cancellation)
    {
        using EpisodeStore store = EpisodeStore.Open(dataset);
        using var replayer = new EpisodeReplayer(store, model);
        if (episode is { } chosen)
            EpisodeReplayer.RequireEpisode(store, chosen);
        int first = episode ?? 0, count = episode is null ? store.Count : 1;
        var different = new List<ReplayDifference>();
        monitor.Track("replaying", count, update =>
        {
            for (int done = 0; done < count; done++)
            {
                cancellation.ThrowIfCancellationRequested();
                ReplayComparison comparison = replayer.Replay(first + done);
                if (!comparison.IsExact)
                    different.Add(new ReplayDifference(first + done, comparison));
                update(done + 1, $"{done + 1 - different.Count} of {done + 1} exact");
            }

            return count;
        });
        return new ReplayResult(store.Folder, count, different, store.Manifest.Versions);
    }
}
