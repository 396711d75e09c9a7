using System.Buffers.Binary;
using System.Text;

namespace IntervenGen.Learning.Onnx;

/// <summary>Writes one message in the wire format of Protocol Buffers.</summary>
/// <remarks>Fields appear in the order of the calls. Enough of the format for ONNX: integers, floats, bytes, messages.</remarks>
internal sealed class ProtoWriter
{
    private const int Varint = 0, Delimited = 2, Fixed32 = 5;

    private readonly MemoryStream _bytes = new();

    /// <summary>The message's bytes so far.</summary>
    public byte[] ToBytes() => _bytes.ToArray();

    /// <summary>Writes an integer or an enumeration.</summary>
    public ProtoWriter Integer(int field, long value)
    {
        Raw(((ulong)field << 3) | Varint);
        Raw((ulong)value);
        return this;
    }

    /// <summary>Writes a number of single precision.</summary>
    public ProtoWriter Number(int field, float value)
    {
        Raw(((ulong)field << 3) | Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Writes a text.</summary>
    public ProtoWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a message.</summary>
    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.ToBytes());

    /// <summary>Writes bytes.</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Raw(((ulong)field << 3) | Delimited);
        Raw((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    private void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
