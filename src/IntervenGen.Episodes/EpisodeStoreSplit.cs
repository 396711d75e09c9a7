using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Episodes;

/// <summary>Splits a store into two at random, attempt by attempt, such as into training and validation data.</summary>
public static class EpisodeStoreSplit
{
    /// <summary>The config key that identifies the store a part was taken from, by its digest.</summary>
    public const string SplitOfKey = "splitOf";

    /// <summary>Writes both parts. The assignment depends only on the seed and the attempt's number.</summary>
    /// <param name="store">The store to split.</param>
    /// <param name="first">Folder of the part that receives about <paramref name="fraction"/> of the attempts.</param>
    /// <param name="rest">Folder of the other part.</param>
    /// <param name="fraction">Fraction of the attempts in the first part, in (0, 1).</param>
    /// <param name="seed">Seed of the assignment.</param>
    /// <param name="cancellation">Stops between attempts.</param>
    /// <returns>Number of episodes in each part.</returns>
    /// <exception cref="UsageException">The fraction is not in (0, 1), or a folder is not empty.</exception>
    public static (int First, int Other) Split(
        EpisodeStore store, string first, string rest, double fraction, ulong seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (fraction is not (> 0 and < 1))
            throw new UsageException($"the fraction is {fraction}; it must be between 0 and 1");
        string digest = store.Manifest.Totals?.Digest ?? store.ComputeDigest();
        var random = new CounterRandom(seed, 0, 0);
        bool[] toFirst = Choose(store, ref random, fraction);
        using StagedStore one = Create(store, first, digest, "first", fraction, seed);
        using StagedStore other = Create(store, rest, digest, "rest", fraction, seed);
        for (int attempt = 0, episode = 0; attempt < store.AttemptCount; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            EpisodeSummary summary = store.Attempt(attempt);
            bool hasSteps = episode < store.Count && store.Summary(episode).Attempt == summary.Attempt;
            EpisodeStoreWriter writer = (toFirst[attempt] ? one : other).Writer;
            writer.Append(summary with { Attempt = writer.NextAttempt }, hasSteps ? store.Read(episode++) : null);
        }

        one.Complete();
        other.Complete();
        return (one.Writer.EpisodeCount, other.Writer.EpisodeCount);
    }

    // One draw per attempt. Chance alone may put all episodes of a small store on one side; then one changes over.
    private static bool[] Choose(EpisodeStore store, ref CounterRandom random, double fraction)
    {
        bool[] chosen = ChanceSplit.Choose(ref random, store.AttemptCount, fraction, "attempts");
        int[] attempts = [.. Enumerable.Range(0, store.Count).Select(episode => (int)store.Summary(episode).Attempt)];
        if (attempts.Length < 2)
            throw new UsageException($"'{store.Folder}' has {attempts.Length} episodes; at least 2 are needed to part it in two");
        if (attempts.All(attempt => chosen[attempt]) || !attempts.Any(attempt => chosen[attempt]))
            chosen[attempts[^1]] = !chosen[attempts[^1]];
        return chosen;
    }

    private static StagedStore Create(EpisodeStore store, string folder, string digest, string part, double fraction, ulong seed)
    {
        var config = (JsonObject)store.Manifest.Config.DeepClone();
        config[SplitOfKey] = new JsonObject { ["digest"] = digest, ["part"] = part, ["fraction"] = fraction, ["seed"] = seed };
        return StagedStore.Create(
            folder, store.Manifest with { Config = config, Totals = null, OperatorSeconds = 0 },
            new StoreOptions { ShardBytes = store.Manifest.ShardBytes });
    }
}
