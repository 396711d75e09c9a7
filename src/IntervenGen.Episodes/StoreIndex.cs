using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Where every committed attempt of a store lies, gathered in one pass over the block headers.</summary>
internal sealed class StoreIndex : IDisposable
{
    private readonly List<int> _episodes = [];

    private StoreIndex(string folder, StoreManifest manifest)
    {
        Folder = folder;
        Manifest = manifest;
        Layout = manifest.CreateLayout();
    }

    public string Folder { get; }

    public StoreManifest Manifest { get; }

    public EpisodeLayout Layout { get; }

    public List<ShardReader> Shards { get; } = [];

    /// <summary>All attempts, in order.</summary>
    public List<BlockEntry> Attempts { get; } = [];

    /// <summary>Indices into <see cref="Attempts"/> of those with steps.</summary>
    public IReadOnlyList<int> Episodes => _episodes;

    public int Kept { get; private set; }

    public long Steps { get; private set; }

    /// <summary>What was found past the last complete block.</summary>
    public StoreFault? TornTail { get; private set; }

    public static StoreManifest ReadManifest(string folder, out string hash)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException(File.Exists(folder)
                ? $"'{folder}' is a file; an episode store is a folder"
                : $"there is no episode store at '{folder}': the folder does not exist");
        }

        string file = StoreFolder.Manifest(folder);
        if (!File.Exists(file))
            new StoreFault(StoreFaultKind.NotAStore, file, -1, "file", "is missing", "a manifest").Throw();
        return StoreManifest.Parse(StoreFolder.ReadSmall(file), file, out hash);
    }

    /// <summary>Reads a manifest and compares it with its own hash: another seed or name is another run.</summary>
    public static StoreManifest ReadVerifiedManifest(string folder)
    {
        StoreManifest manifest = ReadManifest(folder, out string hash);
        if (hash != manifest.ContentHash())
            StoreFault.Damaged(StoreFolder.Manifest(folder), -1, "manifest hash", hash, manifest.ContentHash()).Throw();
        return manifest;
    }

    public static StoreIndex Open(string folder)
    {
        var index = new StoreIndex(folder, ReadVerifiedManifest(folder));
        try
        {
            index.ScanShards();
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (ShardReader shard in Shards)
            shard.Dispose();
        Shards.Clear();
    }

    public int StepCount(in BlockEntry entry) => (int)(entry.Header.PayloadLength / Layout.Stride);

    /// <summary>Reads and verifies every episode.</summary>
    public string ComputeDigest()
    {
        var digest = new ContentDigest(Manifest);
        byte[] payload = [];
        foreach (BlockEntry entry in Attempts)
        {
            int length = (int)entry.Header.PayloadLength;
            if (payload.Length < length)
                payload = new byte[length];
            Shards[entry.Shard].ReadPayload(entry, payload.AsSpan(0, length))?.Throw();
            digest.Add(entry.Header, payload.AsSpan(0, length));
        }

        return digest.ToString();
    }

    private void ScanShards()
    {
        int count = StoreFolder.CountShards(Folder);
        for (int shard = 0; shard < count; shard++)
        {
            var reader = ShardReader.Open(StoreFolder.Shard(Folder, shard), shard);
            Shards.Add(reader);
            reader.ReadHeader(Layout, Attempts.Count)?.Throw();
            bool isOpen = shard == count - 1 && !Manifest.IsComplete;
            reader.Scan(Layout, isOpen, Attempts, out StoreFault? torn)?.Throw();
            TornTail = torn;
        }

        for (int attempt = 0; attempt < Attempts.Count; attempt++)
        {
            BlockEntry entry = Attempts[attempt];
            if (entry.Header.Summary.Reason == AttemptReason.Kept)
                Kept++;
            if (!entry.Header.HasSteps)
                continue;
            _episodes.Add(attempt);
            Steps += StepCount(entry);
        }

        if (Manifest.Totals is { } totals)
        {
            string found = $"{Attempts.Count}, {Kept}, {_episodes.Count}, {Steps}";
            string expected = $"{totals.Attempts}, {totals.Kept}, {totals.Episodes}, {totals.Steps}";
            if (found != expected)
                StoreFault.Damaged(
                    StoreFolder.Manifest(Folder), -1, "attempts, kept, episodes and steps in the shards are", found, expected).Throw();
        }
    }
}
