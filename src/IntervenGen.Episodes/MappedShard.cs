using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>The shard that a writer appends to: preallocated, mapped, and committed block by block.</summary>
/// <remarks>
/// The commit protocol, one attempt at a time:
/// <list type="number">
/// <item>the payload is copied behind the place of its block header, where everything is zero;</item>
/// <item>a full fence: no store of step 3 becomes visible before those of step 1;</item>
/// <item>the 64-byte block header is written; from here a scan finds the attempt, because both hashes are right;</item>
/// <item>a full fence, which pairs with nothing in the reader but the hashes: a reader that sees step 5 sees step 3;</item>
/// <item>the older copy of the shard header is overwritten with the new state; until its hash is right the other copy counts.</item>
/// </list>
/// A process killed before 3 is complete leaves a torn tail, after it a whole attempt. The kernel keeps a dead process's
/// stores to a shared mapping; the loss of power is another matter and is covered from <see cref="Seal"/> on, if asked to.
/// </remarks>
internal sealed unsafe class MappedShard : IDisposable
{
    private readonly EpisodeLayout _layout;
    private readonly int _index;
    private readonly long _firstAttempt;
    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly byte[] _page = new byte[ShardHeader.CopySize];
    private long _blocks;
    private bool _released;

    private MappedShard(FileStream file, long size, EpisodeLayout layout, int index, long firstAttempt, long end, long blocks)
    {
        _file = file;
        Size = size;
        _layout = layout;
        _index = index;
        _firstAttempt = firstAttempt;
        End = end;
        _blocks = blocks;
        _mapping = MemoryMappedFile.CreateFromFile(
            file, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _mapping.CreateViewAccessor(0, size, MemoryMappedFileAccess.ReadWrite);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Bytes of the file while it is mapped.</summary>
    public long Size { get; }

    /// <summary>Where the next block goes: the committed length.</summary>
    public long End { get; private set; }

    /// <summary>Creates a shard without attempts. Its file appears under its name only once its header is whole.</summary>
    /// <exception cref="IntervenGenException">The disk has no room; nothing is left behind.</exception>
    public static MappedShard Create(string folder, int index, long size, EpisodeLayout layout, long firstAttempt)
    {
        string path = StoreFolder.UnfinishedShard(folder);
        FileStream file = OpenFile(path, FileMode.Create);
        MappedShard? shard = null;
        try
        {
            Preallocation.Reserve(file.SafeFileHandle, size, folder);
            shard = new MappedShard(file, size, layout, index, firstAttempt, ShardHeader.Size, 0);
            shard.WriteHeaders();
            File.Move(path, StoreFolder.Shard(folder, index));
            return shard;
        }
        catch
        {
            shard?.Dispose();
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Continues a shard behind its last complete block; whatever lies there is replaced by zeros.</summary>
    public static MappedShard Continue(string folder, ShardReader scanned, long end, long blocks, long size, EpisodeLayout layout)
    {
        FileStream file = OpenFile(scanned.Path, FileMode.Open);
        try
        {
            RandomAccess.SetLength(file.SafeFileHandle, end);
            Preallocation.Reserve(file.SafeFileHandle, size, folder);
            var shard = new MappedShard(file, size, layout, scanned.Index, scanned.Header.FirstAttempt, end, blocks);
            shard.WriteHeaders();
            return shard;
        }
        catch
        {
            // A reservation that failed half way may have grown the file.
            RandomAccess.SetLength(file.SafeFileHandle, end);
            file.Dispose();
            throw;
        }
    }

    public bool Fits(long payloadLength) => BlockHeader.Size + BlockHeader.Padded(payloadLength) <= Size - End;

    /// <summary>Appends one attempt; see the protocol above.</summary>
    public void Append(in EpisodeSummary summary, bool hasSteps, ReadOnlySpan<byte> payload)
    {
        ObjectDisposedException.ThrowIf(_released, this);
        var header = new BlockHeader(summary, hasSteps, payload.Length, XxHash3.HashToUInt64(payload));
        Span<byte> block = stackalloc byte[BlockHeader.Size];
        header.WriteTo(block);

        payload.CopyTo(Slice(End + BlockHeader.Size, payload.Length)); // 1
        Interlocked.MemoryBarrier(); // 2
        block.CopyTo(Slice(End, BlockHeader.Size)); // 3
        Interlocked.MemoryBarrier(); // 4
        End += header.TotalSize;
        _blocks++;
        WriteHeader(State(_blocks, End)); // 5
    }

    /// <summary>Unmaps the shard and gives back what it did not use.</summary>
    /// <param name="toDisk">Whether to wait until the bytes have reached the disk.</param>
    public void Seal(bool toDisk)
    {
        if (_released)
            return;
        Release();
        RandomAccess.SetLength(_file.SafeFileHandle, End);
        if (toDisk)
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
        _file.Dispose();
    }

    public void Dispose()
    {
        Release();
        _file.Dispose();
    }

    private static FileStream OpenFile(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

    private ShardHeader State(long blocks, long end) => ShardHeader.After(_layout, _index, _firstAttempt, blocks, end);

    // Both copies as they stand in a shard that was never interrupted. The one that is wrong already is written first,
    // so that at every moment at least one copy is valid.
    private void WriteHeaders()
    {
        ShardHeader newest = State(_blocks, End);
        ShardHeader previous = _blocks == 0
            ? newest with { Sequence = 0 }
            : State(_blocks - 1, PreviousEnd());
        bool previousStands = Stands(previous);
        WriteHeader(previousStands ? newest : previous);
        WriteHeader(previousStands ? previous : newest);
    }

    private bool Stands(in ShardHeader header)
    {
        header.WriteTo(_page);
        return Slice(header.Copy * ShardHeader.CopySize, ShardHeader.CopySize).SequenceEqual(_page);
    }

    private void WriteHeader(in ShardHeader header)
    {
        if (Stands(header))
            return;
        _page.CopyTo(Slice(header.Copy * ShardHeader.CopySize, ShardHeader.CopySize));
    }

    private long PreviousEnd()
    {
        long offset = ShardHeader.Size;
        for (long block = 1; block < _blocks; block++)
        {
            BlockHeader.Read(Slice(offset, BlockHeader.Size), _file.Name, offset, out BlockHeader header)?.Throw();
            offset += header.TotalSize;
        }

        return offset;
    }

    private Span<byte> Slice(long offset, int length)
    {
        if (offset < 0 || length > Size - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{offset} + {length} lies outside the shard's {Size} bytes");
        return new Span<byte>(_start + offset, length);
    }

    private void Release()
    {
        if (_released)
            return;
        _released = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _mapping.Dispose();
    }
}
