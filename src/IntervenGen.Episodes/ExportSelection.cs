using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes;

/// <summary>Which parts of a store an export takes, and which of its episodes validate.</summary>
internal static class ExportSelection
{
    /// <summary>Whether somebody other than the policy acts: what an operator or a replayed segment does.</summary>
    public static bool IsRecovery(StepMode mode) => mode is StepMode.Interpolation or StepMode.Replay or StepMode.Human;

    /// <summary>The runs of steps of one episode that pass a filter.</summary>
    /// <param name="episode">Its steps.</param>
    /// <param name="summary">Its outcome.</param>
    /// <param name="filter">What is asked for.</param>
    /// <param name="ranges">Result: first step, and the one after the last.</param>
    public static void Ranges(EpisodeBuffer episode, in EpisodeSummary summary, ExportFilter filter, List<(int First, int End)> ranges)
    {
        ranges.Clear();
        if (episode.Count == 0 || (filter != ExportFilter.All && summary.Reason != AttemptReason.Kept))
            return;
        if (filter != ExportFilter.Recovery)
        {
            ranges.Add((0, episode.Count));
            return;
        }

        for (int first = 0, end; first < episode.Count; first = end)
        {
            end = first + 1;
            while (end < episode.Count && IsRecovery(episode.Mode(end)) == IsRecovery(episode.Mode(first)))
                end++;
            if (IsRecovery(episode.Mode(first)))
                ranges.Add((first, end));
        }
    }

    /// <summary>Draws which episodes validate: once per kept episode, so that all its recoveries are on the same side.</summary>
    /// <param name="store">The store.</param>
    /// <param name="fraction">Fraction of the kept episodes; 0 for none.</param>
    /// <returns>Shape [episodes].</returns>
    public static bool[] Validation(EpisodeStore store, double fraction)
    {
        bool[] isValid = new bool[store.Count];
        if (fraction == 0)
            return isValid;
        int[] kept = [.. Enumerable.Range(0, store.Count).Where(episode => store.Summary(episode).Reason == AttemptReason.Kept)];
        CounterRandom draw = new EpisodeKey(store.Manifest.Seed, SceneSplit.Generation, 0, false).Stream(RandomPurpose.Batches);
        bool[] chosen = ChanceSplit.Choose(ref draw, kept.Length, fraction, "kept episodes");
        for (int i = 0; i < kept.Length; i++)
            isValid[kept[i]] = chosen[i];
        return isValid;
    }
}
