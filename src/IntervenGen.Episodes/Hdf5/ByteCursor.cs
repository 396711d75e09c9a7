using System.Buffers.Binary;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>Reads little-endian fields one after another from a stretch of the file, and never past its end.</summary>
internal ref struct ByteCursor(FileBytes file, ReadOnlySpan<byte> bytes, long address, string what)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Remaining)
            throw Damaged($"{what} ends after {_bytes.Length} bytes, and {count} more belong at byte {Position}");
        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public void Skip(long count) => Take(count);

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>An unsigned number of one to eight bytes that fits a signed one of 64 bits.</summary>
    public long UInt(int size)
    {
        ulong value = 0;
        ReadOnlySpan<byte> field = Take(size);
        for (int i = 0; i < field.Length; i++)
            value |= (ulong)field[i] << (8 * i);
        return value <= long.MaxValue ? (long)value : throw Damaged($"{what} has the impossible number {value}");
    }

    /// <summary>A length in bytes or a count.</summary>
    public long Length() => UInt(8);

    /// <summary>An address; −1 where it is undefined.</summary>
    public long Address()
    {
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return value == ulong.MaxValue ? -1
            : value <= long.MaxValue ? (long)value
            : throw Damaged($"{what} has the impossible address {value}");
    }

    public void Signature(ReadOnlySpan<byte> expected)
    {
        if (!Take(expected.Length).SequenceEqual(expected))
            throw Damaged($"{what} does not start with '{System.Text.Encoding.ASCII.GetString(expected)}'");
    }

    /// <summary>A version number that must be the only one known.</summary>
    public void Version(byte expected)
    {
        byte version = Byte();
        if (version != expected)
            throw Damaged($"{what} has version {version}, expected {expected}");
    }

    /// <summary>Checks that the next four bytes are the checksum of everything before them.</summary>
    public void Checksum()
    {
        uint computed = Lookup3.Hash(_bytes[..Position]), stored = UInt32();
        if (stored != computed)
            throw Damaged($"{what} has the checksum 0x{stored:x8}, expected 0x{computed:x8}");
    }

    public readonly EpisodeFormatException Damaged(string reason) => file.Damaged(address, reason);

    public readonly EpisodeFormatException Unsupported(string reason) => file.Unsupported($"offset {address}", reason);
}
