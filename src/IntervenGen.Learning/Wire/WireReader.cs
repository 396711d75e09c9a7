using System.Buffers.Binary;
using System.Text;

namespace IntervenGen.Learning.Wire;

/// <summary>Reads one message: MessagePack, with the maps by which Python packs numpy's arrays and numbers.</summary>
/// <remarks>
/// Nothing is allocated by a length before as many bytes are there; depth and number of values are limited. Keys may be texts or bytes:
/// Python packs the keys of an array's map as bytes. Arrays refer to the message's memory.
/// </remarks>
internal sealed class WireReader
{
    private const int MaxDepth = 16, MaxValues = 100_000;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _message;
    private int _at;
    private int _values;

    private WireReader(ReadOnlyMemory<byte> message) => _message = message;

    /// <summary>Reads a message that is a map.</summary>
    /// <exception cref="WireException">It is none.</exception>
    public static WireMap Read(ReadOnlyMemory<byte> message)
    {
        var reader = new WireReader(message);
        object? value = reader.Value(0);
        if (reader._at != message.Length)
            throw new WireException($"a message has {message.Length} bytes and ends at byte {reader._at}");
        return value as WireMap ?? throw new WireException("a message is no map");
    }

    private object? Value(int depth)
    {
        if (depth > MaxDepth)
            throw new WireException($"a message is more than {MaxDepth} levels deep");
        if (++_values > MaxValues)
            throw new WireException($"a message has more than {MaxValues} values");
        byte kind = Take(1)[0];
        return kind switch
        {
            <= 0x7F => (long)kind,
            <= 0x8F => Map(kind & 0x0F, depth),
            <= 0x9F => List(kind & 0x0F, depth),
            <= 0xBF => Text(kind & 0x1F),
            0xC0 => null,
            0xC2 => false,
            0xC3 => true,
            >= 0xC4 and <= 0xC6 => Take(Length(kind - 0xC4)).ToArray(),
            0xCA => (double)BinaryPrimitives.ReadSingleBigEndian(Take(4)),
            0xCB => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
            0xCC => (long)Take(1)[0],
            0xCD => (long)BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xCE => (long)BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            0xCF => BinaryPrimitives.ReadUInt64BigEndian(Take(8)) is <= long.MaxValue and var small
                ? (long)small
                : BinaryPrimitives.ReadUInt64BigEndian(_message.Span[(_at - 8)..]),
            0xD0 => (long)(sbyte)Take(1)[0],
            0xD1 => (long)BinaryPrimitives.ReadInt16BigEndian(Take(2)),
            0xD2 => (long)BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            0xD3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
            >= 0xD9 and <= 0xDB => Text(Length(kind - 0xD9)),
            0xDC or 0xDD => List(Length(kind - 0xDB), depth),
            0xDE or 0xDF => Map(Length(kind - 0xDD), depth),
            >= 0xE0 => (long)(sbyte)kind,
            _ => throw new WireException($"byte {_at - 1} of a message is 0x{kind:X2}, which is no value that is exchanged"),
        };
    }

    private object?[] List(int count, int depth)
    {
        RequireLeft(count);
        object?[] values = new object?[count];
        for (int i = 0; i < count; i++)
            values[i] = Value(depth + 1);
        return values;
    }

    private object? Map(int count, int depth)
    {
        RequireLeft(2L * count);
        var values = new Dictionary<string, object?>(count, StringComparer.Ordinal);
        NumpyArray? array = null;
        for (int i = 0; i < count; i++)
        {
            string key = Key();
            // The bytes of an array stay where they are.
            object? value = key == "data" && IsBinary(out int length) ? TakeMemory(length) : Value(depth + 1);
            if (!values.TryAdd(key, value))
                throw new WireException($"a map has the key '{key}' twice");
        }

        if (values.ContainsKey("__ndarray__"))
            array = Array(values);
        else if (values.ContainsKey("__npgeneric__") && values.TryGetValue("data", out object? number))
            return number is ReadOnlyMemory<byte> bytes ? bytes.ToArray() : number;
        else if (values.TryGetValue("data", out object? data) && data is ReadOnlyMemory<byte> plain)
            values["data"] = plain.ToArray();
        return array is null ? new WireMap(values) : array;
    }

    private static NumpyArray Array(Dictionary<string, object?> values)
    {
        if (values.GetValueOrDefault("data") is not ReadOnlyMemory<byte> data
            || values.GetValueOrDefault("dtype") is not string type
            || values.GetValueOrDefault("shape") is not object?[] sizes
            || !sizes.All(size => size is long and >= 0 and <= int.MaxValue))
            throw new WireException("an array lacks its data, dtype or shape");
        return new NumpyArray(type, [.. sizes.Select(size => (int)(long)size!)], data);
    }

    private string Key()
    {
        _values++;
        byte kind = Take(1)[0];
        return kind switch
        {
            >= 0xA0 and <= 0xBF => Text(kind & 0x1F),
            >= 0xD9 and <= 0xDB => Text(Length(kind - 0xD9)),
            >= 0xC4 and <= 0xC6 => Text(Length(kind - 0xC4)),
            _ => throw new WireException($"byte {_at - 1} of a message is 0x{kind:X2}, and a key was to begin there"),
        };
    }

    private bool IsBinary(out int length)
    {
        byte kind = _at < _message.Length ? _message.Span[_at] : (byte)0;
        bool isBinary = kind is >= 0xC4 and <= 0xC6;
        if (isBinary)
            _at++;
        length = isBinary ? Length(kind - 0xC4) : 0;
        return isBinary;
    }

    private string Text(int length)
    {
        try
        {
            return s_utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new WireException($"a text before byte {_at} of a message is not UTF-8");
        }
    }

    // A length of one, two or four bytes.
    private int Length(int power) => power switch
    {
        0 => Take(1)[0],
        1 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        _ => BinaryPrimitives.ReadUInt32BigEndian(Take(4)) is <= int.MaxValue and var length
            ? (int)length
            : throw new WireException("a message names a length of more than 2 GB"),
    };

    // Every value has a byte at least.
    private void RequireLeft(long values)
    {
        if (values > _message.Length - _at)
            throw new WireException($"a message ends within a list or map of {values} values");
    }

    private ReadOnlySpan<byte> Take(int count) => TakeMemory(count).Span;

    private ReadOnlyMemory<byte> TakeMemory(int count)
    {
        if (count > _message.Length - _at)
            throw new WireException($"a message ends at byte {_message.Length}, within a value");
        ReadOnlyMemory<byte> bytes = _message.Slice(_at, count);
        _at += count;
        return bytes;
    }
}
