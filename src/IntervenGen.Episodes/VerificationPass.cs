using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Is handed an attempt whose hashes are all right.</summary>
/// <param name="entry">The attempt and where it lies.</param>
/// <param name="payload">Its steps.</param>
internal delegate void GoodAttempt(in BlockEntry entry, ReadOnlySpan<byte> payload);

/// <summary>One reading of every byte; goes on behind damage, so that it can say how much of a store is left.</summary>
/// <param name="found">Is handed every good attempt, in order; null where nobody wants them.</param>
internal sealed class VerificationPass(GoodAttempt? found = null)
{
    private int _good, _bad, _episodes, _kept;
    private long _steps, _bytes, _attempt;
    private string? _tail, _digest;
    private byte[] _payload = [];

    public List<StoreFault> Faults { get; } = [];

    public void Add(StoreFault fault) => Faults.Add(fault);

    public StoreVerification Result() =>
        new(_good, _bad, _episodes, _steps, _bytes, Faults, _tail, Faults.Count == 0 ? _digest : null);

    public void Run(string folder, StoreManifest manifest)
    {
        EpisodeLayout layout = manifest.CreateLayout();
        var digest = new ContentDigest(manifest);
        IReadOnlyList<int> shards = StoreFolder.Shards(folder);
        int next = 0;
        foreach (int shard in shards)
        {
            using var reader = ShardReader.Open(StoreFolder.Shard(folder, shard), shard);
            if (next < shard)
                _attempt = reader.ClaimedFirstAttempt() ?? _attempt;
            for (; next < shard; next++)
                Add(StoreFolder.MissingShard(folder, next, shards));
            next = shard + 1;
            bool isOpen = shard == shards[^1] && !manifest.IsComplete;
            VerifyShard(reader, layout, isOpen, digest);
        }

        _digest = digest.ToString();
        if (manifest.Totals is not { } totals)
            return;
        var content = new StoreTotals(_attempt, _kept, _episodes, _steps, _digest);
        if (content != totals)
            Add(StoreFault.Damaged(StoreFolder.Manifest(folder), -1, "content is", $"{content}", $"{totals}"));
    }

    private void VerifyShard(ShardReader reader, EpisodeLayout layout, bool isOpen, ContentDigest digest)
    {
        long length = reader.Length;
        long limit = length;
        _bytes += length;
        if (reader.ReadHeader(layout, _attempt) is { } unreadable)
            Add(unreadable);
        else
            limit = VerifyHeaders(reader, isOpen, length);

        long offset = ShardHeader.Size;
        long first = _attempt;
        while (offset < limit)
        {
            StoreFault? fault = VerifyBlock(reader, layout, offset, limit, digest, out long end);
            if (fault is null)
            {
                offset = end;
                continue;
            }

            _bad++;
            Add(fault);
            offset = end > offset ? end : NextBlock(reader, layout, offset + BlockHeader.Alignment, limit);
        }

        if (_bad == 0 && Faults.Count == 0 && _attempt - first != reader.Header.BlockCount)
            Add(StoreFault.Damaged(reader.Path, 56, "block count", $"{_attempt - first}", $"{reader.Header.BlockCount}"));
        // Attempts lost at a damaged shard's end must not make the next shard look wrong as well.
        if (Faults.Count > 0 && reader.Header.BlockCount > 0)
            _attempt = first + reader.Header.BlockCount;
        if (isOpen)
            VerifyTail(reader, layout, Math.Min(offset, length), digest);
    }

    // Returns how far blocks must reach. A copy that is half written in an unfinished store is the other copy's business.
    private long VerifyHeaders(ShardReader reader, bool isOpen, long length)
    {
        for (int copy = 0; copy < 2; copy++)
        {
            if (reader.CopyFaults[copy] is not { } fault)
                continue;
            if (isOpen)
                _tail ??= EpisodeStore.RecoveryMessage(fault, "the other copy of the header counts");
            else
                Add(fault);
        }

        bool bothValid = reader.CopyFaults[0] is null && reader.CopyFaults[1] is null;
        if (bothValid && Math.Abs(reader.Copies[0].Sequence - reader.Copies[1].Sequence) != 1)
        {
            Add(StoreFault.Damaged(
                reader.Path, 40, "sequence numbers", $"{reader.Copies[0].Sequence} and {reader.Copies[1].Sequence}", "neighbours"));
        }

        long committed = reader.Header.CommittedLength;
        if (committed > length || (!isOpen && committed < length && bothValid))
            Add(StoreFault.Damaged(reader.Path, length, "file length", $"{length}", $"the committed {committed}"));
        // With the newest copy unreadable the older one says too little: the file's end is the limit then.
        return bothValid || isOpen ? Math.Min(committed, length) : length;
    }

    private StoreFault? VerifyBlock(
        ShardReader reader, EpisodeLayout layout, long offset, long limit, ContentDigest digest, out long end)
    {
        end = offset;
        if (reader.ReadBlock(offset, limit, _attempt, layout, out BlockEntry entry) is { } fault)
            return fault;
        end = entry.End;
        _attempt++;
        int length = (int)entry.Header.PayloadLength;
        if (_payload.Length < length)
            _payload = new byte[length];
        Span<byte> payload = _payload.AsSpan(0, length);
        if (reader.ReadPayload(entry, payload) is { } badPayload)
            return badPayload;
        long dirty = reader.FirstNonZero(entry.PayloadOffset + length, entry.End);
        if (dirty >= 0)
            return StoreFault.Damaged(reader.Path, dirty, "padding", "not zero", "zero");
        digest.Add(entry.Header, payload);
        Count(entry, length / layout.Stride);
        found?.Invoke(entry, payload);
        return null;
    }

    private void Count(in BlockEntry entry, int steps)
    {
        _good++;
        if (entry.Header.Summary.Reason == AttemptReason.Kept)
            _kept++;
        if (!entry.Header.HasSteps)
            return;
        _episodes++;
        _steps += steps;
    }

    // Past the committed length: whole attempts count, anything else is what an interruption leaves.
    private void VerifyTail(ShardReader reader, EpisodeLayout layout, long offset, ContentDigest digest)
    {
        long length = reader.Length;
        while (offset < length)
        {
            if (VerifyBlock(reader, layout, offset, length, digest, out long end) is { } fault)
            {
                // Not a block after all: the attempt it claimed to be does not count.
                if (end > offset)
                    _attempt--;
                long dirty = reader.FirstNonZero(offset, length);
                if (dirty >= 0)
                    _tail ??= EpisodeStore.RecoveryMessage(fault, "opening the store for appending drops it");
                return;
            }

            offset = end;
        }
    }

    private long NextBlock(ShardReader reader, EpisodeLayout layout, long offset, long limit)
    {
        Span<byte> bytes = stackalloc byte[BlockHeader.Size];
        for (; offset + BlockHeader.Size <= limit; offset += BlockHeader.Alignment)
        {
            if (reader.ReadAt(offset, bytes) < bytes.Length
                || BlockHeader.Read(bytes, reader.Path, offset, out BlockHeader header) is not null)
                continue;
            if (reader.ReadBlock(offset, limit, header.Summary.Attempt, layout, out _) is not null)
                continue;
            _attempt = header.Summary.Attempt;
            return offset;
        }

        return limit;
    }
}
