using IntervenGen.Core;
using IntervenGen.Episodes;

namespace IntervenGen.Web.Tests;

/// <summary>A dataset of a few zeroed steps, made without physics.</summary>
internal static class TinyStore
{
    public static TaskSpec Spec { get; } = new()
    {
        Name = "point",
        Summary = "reach",
        Observations = [new ObservationField("object", 3)],
        Objects = ["target"],
        Subtasks = [new SubtaskSpec("reach", 0)],
        ActionSize = 7,
        StateSize = 8,
        Horizon = 20,
        ModelHash = "point",
    };

    public static string Make(string folder, int steps = 3)
    {
        var manifest = StoreManifest.For(Spec, 1, "demonstrations", "scripted", [], new StoreVersions("0.1.0", ""));
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(folder, manifest, new StoreOptions { ShardBytes = 1 });
        var episode = new EpisodeBuffer(writer.Layout, steps);
        for (int i = 0; i < steps; i++)
            episode.AddStep();
        var summary = new EpisodeSummary
        {
            Attempt = 0,
            Kind = EpisodeKind.Demonstration,
            End = EpisodeEnd.Success,
            Reason = AttemptReason.Kept,
            Steps = steps,
            SourceEpisode = -1,
        };
        writer.Append(summary, episode);
        writer.Complete();
        return folder;
    }
}
