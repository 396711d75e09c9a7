using IntervenGen.Core;

namespace IntervenGen.Episodes;

public sealed partial class EpisodeStoreWriter
{
    private const int PageSize = 4096;

    /// <summary>Creates a store. The folder appears together with its manifest, in one step, or not at all.</summary>
    /// <param name="folder">Path of the folder <c>NAME.igen</c>; it must not exist, or be empty.</param>
    /// <param name="manifest">Description of what the store will hold.</param>
    /// <param name="options">Sizes of the store's files.</param>
    /// <exception cref="UsageException">The folder is not empty, not writable, or has another writer.</exception>
    /// <exception cref="IntervenGenException">The disk has no space for the first shard.</exception>
    public static EpisodeStoreWriter Create(string folder, StoreManifest manifest, StoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(manifest);
        folder = Path.TrimEndingDirectorySeparator(folder);
        if (EpisodeStore.Exists(folder))
            throw new UsageException($"'{folder}' holds an episode store already; resume it or choose another folder");
        EpisodeLayout layout = manifest.CreateLayout();
        long episode = ShardHeader.Size + BlockHeader.Size + BlockHeader.Padded((long)layout.Stride * manifest.Horizon);
        long shardBytes = RoundToPage(Math.Max((options ?? new StoreOptions()).ShardBytes, episode));
        byte[] json = (manifest with { ShardBytes = shardBytes, Totals = null }).ToJson();
        manifest = StoreManifest.Parse(json, StoreFolder.Manifest(folder));
        FileStream held = CreateFolder(folder, json);
        var writer = new EpisodeStoreWriter(folder, manifest, held) { _isNew = true, RemovesUnused = true };
        writer.OrDispose(() => writer._shard = writer.CreateShard(shardBytes));
        writer.RemovesUnused = false;
        return writer;
    }

    /// <summary>Opens a store for appending.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="expected">The run to continue; a difference in anything that determines the episodes is an error.</param>
    /// <param name="mixArithmetic">Whether to continue although this machine's arithmetic rounds differently; the manifest then
    /// names both.</param>
    /// <exception cref="UsageException">The store is missing, unreadable, has another writer, or was made by another run; the
    /// message names the first differing key.</exception>
    /// <exception cref="EpisodeFormatException">The folder is not a store, is of a newer format version, or is damaged.</exception>
    /// <exception cref="IntervenGenException">The disk has no space to continue.</exception>
    public static EpisodeStoreWriter Open(string folder, StoreManifest expected, bool mixArithmetic = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(expected);
        folder = Path.TrimEndingDirectorySeparator(folder);
        StoreManifest stored = StoreIndex.ReadVerifiedManifest(folder);
        FileStream held = StoreFolder.Lock(folder, folder);
        var writer = new EpisodeStoreWriter(folder, stored, held);
        return writer.OrDispose(() =>
        {
            StoreManifest mixed = (mixArithmetic ? stored.WithArithmeticOf(expected) : stored).WithVectorsOf(expected);
            if (mixed.FirstDifference(mixArithmetic ? expected.WithArithmeticOf(stored) : expected) is var (key, value, otherValue))
            {
                throw new UsageException(
                    $"'{folder}' was made by another run: '{key}' is {value} there and {otherValue} here; use the same setting or " +
                    "another folder");
            }

            writer.Recover();
            if (mixed.Versions != stored.Versions && !writer.Manifest.IsComplete)
                writer.WriteManifest(writer.Manifest with { Versions = mixed.Versions });
        });
    }

    /// <summary>Opens the store if it exists and creates it otherwise, for runs that may have been interrupted.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="manifest">Description of the run.</param>
    /// <param name="options">Sizes of a new store's files; an existing store keeps its own.</param>
    /// <remarks>Throws the exceptions of <see cref="Open"/> and <see cref="Create"/>.</remarks>
    /// <param name="mixArithmetic">See <see cref="Open"/>.</param>
    public static EpisodeStoreWriter OpenOrCreate(
        string folder, StoreManifest manifest, StoreOptions? options = null, bool mixArithmetic = false) =>
        EpisodeStore.Exists(folder) ? Open(folder, manifest, mixArithmetic) : Create(folder, manifest, options);

    private static long RoundToPage(long bytes) => (bytes + PageSize - 1) & ~(long)(PageSize - 1);

    // Lock and manifest are made in a folder of another name, which is then renamed: a process killed in between leaves
    // either no store or one that opens. What a killed one left under the other name is taken over.
    private static FileStream CreateFolder(string folder, byte[] manifest)
    {
        string staging = folder + ".creating";
        FileStream? held = null;
        try
        {
            if (Directory.Exists(folder))
                DeleteEmpty(folder);
            else if (File.Exists(folder))
                throw new UsageException($"'{folder}' is a file; an episode store is a folder");
            Directory.CreateDirectory(staging);
            held = StoreFolder.Lock(staging, folder);
            StoreFolder.WriteAtomically(StoreFolder.Manifest(staging), manifest);
            Directory.Move(staging, folder);
            return held;
        }
        catch (IOException exception) when (EpisodeStore.Exists(folder))
        {
            held?.Dispose();
            throw StoreFolder.Busy(folder, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new UsageException($"'{folder}' cannot be created: {exception.Message}", exception);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    private static void DeleteEmpty(string folder)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            // Another process made its store since this one looked.
            if (Path.GetFileName(entry) == StoreFolder.ManifestName && EpisodeStore.Exists(folder))
                throw StoreFolder.Busy(folder, null);
            if (Path.GetFileName(entry) != StoreFolder.LockName)
                throw new UsageException(
                    $"'{folder}' is not empty and is not an episode store ('{Path.GetFileName(entry)}'); choose another folder");
        }

        Directory.Delete(folder, recursive: true);
    }

    private EpisodeStoreWriter OrDispose(Action open)
    {
        try
        {
            open();
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void Recover()
    {
        File.Delete(StoreFolder.UnfinishedShard(Folder));
        using StoreIndex index = StoreIndex.Open(Folder);
        // Another writer may have completed the store between the first look at it and the lock.
        Manifest = index.Manifest;
        NextAttempt = index.Attempts.Count;
        KeptCount = index.Kept;
        EpisodeCount = index.Episodes.Count;
        StepCount = index.Steps;
        _shardCount = index.Shards.Count;
        if (index.TornTail is { } torn)
            RecoveredTail = EpisodeStore.RecoveryMessage(torn, "dropped");
        // A complete store is left untouched until something is really appended.
        if (!Manifest.IsComplete)
            _shard = _shardCount == 0 ? CreateShard(Manifest.ShardBytes) : Continue(index);
    }

    private MappedShard ContinueLast()
    {
        using StoreIndex index = StoreIndex.Open(Folder);
        return Continue(index);
    }

    private MappedShard Continue(StoreIndex index)
    {
        ShardReader last = index.Shards[^1];
        long blocks = index.Attempts.Count - last.Header.FirstAttempt;
        long end = blocks == 0 ? ShardHeader.Size : index.Attempts[^1].End;
        return MappedShard.Continue(Folder, last, end, blocks, Math.Max(Manifest.ShardBytes, RoundToPage(end)), Layout);
    }
}
