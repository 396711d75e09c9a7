using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Learning;

/// <summary>Chooses the validation episodes of a dataset: held out of training, their loss shows overfitting.</summary>
public static class HeldOutEpisodes
{
    /// <summary>Chooses whole episodes at random, since steps of one episode are too similar to be on both sides.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="fraction">Fraction of the kept episodes to hold out, in (0, 1); at least one is held out and at least one
    /// remains.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <param name="group">Index of the dataset within the training, so that two datasets are not split alike.</param>
    /// <returns>For every episode, whether it is held out; failed episodes never are.</returns>
    /// <exception cref="UsageException">The fraction is out of range, or fewer than two episodes were kept.</exception>
    public static bool[] Choose(IEpisodeSource source, double fraction, ulong seed, int group)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (fraction is not (> 0 and < 1))
            throw new UsageException($"the share of held-out episodes is {fraction}; it must be above 0 and below 1");
        int[] kept = [.. Enumerable.Range(0, source.Count).Where(episode => source.Summary(episode).Reason == AttemptReason.Kept)];
        if (kept.Length < 2)
            throw new UsageException($"{source.Describe(0)} is of {kept.Length} kept episodes; at least 2 are needed to hold one out");
        var random = new CounterRandom(seed, (ulong)group, (uint)RandomPurpose.HeldOut);
        // As many as the share says, not as chance gives: of ten episodes a tenth is one.
        int count = Math.Clamp((int)Math.Round(fraction * kept.Length), 1, kept.Length - 1);
        var heldOut = new bool[source.Count];
        for (int i = 0; i < count; i++)
        {
            int other = i + random.NextInt32(kept.Length - i);
            (kept[i], kept[other]) = (kept[other], kept[i]);
            heldOut[kept[i]] = true;
        }

        return heldOut;
    }
}
