using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Result of reading every byte of a store.</summary>
/// <param name="GoodBlocks">Number of attempts whose hashes are all correct.</param>
/// <param name="BadBlocks">Number of places where an attempt is damaged.</param>
/// <param name="Episodes">Number of correct attempts with steps.</param>
/// <param name="Steps">Number of steps of these attempts.</param>
/// <param name="Bytes">Number of bytes read.</param>
/// <param name="Faults">All faults found, in file order.</param>
/// <param name="UnfinishedTail">Bytes that an interrupted or running writer left past the last attempt, which are not a fault;
/// null if there are none.</param>
/// <param name="Digest">Digest of the content; null if the content is damaged.</param>
public sealed record StoreVerification(
    int GoodBlocks,
    int BadBlocks,
    int Episodes,
    long Steps,
    long Bytes,
    IReadOnlyList<StoreFault> Faults,
    string? UnfinishedTail,
    string? Digest)
{
    /// <summary>Whether no fault was found.</summary>
    public bool IsGood => Faults.Count == 0;

    /// <summary>The first fault found; null if there is none.</summary>
    public StoreFault? FirstFault => Faults.Count == 0 ? null : Faults[0];
}

/// <summary>Reads every byte of a store and checks it: hashes, padding, lengths, counts and the digest.</summary>
public static class EpisodeStoreVerifier
{
    /// <summary>Verifies a store. Damage is reported in the result, not as an exception.</summary>
    /// <exception cref="UsageException">The folder is missing or cannot be read.</exception>
    public static StoreVerification Verify(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var pass = new VerificationPass();
        try
        {
            StoreManifest manifest = StoreIndex.ReadManifest(folder, out string hash);
            if (hash != manifest.ContentHash())
                pass.Add(StoreFault.Damaged(StoreFolder.Manifest(folder), -1, "manifest hash", hash, manifest.ContentHash()));
            pass.Run(folder, manifest);
        }
        catch (EpisodeFormatException exception) when (StoreFault.Behind(exception) is { } fault)
        {
            // Manifest and folder listing speak in exceptions, because nothing can be read without them.
            pass.Add(fault);
        }

        return pass.Result();
    }
}
