using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IntervenGen.Learning.Cpu;

/// <summary>Transposes blocks of 16 rows and columns.</summary>
internal static class Transposition
{
    /// <summary>Transposes one block of 16 × 16 numbers: to[j, i] = from[i, j].</summary>
    /// <param name="from">First element of the source.</param>
    /// <param name="fromRow">Distance between rows of the source, floats.</param>
    /// <param name="to">First element of the result.</param>
    /// <param name="toRow">Distance between rows of the result, floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Block(ref float from, nint fromRow, ref float to, nint toRow)
    {
        if (!Sse.IsSupported)
        {
            OneByOne(ref from, fromRow, ref to, toRow);
            return;
        }

        for (nint j = 0; j < Product.Group; j += 4)
        {
            for (nint i = 0; i < Product.Group; i += 4)
                FourByFour(ref Unsafe.Add(ref from, (i * fromRow) + j), fromRow, ref Unsafe.Add(ref to, (j * toRow) + i), toRow);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByFour(ref float from, nint fromRow, ref float to, nint toRow)
    {
        var a = Vector128.LoadUnsafe(ref from);
        var b = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, fromRow));
        var c = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * fromRow));
        var d = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * fromRow));
        Vector128<float> lowAb = Sse.UnpackLow(a, b), lowCd = Sse.UnpackLow(c, d);
        Vector128<float> highAb = Sse.UnpackHigh(a, b), highCd = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(lowAb, lowCd).StoreUnsafe(ref to);
        Sse.MoveHighToLow(lowCd, lowAb).StoreUnsafe(ref Unsafe.Add(ref to, toRow));
        Sse.MoveLowToHigh(highAb, highCd).StoreUnsafe(ref Unsafe.Add(ref to, 2 * toRow));
        Sse.MoveHighToLow(highCd, highAb).StoreUnsafe(ref Unsafe.Add(ref to, 3 * toRow));
    }

    private static void OneByOne(ref float from, nint fromRow, ref float to, nint toRow)
    {
        for (nint j = 0; j < Product.Group; j++)
        {
            for (nint i = 0; i < Product.Group; i++)
                Unsafe.Add(ref to, (j * toRow) + i) = Unsafe.Add(ref from, (i * fromRow) + j);
        }
    }
}
