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

    public static string Make(string folder, int steps = 3) => Make(folder, DatasetKind.Demonstrations, new string('h', steps));

    /// <summary>Makes a dataset of drawn episodes.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="episodes">
    /// A letter a step: p policy, i interpolation, r replay, h human, m mistake on purpose. A capital is a step with contact; a '*' before
    /// a step is where the truth becomes known, and stays so. An '!' at the end is an episode that failed.
    /// </param>
    public static string Make(string folder, DatasetKind kind, params string[] episodes)
    {
        var manifest = StoreManifest.For(Spec, 1, kind, "scripted", [], new StoreVersions("0.1.0", ""));
        using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(folder, manifest, new StoreOptions { ShardBytes = 1 });
        foreach (string drawn in episodes)
            Append(writer, drawn);
        writer.Complete();
        return folder;
    }

    private static void Append(EpisodeStoreWriter writer, string drawn)
    {
        var episode = new EpisodeBuffer(writer.Layout, drawn.Length);
        StepFlags known = StepFlags.None;
        foreach (char letter in drawn)
        {
            if (letter == '*')
                known = StepFlags.Revealed;
            if (!char.IsAsciiLetter(letter))
                continue;
            int step = episode.AddStep();
            episode.Mode(step) = (StepMode)"pirhm".IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            episode.Flags(step) = known | (char.IsAsciiLetterUpper(letter) ? StepFlags.TriggerContact : StepFlags.None);
        }

        bool isKept = !drawn.EndsWith('!');
        writer.Append(
            new EpisodeSummary
            {
                Attempt = writer.NextAttempt,
                Kind = EpisodeKind.Demonstration,
                End = isKept ? EpisodeEnd.Success : EpisodeEnd.Failure,
                Reason = isKept ? AttemptReason.Kept : AttemptReason.RecoveryFailed,
                Steps = episode.Count,
                MistakeSteps = drawn.Count(letter => letter is 'p' or 'P' or 'm' or 'M'),
                SourceEpisode = -1,
            },
            episode);
    }
}
