using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IntervenGen.Learning.Wire;

/// <summary>An array of numbers as numpy packs it: type, shape, and the elements in C order, little-endian.</summary>
internal sealed class NumpyArray
{
    private const int MaxDimensions = 8;

    private static readonly string[] s_types =
        ["|b1", "|u1", "|i1", "<u2", "<i2", "<f2", "<u4", "<i4", "<f4", "<u8", "<i8", "<f8"];

    /// <summary>Takes an array that a peer described.</summary>
    /// <exception cref="WireException">The type is none of numbers, or type, shape and length do not agree.</exception>
    public NumpyArray(string type, int[] shape, ReadOnlyMemory<byte> data)
    {
        if (!s_types.Contains(type))
            throw new WireException($"an array has the type '{type}'; it must be one of {string.Join(", ", s_types)}");
        if (shape.Length > MaxDimensions)
            throw new WireException($"an array has {shape.Length} dimensions; at most {MaxDimensions} are possible");
        long count = 1;
        foreach (int size in shape)
        {
            // Bounded at every factor, so that the product cannot overflow.
            count = size < 0 || count > int.MaxValue ? -1 : count * size;
            if (count < 0)
                throw new WireException($"an array has the shape [{string.Join(", ", shape)}]");
        }

        int width = type[2] - '0';
        if (count * width != data.Length)
            throw new WireException(
                $"an array of '{type}' has the shape [{string.Join(", ", shape)}] and {data.Length} bytes; that needs {count * width}");
        Type = type;
        Shape = shape;
        Data = data;
    }

    /// <summary>numpy's name of the elements' type, such as <c>&lt;f4</c>.</summary>
    public string Type { get; }

    /// <summary>Sizes of the dimensions.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Number of elements.</summary>
    public int Count => Data.Length / Width;

    /// <summary>Type and shape, for messages.</summary>
    public string Description => $"{Type} [{string.Join(", ", Shape)}]";

    /// <summary>Whether the elements are fractions: of 2, 4 or 8 bytes.</summary>
    public bool IsReal => Type[1] == 'f';

    private int Width => Type[2] - '0';

    /// <summary>Copies the elements out, rounded to single precision where they have more.</summary>
    public void CopyTo(Span<float> values)
    {
        for (int i = 0; i < Count; i++)
            values[i] = Type == "<f4" ? BinaryPrimitives.ReadSingleLittleEndian(At(i)) : (float)Real(i);
    }

    /// <summary>Copies the elements out.</summary>
    public void CopyTo(Span<double> values)
    {
        for (int i = 0; i < Count; i++)
            values[i] = Real(i);
    }

    /// <summary>The elements as whole numbers.</summary>
    /// <exception cref="WireException">They are of another type.</exception>
    public long[] ToIntegers()
    {
        if (Type[1] is not ('i' or 'u'))
            throw new WireException($"an array of whole numbers is expected, and it is {Description}");
        long[] values = new long[Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Whole(i);
        return values;
    }

    private double Real(int i) => Type switch
    {
        "<f2" => (double)BinaryPrimitives.ReadHalfLittleEndian(At(i)),
        "<f4" => BinaryPrimitives.ReadSingleLittleEndian(At(i)),
        "<f8" => BinaryPrimitives.ReadDoubleLittleEndian(At(i)),
        _ => Whole(i),
    };

    private long Whole(int i) => Type switch
    {
        "|b1" or "|u1" => At(i)[0],
        "|i1" => (sbyte)At(i)[0],
        "<u2" => BinaryPrimitives.ReadUInt16LittleEndian(At(i)),
        "<i2" => BinaryPrimitives.ReadInt16LittleEndian(At(i)),
        "<u4" => BinaryPrimitives.ReadUInt32LittleEndian(At(i)),
        "<i4" => BinaryPrimitives.ReadInt32LittleEndian(At(i)),
        _ => MemoryMarshal.Read<long>(At(i)),
    };

    private ReadOnlySpan<byte> At(int i) => Data.Span.Slice(i * Width, Width);
}
