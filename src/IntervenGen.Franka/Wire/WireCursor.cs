using System.Buffers.Binary;

namespace IntervenGen.Franka.Wire;

/// <summary>Writes little-endian fields one after the other, without padding.</summary>
internal ref struct WireWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    public int Position { get; private set; }

    public void Byte(byte value) => Next(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Next(8), value);

    public void Doubles(scoped ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            Double(value);
    }

    private Span<byte> Next(int count)
    {
        Span<byte> next = _bytes.Slice(Position, count);
        Position += count;
        return next;
    }
}

/// <summary>Reads what <see cref="WireWriter"/> wrote.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public byte Byte() => Next(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Next(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Next(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Next(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Next(8));

    public void Doubles(scoped Span<double> values)
    {
        foreach (ref double value in values)
            value = Double();
    }

    private ReadOnlySpan<byte> Next(int count)
    {
        if (_position + count > _bytes.Length)
            throw new FrankaProtocolException(
                $"a message ends after {_bytes.Length} bytes, in the middle of a field at offset {_position}");
        ReadOnlySpan<byte> next = _bytes.Slice(_position, count);
        _position += count;
        return next;
    }
}
