using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace IntervenGen;

/// <summary>A protobuf message under construction: fields are appended in the order in which they are given.</summary>
/// <remarks>Only the wire types that TensorBoard's events use. One thread.</remarks>
internal sealed class ProtobufMessage
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The message so far, encoded.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Appends an <c>int32</c>, <c>int64</c> or enum.</summary>
    public ProtobufMessage Integer(int field, long value)
    {
        Tag(field, Varint);
        WriteVarint((ulong)value);
        return this;
    }

    /// <summary>Appends a <c>double</c>.</summary>
    public ProtobufMessage Double(int field, double value)
    {
        Tag(field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    /// <summary>Appends a <c>float</c>.</summary>
    public ProtobufMessage Float(int field, float value)
    {
        Tag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    /// <summary>Appends a <c>string</c>.</summary>
    public ProtobufMessage Text(int field, string value) => Block(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Appends <c>bytes</c>.</summary>
    public ProtobufMessage Block(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Delimited);
        WriteVarint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Appends a message.</summary>
    public ProtobufMessage Message(int field, ProtobufMessage value) => Block(field, value.Bytes);

    private void Tag(int field, int wireType) => WriteVarint(((ulong)field << 3) | (uint)wireType);

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    private void WriteByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
