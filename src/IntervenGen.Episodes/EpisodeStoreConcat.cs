using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Concatenates datasets of one task, such as sessions of several days, operators or machines, into one.</summary>
/// <remarks>Unlike <see cref="EpisodeStoreMerge"/>, which joins the parts of one run, it takes runs of different seeds and
/// settings.</remarks>
public static class EpisodeStoreConcat
{
    /// <summary>The manifest's config key that lists the concatenated datasets.</summary>
    public const string ConcatenatedKey = "concatenated";

    private const string SourceKey = "source";

    /// <summary>Concatenates several datasets into a new one.</summary>
    /// <param name="folders">The datasets, in the order of the result.</param>
    /// <param name="target">The new dataset's folder.</param>
    /// <param name="mustAgree">Config keys that determine how episodes are re-simulated, and must therefore be equal in all
    /// datasets.</param>
    /// <param name="mixArithmetic">Whether to accept datasets of machines whose arithmetic rounds differently; the result names
    /// all of them.</param>
    /// <param name="cancellation">Stops between attempts; no part of the target is left behind.</param>
    /// <returns>Kept episodes, attempts and the digest.</returns>
    /// <exception cref="UsageException">There are fewer than two datasets, one is repeated or incomplete, or they differ in task,
    /// model, shapes or kind.</exception>
    public static (int Kept, long Attempts, string Digest) Concat(
        IReadOnlyList<string> folders, string target, IReadOnlyList<string> mustAgree, bool mixArithmetic = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(mustAgree);
        if (folders.Count < 2)
            throw new UsageException("concat needs at least two datasets");
        var stores = new List<EpisodeStore>();
        try
        {
            foreach (string folder in folders)
                stores.Add(EpisodeStore.Open(folder));
            StoreManifest whole = Join(stores, mustAgree, mixArithmetic);
            // A number of a source episode means nothing where the sources differ.
            bool oneSource = stores.All(
                store => JsonNode.DeepEquals(store.Manifest.Config[SourceKey], stores[0].Manifest.Config[SourceKey]));
            using StagedStore staged = StagedStore.Create(target, whole, new StoreOptions { ShardBytes = whole.ShardBytes });
            foreach (EpisodeStore store in stores)
                staged.Writer.AppendAll(store, cancellation, summary => oneSource ? summary : summary with { SourceEpisode = -1 });
            staged.Writer.SetOperatorSeconds(stores.Sum(store => store.Manifest.OperatorSeconds));
            string digest = staged.Complete();
            return (staged.Writer.KeptCount, staged.Writer.NextAttempt, digest);
        }
        finally
        {
            foreach (EpisodeStore store in stores)
                store.Dispose();
        }
    }

    private static StoreManifest Join(List<EpisodeStore> stores, IReadOnlyList<string> mustAgree, bool mixArithmetic)
    {
        StoreManifest whole = stores[0].Manifest;
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (EpisodeStore store in stores)
        {
            StoreManifest other = store.Manifest;
            if (other.Totals is not { } totals)
                throw new UsageException($"'{store.Folder}' is not complete; the command that made it continues it");
            if (!digests.Add(totals.Digest))
                throw new UsageException($"'{store.Folder}' holds the same episodes as one before it (digest {totals.Digest})");
            whole = whole.WithVectorsOf(other);
            if (mixArithmetic)
                (whole, other) = (whole.WithArithmeticOf(other), other.WithArithmeticOf(whole));
            if (Comparable(whole, mustAgree).FirstDifference(Comparable(other, mustAgree)) is var (key, value, otherValue))
            {
                throw new UsageException(
                    $"'{store.Folder}' does not go with '{stores[0].Folder}': '{key}' is {otherValue} there and {value} here; 'igen " +
                    "train' and 'igen generate' take several datasets side by side");
            }
        }

        string operators = string.Join('+', stores.Select(store => store.Manifest.Operator).Where(name => name.Length > 0).Distinct());
        return whole with
        {
            Config = Config(stores),
            Operator = operators,
            Horizon = stores.Max(store => store.Manifest.Horizon),
            ShardBytes = stores.Max(store => store.Manifest.ShardBytes),
            OperatorSeconds = 0,
            Totals = null,
        };
    }

    // What has to be alike: everything that says what the numbers are, and nothing that says how they came about.
    private static StoreManifest Comparable(StoreManifest manifest, IReadOnlyList<string> mustAgree)
    {
        var config = new JsonObject();
        foreach (string key in mustAgree)
            config[key] = manifest.Config[key]?.DeepClone();
        return manifest with
        {
            Config = config,
            Seed = 0,
            Operator = "",
            Horizon = 1,
            Versions = manifest.Versions with { IntervenGen = "" }
        };
    }

    // Settings that all have in common stand as they are; what differs stands with each.
    private static JsonObject Config(List<EpisodeStore> stores)
    {
        JsonObject first = stores[0].Manifest.Config;
        var common = new JsonObject();
        foreach ((string key, JsonNode? value) in first)
        {
            if (stores.All(store => store.Manifest.Config.ContainsKey(key) && JsonNode.DeepEquals(store.Manifest.Config[key], value)))
                common[key] = value?.DeepClone();
        }

        var parts = new JsonArray();
        foreach (EpisodeStore store in stores)
        {
            StoreManifest manifest = store.Manifest;
            var own =
                new JsonObject { ["digest"] = manifest.Totals!.Digest, ["seed"] = manifest.Seed, ["episodes"] = manifest.Totals.Episodes };
            foreach ((string key, JsonNode? value) in manifest.Config)
            {
                if (!common.ContainsKey(key))
                    own[key] = value?.DeepClone();
            }

            parts.Add(own);
        }

        common[ConcatenatedKey] = parts;
        return common;
    }
}
