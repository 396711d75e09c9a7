using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>What reading every byte of a store has shown.</summary>
/// <param name="GoodBlocks">Attempts whose hashes are all right.</param>
/// <param name="BadBlocks">Places where an attempt should be and is not whole.</param>
/// <param name="Episodes">Good attempts with steps.</param>
/// <param name="Steps">Their steps.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Faults">Everything found wrong, in file order.</param>
/// <param name="UnfinishedTail">What an interrupted or running writer left past the last attempt: no fault; null if there is
/// nothing.</param>
/// <param name="Digest">The content's digest; null where the content is damaged.</param>
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
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Faults.Count == 0;

    /// <summary>The first thing wrong; null if nothing is.</summary>
    public StoreFault? FirstFault => Faults.Count == 0 ? null : Faults[0];
}

/// <summary>Reads every byte of a store and checks it: hashes, padding, lengths, counts and the digest.</summary>
public static class EpisodeStoreVerifier
{
    /// <summary>Verifies a store. Damage is a result, not an exception.</summary>
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
