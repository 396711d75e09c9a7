using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen;

/// <summary>An episode whose re-simulation differs from its record.</summary>
/// <param name="Episode">Index of the episode in the dataset.</param>
/// <param name="Comparison">The first difference and the largest one.</param>
public readonly record struct ReplayDifference(int Episode, ReplayComparison Comparison);

/// <summary>Result of re-simulating stored episodes.</summary>
/// <param name="Dataset">Path of the dataset.</param>
/// <param name="Episodes">Number of episodes re-simulated.</param>
/// <param name="Different">The episodes that differ in any bit of a state.</param>
/// <param name="RecordedWith">Versions of the software that made the dataset.</param>
public sealed record ReplayResult(
    string Dataset, int Episodes, IReadOnlyList<ReplayDifference> Different, StoreVersions RecordedWith)
{
    /// <summary>Number of episodes whose every state equals the recorded one, bit for bit.</summary>
    public int Exact => Episodes - Different.Count;

    /// <summary>Whether every episode is reproduced exactly.</summary>
    public bool IsExact => Different.Count == 0;

    /// <summary>Whether one release of MuJoCo made the dataset and runs here; no other repeats an episode bit for bit.</summary>
    public bool IsSamePhysics => OtherPhysics.Than(RecordedWith) is null;

    /// <summary>What was found, a line a difference, and the count.</summary>
    internal IEnumerable<string> Lines()
    {
        foreach ((int episode, ReplayComparison found) in Different)
        {
            yield return $"episode {episode}: differs from step {found.FirstDifference} on, by up to {found.LargestDeviation:g3}; " +
                $"it {(found.Succeeds ? "still succeeds" : "no longer succeeds")}";
        }

        yield return $"{Exact} of {Episodes} episodes reproduce bit for bit";
    }

    /// <summary>Why not all are exact, in one line; null where they are.</summary>
    internal string? Explanation => IsExact ? null : OtherPhysics.Explain(RecordedWith);

    internal JsonObject ToJson() => new()
    {
        ["dataset"] = Dataset,
        ["episodes"] = Episodes,
        ["exact"] = Exact,
        ["different"] = new JsonArray([.. Different.Select(Json)]),
        ["mujoco"] = Workspace.Versions.MuJoCo,
        ["arithmetic"] = Workspace.Versions.Arithmetic,
        ["recorded_with"] = RecordedWith.MuJoCo,
        ["same_physics"] = IsSamePhysics,
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

/// <summary>Re-simulates stored episodes and compares every state bit for bit.</summary>
internal static class ReplayRun
{
    /// <param name="dataset">The dataset's folder.</param>
    /// <param name="episode">Index of one episode; null for all.</param>
    /// <param name="model">The custom model that the dataset was made with; null for the task's own.</param>
    /// <param name="monitor">Reports how many episodes are exact so far.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    /// <exception cref="UsageException">The dataset has no such episode, or its states are of another model or simulator.</exception>
    public static ReplayResult Replay(
        string dataset, int? episode, GivenModel? model, RunMonitor monitor, CancellationToken cancellation)
    {
        using EpisodeStore store = EpisodeStore.Open(dataset);
        // What was made without kernels is only repeated to the bit without them.
        PhysicsKernels.Follow(store.Manifest.Versions.Arithmetic);
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
