using System.Buffers.Binary;
using System.IO.Hashing;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>What a shard's first two pages say; README.md lists it field by field.</summary>
/// <remarks>Two copies, written in turn, so that one is always whole; the valid one with the higher sequence number counts.</remarks>
internal readonly record struct ShardHeader
{
    public const int CopySize = 4096;
    public const int Size = 2 * CopySize;
    public const int FormatVersion = 1;

    private const ulong Magic = 0x4452_4853_4E45_4749; // "IGENSHRD", little-endian
    private const int HashOffset = CopySize - sizeof(ulong);

    public required int Stride { get; init; }

    public required int StateSize { get; init; }

    public required int ObjectCount { get; init; }

    public required int ObservationSize { get; init; }

    public required int ActionSize { get; init; }

    public required int Shard { get; init; }

    public required long Sequence { get; init; }

    public required long CommittedLength { get; init; }

    public required long BlockCount { get; init; }

    public required long FirstAttempt { get; init; }

    /// <summary>Which copy this state belongs in.</summary>
    public int Copy => (int)(Sequence & 1);

    /// <summary>The header of a shard that holds <paramref name="blocks"/> blocks.</summary>
    /// <remarks>The sequence number follows from the block count alone, so an interrupted run leaves the same bytes as any other.</remarks>
    public static ShardHeader After(EpisodeLayout layout, int shard, long firstAttempt, long blocks, long committedLength) => new()
    {
        Stride = layout.Stride,
        StateSize = layout.StateSize,
        ObjectCount = layout.ObjectCount,
        ObservationSize = layout.ObservationSize,
        ActionSize = layout.ActionSize,
        Shard = shard,
        Sequence = blocks + 1,
        CommittedLength = committedLength,
        BlockCount = blocks,
        FirstAttempt = firstAttempt,
    };

    public void WriteTo(Span<byte> page)
    {
        page = page[..CopySize];
        page.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(page, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(page[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(page[12..], EpisodeLayout.Version);
        BinaryPrimitives.WriteInt32LittleEndian(page[16..], Stride);
        BinaryPrimitives.WriteInt32LittleEndian(page[20..], StateSize);
        BinaryPrimitives.WriteInt32LittleEndian(page[24..], ObjectCount);
        BinaryPrimitives.WriteInt32LittleEndian(page[28..], ObservationSize);
        BinaryPrimitives.WriteInt32LittleEndian(page[32..], ActionSize);
        BinaryPrimitives.WriteInt32LittleEndian(page[36..], Shard);
        BinaryPrimitives.WriteInt64LittleEndian(page[40..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(page[48..], CommittedLength);
        BinaryPrimitives.WriteInt64LittleEndian(page[56..], BlockCount);
        BinaryPrimitives.WriteInt64LittleEndian(page[64..], FirstAttempt);
        BinaryPrimitives.WriteUInt64LittleEndian(page[HashOffset..], XxHash3.HashToUInt64(page[..HashOffset]));
    }

    /// <summary>Reads one copy.</summary>
    public static StoreFault? Read(ReadOnlySpan<byte> page, string file, long offset, out ShardHeader header)
    {
        header = default;
        ulong magic = BinaryPrimitives.ReadUInt64LittleEndian(page);
        if (magic != Magic)
            return new StoreFault(StoreFaultKind.NotAStore, file, offset, "shard magic", $"0x{magic:x16}", $"0x{Magic:x16}");
        int version = BinaryPrimitives.ReadInt32LittleEndian(page[8..]);
        if (version > FormatVersion)
            return new StoreFault(
                StoreFaultKind.NewerVersion, file, offset + 8, "format version", $"{version}", $"at most {FormatVersion}");
        int layoutVersion = BinaryPrimitives.ReadInt32LittleEndian(page[12..]);
        if (version == FormatVersion && layoutVersion > EpisodeLayout.Version)
        {
            return new StoreFault(
                StoreFaultKind.NewerVersion, file, offset + 12, "layout version", $"{layoutVersion}", $"at most {EpisodeLayout.Version}");
        }

        ulong stored = BinaryPrimitives.ReadUInt64LittleEndian(page[HashOffset..]);
        ulong computed = XxHash3.HashToUInt64(page[..HashOffset]);
        if (stored != computed)
            return StoreFault.Hash(file, offset, "shard header hash", stored, computed);
        header = new ShardHeader
        {
            Stride = BinaryPrimitives.ReadInt32LittleEndian(page[16..]),
            StateSize = BinaryPrimitives.ReadInt32LittleEndian(page[20..]),
            ObjectCount = BinaryPrimitives.ReadInt32LittleEndian(page[24..]),
            ObservationSize = BinaryPrimitives.ReadInt32LittleEndian(page[28..]),
            ActionSize = BinaryPrimitives.ReadInt32LittleEndian(page[32..]),
            Shard = BinaryPrimitives.ReadInt32LittleEndian(page[36..]),
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(page[40..]),
            CommittedLength = BinaryPrimitives.ReadInt64LittleEndian(page[48..]),
            BlockCount = BinaryPrimitives.ReadInt64LittleEndian(page[56..]),
            FirstAttempt = BinaryPrimitives.ReadInt64LittleEndian(page[64..]),
        };
        return null;
    }

    /// <summary>Checks the header against the shapes in the manifest and the file's place in the store.</summary>
    public StoreFault? Check(string file, EpisodeLayout layout, int shard, long firstAttempt)
    {
        ShardHeader expected = After(layout, shard, firstAttempt, BlockCount, CommittedLength) with { Sequence = Sequence };
        if (this != expected)
            return StoreFault.Damaged(file, 16, "shard header says", Describe(this), Describe(expected));
        if (CommittedLength < Size || BlockCount < 0 || Math.Max(0, Sequence - 1) != BlockCount)
            return StoreFault.Damaged(
                file, 40, "sequence, length, blocks", $"{Sequence}, {CommittedLength}, {BlockCount}", "a consistent set");
        return null;
    }

    private static string Describe(ShardHeader h) =>
        $"stride {h.Stride} (state {h.StateSize}, objects {h.ObjectCount}, observation {h.ObservationSize}, action {h.ActionSize}), "
        + $"shard {h.Shard}, first attempt {h.FirstAttempt}";
}
