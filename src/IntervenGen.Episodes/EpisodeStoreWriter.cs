using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Appends attempts to a store on disk, in attempt order.</summary>
/// <remarks>
/// One writer per folder, one thread at a time; readers may come and go. Once <see cref="Append"/> returns, the attempt
/// survives the death of the process. Appending allocates nothing but a new shard now and then.
/// </remarks>
public sealed partial class EpisodeStoreWriter : IEpisodeSink, IDisposable
{
    private readonly FileStream _lock;
    private MappedShard? _shard;
    private int _shardCount;
    private bool _disposed, _isNew;

    private EpisodeStoreWriter(string folder, StoreManifest manifest, FileStream held)
    {
        Folder = folder;
        Manifest = manifest;
        Layout = manifest.CreateLayout();
        _lock = held;
    }

    /// <summary>Path of the folder.</summary>
    public string Folder { get; }

    /// <summary>What the store holds and how it is made.</summary>
    public StoreManifest Manifest { get; private set; }

    /// <summary>Byte offsets of a step's fields.</summary>
    public EpisodeLayout Layout { get; }

    /// <inheritdoc/>
    public long NextAttempt { get; private set; }

    /// <inheritdoc/>
    public int KeptCount { get; private set; }

    /// <summary>Number of attempts stored with their steps.</summary>
    public int EpisodeCount { get; private set; }

    /// <summary>Number of stored steps.</summary>
    public long StepCount { get; private set; }

    /// <summary>
    /// Description of an unfinished attempt that was dropped when an interrupted run was continued; null if there was none.
    /// </summary>
    public string? RecoveredTail { get; private set; }

    /// <inheritdoc/>
    public bool KeepsFailures { get; set; }

    /// <summary>
    /// Whether closing removes a store that this writer created and appended nothing to: a run that never got anywhere then leaves
    /// nothing that would block the corrected command.
    /// </summary>
    public bool RemovesUnused { get; set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The summary is not of the next attempt, or the steps have another layout.</exception>
    /// <exception cref="IntervenGenException">The disk has no space for another shard; everything appended so far is safe.</exception>
    public void Append(in EpisodeSummary summary, EpisodeBuffer? episode)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (summary.Attempt != NextAttempt)
            throw new ArgumentException($"attempt {summary.Attempt} appended, expected attempt {NextAttempt}", nameof(summary));
        if (episode is not null)
            StoreShapes.Check(Layout, episode.Layout);
        ReadOnlySpan<byte> payload = episode is null ? default : episode.Bytes;
        ShardFor(payload.Length).Append(summary, episode is not null, payload);

        NextAttempt++;
        if (summary.Reason == AttemptReason.Kept)
            KeptCount++;
        if (episode is null)
            return;
        EpisodeCount++;
        StepCount += episode.Count;
    }

    /// <summary>Appends every attempt of another store, with their numbers continuing from this store's last.</summary>
    /// <param name="store">The store to append.</param>
    /// <param name="cancellation">Stops between attempts.</param>
    /// <param name="change">Changes an outcome before it is stored; null for no change.</param>
    /// <param name="maxKept">Stops once this store has this many kept episodes.</param>
    /// <returns>Whether all attempts were appended.</returns>
    internal bool AppendAll(
        EpisodeStore store, CancellationToken cancellation, Func<EpisodeSummary, EpisodeSummary>? change =
            null, int maxKept = int.MaxValue)
    {
        int episode = 0;
        for (int attempt = 0; attempt < store.AttemptCount; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (KeptCount >= maxKept)
                return false;
            EpisodeSummary summary = store.Attempt(attempt);
            bool hasSteps = episode < store.Count && store.Summary(episode).Attempt == summary.Attempt;
            summary = change?.Invoke(summary) ?? summary;
            Append(summary with { Attempt = NextAttempt }, hasSteps ? store.Read(episode++) : null);
        }

        return true;
    }

    /// <summary>Records the operator's total time on the store; like an attempt, it survives the end of the process.</summary>
    /// <param name="seconds">Total time including earlier runs, seconds.</param>
    public void SetOperatorSeconds(double seconds)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        WriteManifest(Manifest with { OperatorSeconds = seconds });
    }

    /// <summary>
    /// Ends the run: trims the last shard, brings every byte to the disk, and writes counts and digest into the manifest.
    /// The files are then the same bytes whether or not the run was interrupted.
    /// </summary>
    /// <returns>The digest, 32 hexadecimal digits.</returns>
    /// <remarks>Reads the whole store once, so a completed store has been verified. Appending again reopens it.</remarks>
    public string Complete()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _shard?.Seal(toDisk: true);
        _shard = null;
        FlushShards();
        string digest;
        using (StoreIndex index = StoreIndex.Open(Folder))
            digest = index.ComputeDigest();
        var totals = new StoreTotals(NextAttempt, KeptCount, EpisodeCount, StepCount, digest);
        if (totals != Manifest.Totals)
            WriteManifest(Manifest with { Totals = totals });
        return digest;
    }

    /// <summary>Closes the store; unless <see cref="Complete"/> was called, the run can be continued.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            _shard?.Seal(toDisk: false);
        }
        catch (IOException)
        {
            // The untrimmed end is zeros, which the next open takes as unused room. Throwing here would hide the reason for closing.
        }
        finally
        {
            _shard?.Dispose();
            if (RemovesUnused && _isNew && NextAttempt == 0 && !Manifest.IsComplete)
                Remove();
            _lock.Dispose();
        }
    }

    // Under the lock, and out of the way in one step: nobody finds half of it, and whoever comes next makes a store of their own.
    private void Remove()
    {
        string aside = $"{Folder}.removed-{Environment.ProcessId}";
        Directory.Move(Folder, aside);
        Directory.Delete(aside, recursive: true);
    }

    private MappedShard ShardFor(long payloadLength)
    {
        if (Manifest.IsComplete)
            WriteManifest(Manifest with { Totals = null });
        if (_shard is null && _shardCount > 0)
            _shard = ContinueLast();
        if (_shard is not null && _shard.Fits(payloadLength))
            return _shard;
        _shard?.Seal(toDisk: false);
        _shard = null;
        long needed = ShardHeader.Size + BlockHeader.Size + BlockHeader.Padded(payloadLength);
        _shard = CreateShard(Math.Max(Manifest.ShardBytes, RoundToPage(needed)));
        return _shard;
    }

    private MappedShard CreateShard(long size)
    {
        MappedShard shard = MappedShard.Create(Folder, _shardCount, size, Layout, NextAttempt);
        _shardCount++;
        return shard;
    }

    private void FlushShards()
    {
        for (int shard = 0; shard < _shardCount; shard++)
        {
            using FileStream file = new(StoreFolder.Shard(Folder, shard), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            file.Flush(flushToDisk: true);
        }
    }

    private void WriteManifest(StoreManifest manifest)
    {
        StoreFolder.WriteAtomically(StoreFolder.Manifest(Folder), manifest.ToJson());
        Manifest = manifest;
    }
}
