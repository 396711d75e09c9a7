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
    /// <summary>The config key that holds the number of a part's first attempt; absent for 0.</summary>
    public const string FirstAttemptKey = "firstAttempt";

    /// <summary>The config key that holds the number of parts.</summary>
    public const string PartsKey = "parts";

    /// <summary>The config key that holds the number of attempts of all parts.</summary>
    public const string PartedAttemptsKey = "partedAttempts";

    /// <summary>Merges complete parts into a new store.</summary>
    /// <param name="parts">The parts' folders, in any order.</param>
    /// <param name="target">The new store's folder.</param>
    /// <param name="episodes">Episodes to keep, in attempt order; null keeps all.</param>
    /// <param name="cancellation">Stops between attempts; no part of the target is left behind.</param>
    /// <param name="mixArithmetic">Whether to merge parts of machines whose arithmetic rounds differently; the result names all
    /// of them.</param>
    /// <returns>Number of kept episodes, number of attempts, and the digest.</returns>
    /// <exception cref="UsageException">A part is missing, incomplete or of another run, or the parts' ranges overlap or leave a
    /// gap.</exception>
    /// <exception cref="EpisodeFormatException">A part is damaged.</exception>
    public static (int Kept, long Attempts, string Digest) Merge(
        IReadOnlyList<string> parts, string target, int? episodes, CancellationToken cancellation = default, bool mixArithmetic = false) =>
        Join(parts, target, episodes, mixArithmetic, cancellation, (staged, stores, isEnough) =>
        {
            EpisodeStoreWriter writer = staged.Writer;
            if (!isEnough)
                RequireAll(stores);
            if (!isEnough && episodes is not null)
                throw new UsageException($"the parts hold {writer.KeptCount} episodes; asked for {episodes}: generate a further part");
            string digest = staged.Complete();
            return (writer.KeptCount, writer.NextAttempt, digest);
        });

    /// <summary>
    /// Merges complete parts into the beginning of the undivided run, which then goes on with its next attempt as if it had been stopped.
    /// </summary>
    /// <param name="parts">The parts' folders, in any order: those of the first attempts, without a gap.</param>
    /// <param name="target">The new store's folder.</param>
    /// <param name="episodes">Episodes after which nothing more is taken.</param>
    /// <param name="cancellation">Stops between attempts; no part of the target is left behind.</param>
    /// <returns>Number of kept episodes, and number of attempts.</returns>
    /// <exception cref="UsageException">A part is incomplete or of another run, or the parts' ranges overlap or leave a gap.</exception>
    /// <exception cref="EpisodeFormatException">A part is damaged.</exception>
    public static (int Kept, long Attempts) MergeBeginning(
        IReadOnlyList<string> parts, string target, int episodes, CancellationToken cancellation = default) =>
        Join(parts, target, episodes, mixArithmetic: false, cancellation, (staged, _, _) =>
        {
            (int, long) joined = (staged.Writer.KeptCount, staged.Writer.NextAttempt);
            staged.Publish();
            return joined;
        });

    private static T Join<T>(
        IReadOnlyList<string> parts, string target, int? episodes, bool mixArithmetic, CancellationToken cancellation,
        Func<StagedStore, List<EpisodeStore>, bool, T> finish)
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
            StoreManifest whole = Check(stores, mixArithmetic);
            using StagedStore staged = StagedStore.Create(target, whole, new StoreOptions { ShardBytes = whole.ShardBytes });
            EpisodeStoreWriter writer = staged.Writer;
            foreach (EpisodeStore store in stores)
            {
                if (!writer.AppendAll(store, cancellation, maxKept: episodes ?? int.MaxValue))
                    break;
            }

            writer.SetOperatorSeconds(stores.Sum(store => store.Manifest.OperatorSeconds));
            return finish(staged, stores, episodes is { } wanted && writer.KeptCount >= wanted);
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
        return Number(manifest, FirstAttemptKey) ?? 0;
    }

    // A gap shows where the next part begins; that the last part is missing, only where a part says how many there are.
    private static void RequireAll(List<EpisodeStore> stores)
    {
        StoreManifest first = stores[0].Manifest;
        if (Number(first, PartsKey) is not { } parts || Number(first, PartedAttemptsKey) is not { } attempts)
            return;
        long present = stores.Sum(store => (long)store.AttemptCount);
        if (present < attempts)
        {
            throw new UsageException(
                $"{stores.Count} of {parts} parts were given, and attempts {present} to {attempts - 1} are missing: name the other " +
                "parts too, or ask for fewer --episodes");
        }
    }

    private static long? Number(StoreManifest manifest, string key) =>
        manifest.Config[key] is not { } node ? null
        : node is JsonValue value && value.TryGetValue(out long number) && number >= 0 ? number
        : throw new EpisodeFormatException($"a part's manifest has config.{key} {node.ToJsonString()}, expected a count");

    private static StoreManifest Check(List<EpisodeStore> stores, bool mixArithmetic)
    {
        StoreManifest whole = Whole(stores[0].Manifest);
        long next = 0;
        foreach (EpisodeStore store in stores)
        {
            if (!store.Manifest.IsComplete)
                throw new UsageException($"'{store.Folder}' is not complete; the command that made it continues it");
            StoreManifest part = Whole(store.Manifest);
            whole = whole.WithVectorsOf(part);
            if (mixArithmetic)
                (whole, part) = (whole.WithArithmeticOf(part), part.WithArithmeticOf(whole));
            if (whole.FirstDifference(part) is var (key, value, other))
                throw new UsageException(
                    $"'{store.Folder}' is of another run than '{stores[0].Folder}': '{key}' is {other} there and {value} here");
            long first = FirstAttempt(store.Manifest);
            if (first == 0 && next > 0)
            {
                throw new UsageException(
                    $"'{stores[0].Folder}' and '{store.Folder}' both begin at attempt 0: 'merge' joins different parts of one run " +
                    "(--part I/N); to put whole datasets one behind the other, use 'igen dataset concat'");
            }

            if (first != next)
                throw new UsageException(
                    $"'{store.Folder}' starts at attempt {first}, expected {next}: a part " +
                    $"{(first > next ? "before it is missing" : "was given twice")}");
            next += store.AttemptCount;
        }

        return whole;
    }

    private static StoreManifest Whole(StoreManifest part)
    {
        var config = (JsonObject)part.Config.DeepClone();
        config.Remove(FirstAttemptKey);
        config.Remove(PartsKey);
        config.Remove(PartedAttemptsKey);
        return part with { Config = config, Totals = null, OperatorSeconds = 0 };
    }
}
