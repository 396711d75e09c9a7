using System.IO.Hashing;
using IntervenGen.Core;
using IntervenGen.Interop;
using Microsoft.Win32.SafeHandles;

namespace IntervenGen.Episodes;

/// <summary>Reads one shard by position; safe beside a writer and on any thread.</summary>
/// <remarks>Reads instead of mapping: a file that shrinks under a mapping kills the process, a short read is a message.</remarks>
internal sealed class ShardReader : IDisposable
{
    private const int TailChunk = 1 << 20;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _window = new byte[4096];
    private long _windowOffset = -1;
    private int _windowLength;

    private ShardReader(string path, int index, SafeFileHandle handle)
    {
        Path = path;
        Index = index;
        _handle = handle;
    }

    public string Path { get; }

    public int Index { get; }

    /// <summary>The newest valid copy.</summary>
    public ShardHeader Header { get; private set; }

    /// <summary>What is wrong with each copy; null for a valid one.</summary>
    public StoreFault?[] CopyFaults { get; } = new StoreFault?[2];

    public ShardHeader[] Copies { get; } = new ShardHeader[2];

    public long Length => RandomAccess.GetLength(_handle);

    public static ShardReader Open(string path, int index) =>
        new(path, index, RegularFile.Open(path));

    public void Dispose() => _handle.Dispose();

    /// <summary>Reads both header copies and picks the newest valid one.</summary>
    public StoreFault? ReadHeader(EpisodeLayout layout, long firstAttempt)
    {
        byte[] pages = new byte[ShardHeader.Size];
        int read = ReadAt(0, pages);
        if (read < ShardHeader.Size)
            return StoreFault.Damaged(Path, 0, "file length", $"{read}", $"at least {ShardHeader.Size}");
        int newest = -1;
        for (int copy = 0; copy < 2; copy++)
        {
            int offset = copy * ShardHeader.CopySize;
            CopyFaults[copy] = ShardHeader.Read(pages.AsSpan(offset, ShardHeader.CopySize), Path, offset, out Copies[copy])
                ?? Copies[copy].Check(Path, layout, Index, firstAttempt);
            if (CopyFaults[copy] is null && (newest < 0 || Copies[copy].Sequence > Copies[newest].Sequence))
                newest = copy;
        }

        if (newest < 0)
        {
            // Magic wrong in both: something else. Right in one of them: that one says more.
            StoreFault first = CopyFaults[0]!, second = CopyFaults[1]!;
            return first.Kind == StoreFaultKind.NotAStore ? second : first;
        }

        Header = Copies[newest];
        return null;
    }

    /// <summary>The number of the first attempt by a whole header copy, for a shard behind one that is missing; null without a whole
    /// copy.</summary>
    public long? ClaimedFirstAttempt()
    {
        byte[] page = new byte[ShardHeader.CopySize];
        for (int copy = 0; copy < 2; copy++)
        {
            if (ReadAt(copy * ShardHeader.CopySize, page) == page.Length
                && ShardHeader.Read(page, Path, copy * ShardHeader.CopySize, out ShardHeader header) is null)
            {
                return header.FirstAttempt;
            }
        }

        return null;
    }

    /// <summary>Collects the committed blocks, and complete ones past the committed length where this is the last shard.</summary>
    /// <param name="layout">The step layout.</param>
    /// <param name="isOpen">Whether a writer may have been at work here: the last shard of an incomplete store.</param>
    /// <param name="blocks">Gets the blocks.</param>
    /// <param name="tornTail">What lies past the last complete block, if anything does.</param>
    public StoreFault? Scan(EpisodeLayout layout, bool isOpen, List<BlockEntry> blocks, out StoreFault? tornTail)
    {
        tornTail = null;
        long length = Length;
        long committed = Header.CommittedLength;
        if (committed > length)
            return StoreFault.Damaged(Path, length, "file length", $"{length}", $"at least the committed {committed}");
        long offset = ShardHeader.Size;
        long attempt = Header.FirstAttempt;
        while (offset < committed)
        {
            if (ReadBlock(offset, committed, attempt, layout, out BlockEntry entry) is { } fault)
                return fault;
            blocks.Add(entry);
            offset = entry.End;
            attempt++;
        }

        if (attempt - Header.FirstAttempt != Header.BlockCount)
            return StoreFault.Damaged(Path, 56, "block count", $"{attempt - Header.FirstAttempt}", $"{Header.BlockCount}");
        return ScanTail(layout, isOpen, blocks, offset, length, attempt, ref tornTail);
    }

    /// <summary>Reads and checks one block header that must end by <paramref name="limit"/>.</summary>
    public StoreFault? ReadBlock(long offset, long limit, long attempt, EpisodeLayout layout, out BlockEntry entry)
    {
        entry = default;
        Span<byte> bytes = stackalloc byte[BlockHeader.Size];
        if (limit - offset < BlockHeader.Size || !ReadSmall(offset, bytes))
            return StoreFault.Damaged(Path, offset, "bytes left", $"{limit - offset}", $"at least {BlockHeader.Size}");
        if (BlockHeader.Read(bytes, Path, offset, out BlockHeader header) is { } fault)
            return fault;
        if (header.PayloadLength < 0 || header.PayloadLength % layout.Stride != 0 || header.TotalSize > limit - offset)
            return StoreFault.Damaged(
                Path, offset + 32, "payload length", $"{header.PayloadLength}", $"whole steps of {layout.Stride} bytes up to {limit}");
        if (header.Summary.Attempt != attempt)
            return StoreFault.Damaged(Path, offset + 8, "attempt", $"{header.Summary.Attempt}", $"{attempt}");
        entry = new BlockEntry(Index, offset, header);
        return null;
    }

    /// <summary>Reads a block's steps and compares them with their hash.</summary>
    public StoreFault? ReadPayload(in BlockEntry entry, Span<byte> payload)
    {
        int read = ReadAt(entry.PayloadOffset, payload);
        if (read < payload.Length)
            return StoreFault.Damaged(Path, entry.PayloadOffset, "bytes left", $"{read}", $"{payload.Length}");
        ulong hash = XxHash3.HashToUInt64(payload);
        return hash == entry.Header.PayloadHash
            ? null
            : StoreFault.Hash(Path, entry.PayloadOffset, "payload hash", hash, entry.Header.PayloadHash);
    }

    /// <summary>Offset of the first byte that is not zero in [from, to); −1 if there is none.</summary>
    public long FirstNonZero(long from, long to)
    {
        byte[] chunk = new byte[(int)Math.Min(TailChunk, Math.Max(0, to - from))];
        while (from < to)
        {
            int read = ReadAt(from, chunk.AsSpan(0, (int)Math.Min(chunk.Length, to - from)));
            int found = chunk.AsSpan(0, read).IndexOfAnyExcept((byte)0);
            if (found >= 0)
                return from + found;
            if (read == 0)
                break;
            from += read;
        }

        return -1;
    }

    /// <summary>Fills the span as far as the file goes; returns the bytes read.</summary>
    public int ReadAt(long offset, Span<byte> bytes) => RegularFile.Fill(_handle, bytes, offset);

    private StoreFault? ScanTail(
        EpisodeLayout layout, bool isOpen, List<BlockEntry> blocks, long offset, long length, long attempt, ref StoreFault? tornTail)
    {
        byte[] payload = [];
        StoreFault? why = null;
        // A sealed shard whose newest header copy is destroyed still ends where its last block does.
        bool oneCopyLeft = CopyFaults[0] is not null || CopyFaults[1] is not null;
        while ((isOpen || oneCopyLeft) && offset < length)
        {
            why = ReadBlock(offset, length, attempt, layout, out BlockEntry entry);
            if (why is not null)
                break;
            if (payload.Length < entry.Header.PayloadLength)
                payload = new byte[entry.Header.PayloadLength];
            why = ReadPayload(entry, payload.AsSpan(0, (int)entry.Header.PayloadLength));
            if (why is not null)
                break;
            blocks.Add(entry);
            offset = entry.End;
            attempt++;
        }

        long dirty = FirstNonZero(offset, length);
        if (dirty >= 0)
            tornTail = why ?? StoreFault.Damaged(Path, dirty, "byte past the committed length", "not zero", "zero");
        if (isOpen || length == offset)
            return null;
        return StoreFault.Damaged(Path, length, "file length", $"{length}", $"the committed {Header.CommittedLength}");
    }

    // Attempts without steps lie 64 bytes apart: one page read serves many of them. Opening is single-threaded.
    private bool ReadSmall(long offset, Span<byte> bytes)
    {
        if (_windowOffset < 0 || offset < _windowOffset || offset + bytes.Length > _windowOffset + _windowLength)
        {
            _windowOffset = offset;
            _windowLength = ReadAt(offset, _window);
        }

        int start = (int)(offset - _windowOffset);
        if (start + bytes.Length > _windowLength)
            return false;
        _window.AsSpan(start, bytes.Length).CopyTo(bytes);
        return true;
    }
}
