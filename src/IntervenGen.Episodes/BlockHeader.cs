using System.Buffers.Binary;
using System.IO.Hashing;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>The 64 bytes in front of an attempt's steps; README.md lists them field by field.</summary>
internal readonly record struct BlockHeader(EpisodeSummary Summary, bool HasSteps, long PayloadLength, ulong PayloadHash)
{
    public const int Size = 64;
    public const int Alignment = 64;

    // The part that the digest covers: everything a run decides, nothing that follows from it.
    public const int ContentSize = 40;

    private const uint Magic = 0x4B4C_4249; // "IBLK", little-endian
    private const byte HasStepsFlag = 1;
    private const int SubtaskOffset = 48, HashOffset = 56;

    public long TotalSize => Size + Padded(PayloadLength);

    public static long Padded(long length) => (length + Alignment - 1) & ~(long)(Alignment - 1);

    public void WriteTo(Span<byte> bytes)
    {
        bytes = bytes[..Size];
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        bytes[4] = (byte)Summary.Kind;
        bytes[5] = (byte)Summary.End;
        bytes[6] = (byte)Summary.Reason;
        bytes[7] = HasSteps ? HasStepsFlag : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Summary.Attempt);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Summary.Steps);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], Summary.MistakeSteps);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], Summary.SourceEpisode);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], PayloadLength);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], PayloadHash);
        // The index plus one: files written by earlier versions have 0 here, for unknown.
        BinaryPrimitives.WriteInt32LittleEndian(bytes[SubtaskOffset..], Summary.Subtask + 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[HashOffset..], XxHash3.HashToUInt64(bytes[..HashOffset]));
    }

    /// <summary>Reads a header; the fault says what is wrong with the bytes.</summary>
    public static StoreFault? Read(ReadOnlySpan<byte> bytes, string file, long offset, out BlockHeader header)
    {
        header = default;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (magic != Magic)
            return StoreFault.Damaged(file, offset, "block magic", $"0x{magic:x8}", $"0x{Magic:x8}");
        ulong stored = BinaryPrimitives.ReadUInt64LittleEndian(bytes[HashOffset..]);
        ulong computed = XxHash3.HashToUInt64(bytes[..HashOffset]);
        if (stored != computed)
            return StoreFault.Hash(file, offset, "block header hash", stored, computed);
        var summary = new EpisodeSummary
        {
            Kind = (EpisodeKind)bytes[4],
            End = (EpisodeEnd)bytes[5],
            Reason = (AttemptReason)bytes[6],
            Attempt = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            Steps = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            MistakeSteps = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            SourceEpisode = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            Subtask = BinaryPrimitives.ReadInt32LittleEndian(bytes[SubtaskOffset..]) - 1,
        };
        header = new BlockHeader(
            summary,
            (bytes[7] & HasStepsFlag) != 0,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]));
        return header.Check(file, offset);
    }

    // A right hash says that nothing fell over by accident, not that the numbers make sense.
    private StoreFault? Check(string file, long offset)
    {
        EpisodeSummary s = Summary;
        bool isKnown = s.Kind <= EpisodeKind.Rollout && s.End <= EpisodeEnd.Aborted && Enum.IsDefined(s.Reason);
        if (!isKnown || s.Attempt < 0 || s.Steps < 0 || s.MistakeSteps < 0 || s.SourceEpisode < -1 || s.Subtask < -1)
        {
            return StoreFault.Damaged(
                file, offset + 4, "attempt", $"of kind {(byte)s.Kind}, end {(byte)s.End}, reason {(byte)s.Reason}, {s.Steps} steps, " +
                    $"{s.MistakeSteps} of a mistake, source {s.SourceEpisode}, subtask {s.Subtask}",
                "known words and counts from 0");
        }

        return PayloadLength is >= 0 and <= StoreLimits.MaxEpisodeBytes
            ? null
            : StoreFault.Damaged(file, offset + 32, "payload length", $"{PayloadLength}", $"between 0 and {StoreLimits.MaxEpisodeBytes}");
    }
}

/// <summary>A committed block and where it lies.</summary>
internal readonly record struct BlockEntry(int Shard, long Offset, BlockHeader Header)
{
    public long PayloadOffset => Offset + BlockHeader.Size;

    public long End => Offset + Header.TotalSize;
}
