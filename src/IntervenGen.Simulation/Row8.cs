using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IntervenGen.Simulation;

/// <summary>Eight numbers side by side: seven joints or six task directions, with padding that stays finite.</summary>
/// <remarks>No fused multiply-add: every element goes through the roundings of the scalar form, in its order.</remarks>
internal readonly struct Row8
{
    /// <summary>Number of elements of a row.</summary>
    public const int Size = 8;

    private readonly Vector256<double> _low, _high;

    private Row8(Vector256<double> low, Vector256<double> high)
    {
        _low = low;
        _high = high;
    }

    /// <summary>Loads row <paramref name="index"/> of a matrix with eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row8 Load(double[] rows, int index)
    {
        ref double first = ref MemoryMarshal.GetArrayDataReference(rows);
        nuint at = (nuint)(Size * index);
        return new Row8(Vector256.LoadUnsafe(ref first, at), Vector256.LoadUnsafe(ref first, at + 4));
    }

    /// <summary>Stores this row as row <paramref name="index"/> of a matrix with eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(double[] rows, int index)
    {
        ref double first = ref MemoryMarshal.GetArrayDataReference(rows);
        nuint at = (nuint)(Size * index);
        _low.StoreUnsafe(ref first, at);
        _high.StoreUnsafe(ref first, at + 4);
    }

    public static Row8 operator +(Row8 a, Row8 b) => new(a._low + b._low, a._high + b._high);

    public static Row8 operator -(Row8 a, Row8 b) => new(a._low - b._low, a._high - b._high);

    public static Row8 operator *(Row8 a, double b)
    {
        Vector256<double> all = Vector256.Create(b);
        return new Row8(a._low * all, a._high * all);
    }
}
