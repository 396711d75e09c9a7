using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>Numbers as a file stores them, as numbers of one type: rounded or clipped where they do not fit.</summary>
internal static class NumberConversion
{
    /// <summary>Whether the file has the very bytes of a <typeparamref name="T"/>, but for their order.</summary>
    public static bool IsStoredAs<T>(Datatype type)
        where T : unmanaged, INumber<T> => default(T) switch
        {
            double => type is { Class: TypeClass.Float, Size: 8 },
            float => type is { Class: TypeClass.Float, Size: 4 },
            long => type is { Class: TypeClass.Integer, Size: 8, IsSigned: true },
            int => type is { Class: TypeClass.Integer, Size: 4, IsSigned: true },
            byte => type is { Class: TypeClass.Integer, Size: 1, IsSigned: false },
            _ => false,
        };

    public static T[] To<T>(byte[] bytes, Datatype type)
        where T : unmanaged, INumber<T> => (type.Class, type.Size, type.IsSigned) switch
        {
            (TypeClass.Float, 2, _) => From<Half, T>(bytes, type),
            (TypeClass.Float, 4, _) => From<float, T>(bytes, type),
            (TypeClass.Float, _, _) => From<double, T>(bytes, type),
            (_, 1, true) => From<sbyte, T>(bytes, type),
            (_, 1, false) => From<byte, T>(bytes, type),
            (_, 2, true) => From<short, T>(bytes, type),
            (_, 2, false) => From<ushort, T>(bytes, type),
            (_, 4, true) => From<int, T>(bytes, type),
            (_, 4, false) => From<uint, T>(bytes, type),
            (_, _, true) => From<long, T>(bytes, type),
            _ => From<ulong, T>(bytes, type),
        };

    private static T[] From<TStored, T>(byte[] bytes, Datatype type)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        if (type.IsBigEndian)
            Reverse(bytes, type.Size);
        ReadOnlySpan<TStored> stored = MemoryMarshal.Cast<byte, TStored>(bytes);
        if (typeof(TStored) == typeof(T))
            return MemoryMarshal.Cast<TStored, T>(stored).ToArray();
        var values = new T[stored.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateSaturating(stored[i]);
        return values;
    }

    /// <summary>Turns the order of each number's bytes around.</summary>
    public static void Reverse(Span<byte> bytes, int size)
    {
        if (size == 2)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(bytes), MemoryMarshal.Cast<byte, short>(bytes));
        else if (size == 4)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(bytes), MemoryMarshal.Cast<byte, int>(bytes));
        else if (size == 8)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(bytes), MemoryMarshal.Cast<byte, long>(bytes));
    }
}
