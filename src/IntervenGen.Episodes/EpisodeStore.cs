using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>A stored dataset, read by index: a folder <c>NAME.igen</c>.</summary>
/// <remarks>
/// A snapshot of what was committed when it was opened; a writer may go on beside it. Opening reads the block headers only,
/// reading an episode verifies its bytes. Any thread, any number at a time.
/// </remarks>
public sealed class EpisodeStore : IEpisodeSource, IDisposable
{
    private readonly StoreIndex _index;

    private EpisodeStore(StoreIndex index) => _index = index;

    /// <summary>Path of the folder.</summary>
    public string Folder => _index.Folder;

    /// <summary>What the store holds and how it was made.</summary>
    public StoreManifest Manifest => _index.Manifest;

    /// <inheritdoc/>
    public string Task => _index.Manifest.Task;

    /// <inheritdoc/>
    public EpisodeLayout Layout => _index.Layout;

    /// <inheritdoc/>
    public int Count => _index.Episodes.Count;

    /// <summary>Number of all attempts, with or without steps.</summary>
    public int AttemptCount => _index.Attempts.Count;

    /// <summary>Number of attempts that were kept.</summary>
    public int KeptCount => _index.Kept;

    /// <summary>Number of control steps of all episodes.</summary>
    public long StepCount => _index.Steps;

    /// <summary>Number of shard files.</summary>
    public int ShardCount => _index.Shards.Count;

    /// <summary>
    /// Description of bytes past the last complete attempt, left by an interrupted or running writer; null if there are none.
    /// </summary>
    public string? RecoveredTail => _index.TornTail is { } torn ? RecoveryMessage(torn, "ignored") : null;

    /// <summary>Opens a store for reading.</summary>
    /// <exception cref="UsageException">The folder is missing or cannot be read.</exception>
    /// <exception cref="EpisodeFormatException">The folder is not a store, is of a newer format version, or is damaged.</exception>
    public static EpisodeStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new EpisodeStore(StoreIndex.Open(folder));
    }

    /// <summary>Whether a folder looks like an episode store: it has a manifest.</summary>
    public static bool Exists(string folder) => File.Exists(StoreFolder.Manifest(folder));

    /// <inheritdoc/>
    public EpisodeSummary Summary(int episode) => Entry(episode).Header.Summary;

    /// <inheritdoc/>
    public string Describe(int episode) => $"'{Folder}', episode {episode}";

    /// <summary>Rejects an output path inside a dataset's folder, whose files it must not replace.</summary>
    /// <exception cref="UsageException">The file's folder is a dataset.</exception>
    public static void RequireOutside(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Exists(folder))
            throw new UsageException($"'{path}' lies inside the dataset '{folder}'; choose a place beside it");
    }

    /// <summary>Outcome of one attempt, with or without steps, by its index in the dataset.</summary>
    public EpisodeSummary Attempt(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)attempt, (uint)AttemptCount);
        return _index.Attempts[attempt].Header.Summary;
    }

    /// <summary>Number of stored steps of one episode.</summary>
    public int StepsOf(int episode) => _index.StepCount(Entry(episode));

    /// <inheritdoc/>
    public EpisodeBuffer Read(int episode)
    {
        var buffer = new EpisodeBuffer(Layout, StepsOf(episode));
        Read(episode, buffer);
        return buffer;
    }

    /// <summary>Reads all steps of an episode into a reusable buffer; allocates nothing.</summary>
    /// <param name="episode">Index of the episode.</param>
    /// <param name="buffer">Receives the steps; must have this store's layout and enough capacity.</param>
    /// <exception cref="EpisodeFormatException">The bytes do not match their hash.</exception>
    public void Read(int episode, EpisodeBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        BlockEntry entry = Entry(episode);
        StoreShapes.Check(Layout, buffer.Layout);
        Span<byte> bytes = buffer.SetCount(_index.StepCount(entry));
        if (_index.Shards[entry.Shard].ReadPayload(entry, bytes) is not { } fault)
            return;
        buffer.Clear();
        fault.Throw();
    }

    /// <summary>XxHash128 of the content, 32 hexadecimal digits; reads and verifies every episode.</summary>
    /// <remarks>
    /// Covers what a run decides (summaries and steps in attempt order) and the manifest's identity without versions.
    /// Two stores with equal digests hold the same episodes, however they are cut into shards.
    /// </remarks>
    /// <exception cref="EpisodeFormatException">Bytes do not match their hash.</exception>
    public string ComputeDigest() => _index.ComputeDigest();

    /// <inheritdoc/>
    public void Dispose() => _index.Dispose();

    internal static string RecoveryMessage(StoreFault torn, string outcome) =>
        $"'{torn.File}', offset {torn.Offset}: an attempt that was never finished ({torn.What} {torn.Found}, expected {torn.Expected}); " +
        $"{outcome}";

    private BlockEntry Entry(int episode)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)episode, (uint)Count);
        return _index.Attempts[_index.Episodes[episode]];
    }
}
