using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace IntervenGen.Learning.Wire;

/// <summary>Writes one message after the other: MessagePack, with arrays as Python packs numpy's. Memory is reused.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The message so far; valid until the next <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Message => _bytes.WrittenMemory;

    /// <summary>Begins another message.</summary>
    public WireWriter Clear()
    {
        _bytes.ResetWrittenCount();
        return this;
    }

    /// <summary>Begins a map; its keys and values follow.</summary>
    public WireWriter Map(int count) => Head(count, 0x80, 15, 0xDE);

    /// <summary>Begins a list; its values follow.</summary>
    public WireWriter List(int count) => Head(count, 0x90, 15, 0xDC);

    /// <summary>Writes a text, or a key.</summary>
    public WireWriter Text(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        if (bytes.Length <= 31)
            Byte((byte)(0xA0 | bytes.Length));
        else
            Number(0xDB, (uint)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Writes true or false.</summary>
    public WireWriter Flag(bool value) => Byte(value ? (byte)0xC3 : (byte)0xC2);

    /// <summary>Writes a whole number.</summary>
    public WireWriter Integer(long value)
    {
        if (value is >= 0 and <= 0x7F)
            return Byte((byte)value);
        Byte(0xD3);
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    /// <summary>Writes a whole number of 64 bits without a sign.</summary>
    public WireWriter Unsigned(ulong value)
    {
        if (value <= long.MaxValue)
            return Integer((long)value);
        Byte(0xCF);
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    /// <summary>Writes a fraction.</summary>
    public WireWriter Real(double value)
    {
        Byte(0xCB);
        BinaryPrimitives.WriteDoubleBigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    /// <summary>Writes an array of numbers.</summary>
    /// <param name="values">The elements, in C order.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    public WireWriter Array<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        Map(4).Key("__ndarray__").Flag(true).Key("data").Binary(MemoryMarshal.AsBytes(values));
        Key("dtype").Text(TypeOf<T>()).Key("shape").List(shape.Length);
        foreach (int size in shape)
            Integer(size);
        return this;
    }

    /// <summary>numpy's name of a type.</summary>
    private static string TypeOf<T>() =>
        typeof(T) == typeof(float) ? "<f4"
        : typeof(T) == typeof(double) ? "<f8"
        : typeof(T) == typeof(int) ? "<i4"
        : typeof(T) == typeof(long) ? "<i8"
        : typeof(T) == typeof(bool) ? "|b1"
        : throw new NotSupportedException($"arrays of {typeof(T)} are not exchanged");

    // Python looks for these keys as bytes.
    private WireWriter Key(string value) => Binary(Encoding.ASCII.GetBytes(value));

    private WireWriter Binary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= byte.MaxValue)
            Byte(0xC4).Byte((byte)bytes.Length);
        else
            Number(0xC6, (uint)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    private WireWriter Head(int count, int shortKind, int shortMax, byte longKind)
    {
        if (count <= shortMax)
            return Byte((byte)(shortKind | count));
        Byte(longKind);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), checked((ushort)count));
        _bytes.Advance(2);
        return this;
    }

    private void Number(byte kind, uint value)
    {
        Byte(kind);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    private WireWriter Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
        return this;
    }
}
