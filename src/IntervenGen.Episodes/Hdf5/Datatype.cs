using System.Buffers.Binary;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>Classes of data types; numbers of the file format.</summary>
internal enum TypeClass
{
    Integer = 0,
    Float = 1,
    Time = 2,
    Text = 3,
    Bits = 4,
    Opaque = 5,
    Compound = 6,
    Reference = 7,
    Enumeration = 8,
    Variable = 9,
    Array = 10,
}

/// <summary>What one element is: a number, a text of fixed length, a text in the heap, or something that is not read.</summary>
/// <param name="Class">Its class; an enumeration (as h5py stores booleans) has become its integer.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="IsBigEndian">Byte order of a number.</param>
/// <param name="IsSigned">Whether an integer is signed.</param>
/// <param name="IsHeapText">Whether it is text of variable length.</param>
internal sealed record Datatype(TypeClass Class, int Size, bool IsBigEndian, bool IsSigned, bool IsHeapText)
{
    /// <summary>Bytes of a reference to a text in the heap: its length, an address and an index.</summary>
    public const int HeapReferenceBytes = 16;

    private const int MaxDepth = 4;

    public bool IsNumber => Class is TypeClass.Integer or TypeClass.Float;

    /// <summary>What the class is called in a message.</summary>
    public string Name => Class switch
    {
        TypeClass.Integer or TypeClass.Float => "numbers",
        TypeClass.Text => "text",
        TypeClass.Variable => IsHeapText ? "text" : "lists of varying length",
        TypeClass.Compound => "records",
        TypeClass.Reference => "references",
        TypeClass.Array => "small arrays",
        _ => $"elements of HDF5 class {Class}",
    };

    public static Datatype Parse(FileBytes file, ByteCursor cursor, int depth = 0)
    {
        byte word = cursor.Byte();
        var type = (TypeClass)(word & 15);
        uint bits = (uint)cursor.UInt(3);
        uint size = cursor.UInt32();
        if (size is 0 or > int.MaxValue || depth > MaxDepth || type > TypeClass.Array)
            throw cursor.Damaged($"a data type of class {(int)type} with {size} bytes");
        switch (type)
        {
            case TypeClass.Integer:
                RequireWhole(cursor, size, size is 1 or 2 or 4 or 8);
                return new Datatype(type, (int)size, (bits & 1) != 0, (bits & 8) != 0, false);
            case TypeClass.Float:
                RequireWhole(cursor, size, size is 2 or 4 or 8 && (bits & 0x40) == 0);
                RequireIeee(cursor, (int)size);
                return new Datatype(type, (int)size, (bits & 1) != 0, true, false);
            case TypeClass.Enumeration:
                return Parse(file, cursor, depth + 1) is { IsNumber: true } stored && stored.Size == size
                    ? stored
                    : throw cursor.Damaged("an enumeration of something else than numbers of its size");
            case TypeClass.Variable:
                bool isText = (bits & 15) == 1;
                return new Datatype(type, (int)size, false, false, isText && size == HeapReferenceBytes);
            default:
                return new Datatype(type, (int)size, false, false, false);
        }
    }

    // Bit offset and precision; the cursor is a copy, so that RequireIeee reads the same bytes again.
    private static void RequireWhole(ByteCursor cursor, uint size, bool isKnown)
    {
        int offset = cursor.UInt16(), precision = cursor.UInt16();
        if (!isKnown || offset != 0 || precision != 8 * size)
            throw cursor.Unsupported($"numbers of {precision} bits from bit {offset} in {size} bytes, which are not read");
    }

    private static void RequireIeee(ByteCursor cursor, int size)
    {
        cursor.Skip(4);
        ReadOnlySpan<byte> layout = cursor.Take(8);
        (byte exponentAt, byte exponentBits, uint bias) = size switch
        {
            2 => ((byte)10, (byte)5, 15u),
            4 => (
            (byte)23, (byte)8, 127u),
            _ => ((byte)52, (byte)11, 1023u)
        };
        bool isIeee = layout[0] == exponentAt && layout[1] == exponentBits && layout[2] == 0 && layout[3] == exponentAt
            && BinaryPrimitives.ReadUInt32LittleEndian(layout[4..]) == bias;
        if (!isIeee)
            throw cursor.Unsupported($"floating-point numbers of {size} bytes that are not IEEE 754, which are not read");
    }
}
