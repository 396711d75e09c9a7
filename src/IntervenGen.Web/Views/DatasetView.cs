using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Web.Scenes;

namespace IntervenGen.Web.Views;

/// <summary>A dataset for the page: what it is, its episodes in columns, and what they cover.</summary>
internal static class DatasetView
{
    // Coverage reads the first step of an episode, and with it the whole episode: more points than this tell a person no more.
    private const int MostPoints = 1000;

    public static JsonObject Summary(EpisodeStore store)
    {
        StoreManifest manifest = store.Manifest;
        var episodes = Enumerable.Range(0, store.Count).Select(store.Summary).ToArray();
        var reasons = new JsonObject();
        foreach (IGrouping<AttemptReason, EpisodeSummary> group in Enumerable.Range(0, store.AttemptCount).Select(store.Attempt).GroupBy(attempt => attempt.Reason).OrderBy(group => group.Key))
            reasons[group.Key.ToString()] = group.Count();
        return new JsonObject
        {
            ["task"] = manifest.Task,
            ["kind"] = manifest.Kind,
            ["operator"] = manifest.Operator,
            ["complete"] = manifest.IsComplete,
            ["attempts"] = store.AttemptCount,
            ["controlPeriod"] = manifest.ControlPeriod,
            ["objects"] = SceneJson.Numbers(manifest.Objects),
            ["subtasks"] = SceneJson.Numbers(manifest.Subtasks.Select(subtask => subtask.Name)),
            ["modes"] = SceneJson.Numbers(Enum.GetNames<StepMode>()),
            ["reasonNames"] = SceneJson.Numbers(Enum.GetNames<AttemptReason>()),
            ["reasons"] = reasons,
            ["attempt"] = SceneJson.Numbers(episodes.Select(episode => episode.Attempt)),
            ["steps"] = SceneJson.Numbers(Enumerable.Range(0, store.Count).Select(store.StepsOf)),
            ["mistake"] = SceneJson.Numbers(episodes.Select(episode => episode.MistakeSteps)),
            ["reason"] = SceneJson.Numbers(episodes.Select(episode => (int)episode.Reason)),
            ["source"] = SceneJson.Numbers(episodes.Select(episode => episode.SourceEpisode)),
        };
    }

    /// <summary>Who drove, for a few episodes: runs of mode and length, such as [[0, 61], [1, 5], [2, 40]].</summary>
    /// <exception cref="UsageException">There is no such episode.</exception>
    public static JsonArray Modes(EpisodeStore store, IReadOnlyList<int> episodes)
    {
        var all = new JsonArray();
        foreach (int episode in episodes)
        {
            RequireEpisode(store, episode);
            EpisodeBuffer steps = store.Read(episode);
            var runs = new JsonArray();
            for (int start = 0, end; start < steps.Count; start = end)
            {
                end = start + 1;
                while (end < steps.Count && steps.Mode(end) == steps.Mode(start))
                    end++;
                runs.Add(new JsonArray((int)steps.Mode(start), end - start));
            }

            all.Add(runs);
        }

        return all;
    }

    public static void RequireEpisode(EpisodeStore store, int episode)
    {
        if (episode >= store.Count)
            throw new UsageException($"there is no episode {episode}; the dataset has {store.Count}");
    }

    /// <summary>Where objects were, where they were believed to be, and where the mistakes happened, seen from above.</summary>
    public static JsonObject Coverage(EpisodeStore store)
    {
        int stride = Math.Max(1, (store.Count + MostPoints - 1) / MostPoints);
        JsonArray episodes = [], mistakes = [];
        JsonArray[] truth = [.. store.Manifest.Objects.Select(_ => new JsonArray())], belief = [.. store.Manifest.Objects.Select(_ => new JsonArray())];
        for (int episode = 0; episode < store.Count; episode += stride)
        {
            EpisodeBuffer steps = store.Read(episode);
            if (steps.Count == 0)
                continue;
            episodes.Add(episode);
            for (int obj = 0; obj < truth.Length; obj++)
            {
                truth[obj].Add(Point(steps.TruePose(0, obj).Position.X, steps.TruePose(0, obj).Position.Y));
                belief[obj].Add(Point(steps.BelievedPose(0, obj).Position.X, steps.BelievedPose(0, obj).Position.Y));
            }

            int mistake = store.Summary(episode).MistakeSteps;
            Numerics.Vec3 place = steps.Eef(Math.Clamp(mistake, 0, steps.Count - 1)).Position;
            mistakes.Add(mistake > 0 ? Point(place.X, place.Y) : null);
        }

        return new JsonObject
        {
            ["objects"] = SceneJson.Numbers(store.Manifest.Objects),
            ["episodes"] = episodes,
            ["truth"] = new JsonArray([.. truth]),
            ["belief"] = new JsonArray([.. belief]),
            ["mistakes"] = mistakes,
            ["of"] = store.Count,
        };
    }

    private static JsonArray Point(double x, double y) => new(Math.Round(x, 4), Math.Round(y, 4));
}
