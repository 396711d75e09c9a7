using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Joins the parts of a run that was split over machines into the store that one machine would have made.</summary>
/// <remarks>
/// A part holds a range of attempts and names the first of them in its config; its own attempts count from 0.
/// The merged store is equal, byte for byte, to the undivided run's with the same number of episodes.
/// </remarks>
public static class EpisodeStoreMerge
{
    /// <summary>The config key that names a part's first attempt; absent means 0.</summary>
    public const string FirstAttemptKey = "firstAttempt";

    /// <summary>Merges complete parts.</summary>
    /// <param name="parts">The parts' folders, in any order.</param>
    /// <param name="target">The new store's folder.</param>
    /// <param name="episodes">Episodes to keep, in attempt order; null keeps all.</param>
    /// <param name="cancellation">Stops between attempts; the unfinished target is left to be removed.</param>
    /// <returns>Episodes kept, attempts they took, and the digest.</returns>
    /// <exception cref="UsageException">A part is missing, incomplete, of another run, or ranges overlap or leave a gap.</exception>
    /// <exception cref="EpisodeFormatException">A part is damaged.</exception>
    public static (int Kept, long Attempts, string Digest) Merge(
        IReadOnlyList<string> parts, string target, int? episodes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new UsageException("no part to merge was given");
        var stores = new List<EpisodeStore>();
        try
        {
            foreach (string part in parts)
                stores.Add(EpisodeStore.Open(part));
            stores.Sort((a, b) => FirstAttempt(a.Manifest).CompareTo(FirstAttempt(b.Manifest)));
            StoreManifest whole = Check(stores);
            using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(target, whole, new StoreOptions { ShardBytes = whole.ShardBytes });
            foreach (EpisodeStore store in stores)
            {
                if (!Append(store, writer, episodes ?? int.MaxValue, cancellation))
                    break;
            }

            if (episodes is { } wanted && writer.KeptCount < wanted)
                throw new UsageException($"the parts hold {writer.KeptCount} episodes; asked for {wanted}: generate a further part");
            writer.SetOperatorSeconds(stores.Sum(store => store.Manifest.OperatorSeconds));
            string digest = writer.Complete();
            return (writer.KeptCount, writer.NextAttempt, digest);
        }
        finally
        {
            foreach (EpisodeStore store in stores)
                store.Dispose();
        }
    }

    /// <summary>The number of a part's first attempt within the whole run.</summary>
    public static long FirstAttempt(StoreManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Config[FirstAttemptKey] is { } first ? (long)first : 0;
    }

    private static StoreManifest Check(List<EpisodeStore> stores)
    {
        StoreManifest whole = Whole(stores[0].Manifest);
        long next = 0;
        foreach (EpisodeStore store in stores)
        {
            if (!store.Manifest.IsComplete)
                throw new UsageException($"'{store.Folder}' is not complete; the command that made it continues it");
            if (whole.FirstDifference(Whole(store.Manifest)) is var (key, value, other))
                throw new UsageException($"'{store.Folder}' is of another run than '{stores[0].Folder}': '{key}' is {other} there and {value} here");
            long first = FirstAttempt(store.Manifest);
            if (first != next)
                throw new UsageException($"'{store.Folder}' starts at attempt {first}, expected {next}: a part is missing or given twice");
            next += store.AttemptCount;
        }

        return whole;
    }

    private static StoreManifest Whole(StoreManifest part)
    {
        var config = (JsonObject)part.Config.DeepClone();
        config.Remove(FirstAttemptKey);
        return part with { Config = config, Totals = null, OperatorSeconds = 0 };
    }

    private static bool Append(EpisodeStore store, EpisodeStoreWriter writer, int wanted, CancellationToken cancellation)
    {
        int episode = 0;
        for (int attempt = 0; attempt < store.AttemptCount; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (writer.KeptCount >= wanted)
                return false;
            EpisodeSummary summary = store.Attempt(attempt);
            bool hasSteps = episode < store.Count && store.Summary(episode).Attempt == summary.Attempt;
            writer.Append(summary with { Attempt = writer.NextAttempt }, hasSteps ? store.Read(episode++) : null);
        }

        return true;
    }
}
