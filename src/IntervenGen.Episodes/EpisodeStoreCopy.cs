using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Copies what is whole of a store that an interrupted writer left, or that one may still be writing to.</summary>
public static class EpisodeStoreCopy
{
    /// <summary>Copies the attempts from the first one to the last before any fault; the copy is continued like its source.</summary>
    /// <param name="source">The store's folder; it is only read, and needs no lock.</param>
    /// <param name="target">The new store's folder.</param>
    /// <returns>Number of attempts copied; 0, and no store, where not even the manifest is whole.</returns>
    /// <remarks>Each attempt is checked against its hash as it is read, so a file that is written meanwhile cannot do harm.</remarks>
    /// <exception cref="UsageException">The target is taken or cannot be written.</exception>
    /// <exception cref="IntervenGenException">The disk has no space for the copy.</exception>
    public static long CommittedBeginning(string source, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        EpisodeStore store;
        try
        {
            store = EpisodeStore.Open(source);
        }
        catch (EpisodeFormatException)
        {
            return 0;
        }

        using (store)
        {
            StoreManifest manifest = store.Manifest;
            using EpisodeStoreWriter writer = EpisodeStoreWriter.Create(
                target, manifest with { Totals = null, OperatorSeconds = 0 }, new StoreOptions { ShardBytes = manifest.ShardBytes });
            try
            {
                if (writer.AppendAll(store, CancellationToken.None) && manifest.IsComplete)
                {
                    writer.SetOperatorSeconds(manifest.OperatorSeconds);
                    writer.Complete();
                }
            }
            catch (EpisodeFormatException)
            {
                // The attempts before are good, and the rest is made again.
            }

            return writer.NextAttempt;
        }
    }
}
