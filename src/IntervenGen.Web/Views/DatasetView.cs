using System.Text.Json;
using IntervenGen.Web.Serving;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Numerics;

namespace IntervenGen.Web.Views;

/// <summary>A dataset for the page: what it is, its episodes in columns, and what they cover.</summary>
internal static class DatasetView
{
    // Coverage reads the first step of an episode, and with it the whole episode: more points than this tell a person no more.
    private const int MaxPoints = 1000;

    /// <summary>What the dataset is, and its episodes in columns.</summary>
    public static void Summary(Utf8JsonWriter json, EpisodeStore store)
    {
        StoreManifest manifest = store.Manifest;
        var episodes = Enumerable.Range(0, store.Count).Select(store.Summary);
        json.WriteStartObject();
        json.WriteString("task", manifest.Task);
        json.WriteString("kind", manifest.Kind.Name());
        json.WriteString("operator", manifest.Operator);
        json.WriteBoolean("complete", manifest.IsComplete);
        json.WriteNumber("attempts", store.AttemptCount);
        json.WritePropertyName("controlPeriod");
        json.WriteFinite(manifest.ControlPeriod);
        json.WriteStrings("objects", manifest.Objects);
        json.WriteStrings("subtasks", manifest.Subtasks.Select(subtask => subtask.Name));
        json.WriteStrings("modes", Enum.GetNames<StepMode>());
        json.WriteStrings("reasonNames", Enum.GetNames<AttemptReason>());
        json.WriteStartObject("reasons");
        var reasons = Enumerable.Range(0, store.AttemptCount).CountBy(i => store.Attempt(i).Reason);
        foreach ((AttemptReason reason, int count) in reasons.OrderBy(entry => entry.Key))
            json.WriteNumber(reason.ToString(), count);
        json.WriteEndObject();
        json.WriteNumbers("attempt", episodes.Select(episode => episode.Attempt));
        json.WriteNumbers("steps", Enumerable.Range(0, store.Count).Select(store.StepsOf));
        json.WriteNumbers("mistake", episodes.Select(episode => episode.MistakeSteps));
        json.WriteNumbers("reason", episodes.Select(episode => (int)episode.Reason));
        json.WriteNumbers("source", episodes.Select(episode => episode.SourceEpisode));
        json.WriteNumbers("subtask", episodes.Select(episode => episode.Subtask));
        json.WriteEndObject();
    }

    /// <summary>Who drove, for a few episodes: runs of mode and length, such as [[0, 61], [1, 5], [2, 40]].</summary>
    /// <exception cref="UsageException">There is no such episode.</exception>
    public static void Modes(Utf8JsonWriter json, EpisodeStore store, IReadOnlyList<int> episodes, CancellationToken gone)
    {
        var reader = new EpisodeReader(store);
        json.WriteStartArray();
        foreach (int episode in episodes)
        {
            gone.ThrowIfCancellationRequested();
            EpisodeBuffer steps = reader.Read(episode);
            json.WriteStartArray();
            for (int start = 0, end; start < steps.Count; start = end)
            {
                end = start + 1;
                while (end < steps.Count && steps.Mode(end) == steps.Mode(start))
                    end++;
                json.WriteStartArray();
                json.WriteNumberValue((int)steps.Mode(start));
                json.WriteNumberValue(end - start);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Where objects were, where they were believed to be, and where the mistakes happened, seen from above.</summary>
    public static void Coverage(Utf8JsonWriter json, EpisodeStore store, CancellationToken gone)
    {
        int stride = Math.Max(1, (store.Count + MaxPoints - 1) / MaxPoints), objects = store.Manifest.Objects.Count;
        var reader = new EpisodeReader(store);
        List<int> episodes = [];
        List<(double X, double Y)?> mistakes = [];
        List<(double X, double Y)?>[] truth = [.. Enumerable.Range(0, objects).Select(_ => new List<(double, double)?>())];
        List<(double X, double Y)?>[] belief = [.. Enumerable.Range(0, objects).Select(_ => new List<(double, double)?>())];
        for (int episode = 0; episode < store.Count; episode += stride)
        {
            gone.ThrowIfCancellationRequested();
            EpisodeBuffer steps = reader.Read(episode);
            if (steps.Count == 0)
                continue;
            episodes.Add(episode);
            for (int obj = 0; obj < objects; obj++)
            {
                truth[obj].Add(FromAbove(steps.TruePose(0, obj).Position));
                belief[obj].Add(FromAbove(steps.BelievedPose(0, obj).Position));
            }

            int mistake = store.Summary(episode).MistakeSteps;
            mistakes.Add(mistake > 0 ? FromAbove(steps.Eef(Math.Clamp(mistake, 0, steps.Count - 1)).Position) : null);
        }

        json.WriteStartObject();
        json.WriteStrings("objects", store.Manifest.Objects);
        json.WriteNumbers("episodes", episodes);
        WriteClouds(json, "truth", truth);
        WriteClouds(json, "belief", belief);
        json.WritePropertyName("mistakes");
        WriteCloud(json, mistakes);
        json.WriteNumber("of", store.Count);
        json.WriteEndObject();
    }

    private static (double X, double Y)? FromAbove(Vec3 place) =>
        double.IsFinite(place.X) && double.IsFinite(place.Y) ? (Math.Round(place.X, 4), Math.Round(place.Y, 4)) : null;

    private static void WriteClouds(Utf8JsonWriter json, string name, List<(double X, double Y)?>[] clouds)
    {
        json.WriteStartArray(name);
        foreach (List<(double X, double Y)?> cloud in clouds)
            WriteCloud(json, cloud);
        json.WriteEndArray();
    }

    private static void WriteCloud(Utf8JsonWriter json, List<(double X, double Y)?> cloud)
    {
        json.WriteStartArray();
        foreach ((double X, double Y)? point in cloud)
        {
            if (point is not var (x, y))
            {
                json.WriteNullValue();
                continue;
            }

            json.WriteStartArray();
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
