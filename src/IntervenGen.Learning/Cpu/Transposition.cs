using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>Turns blocks of 16 rows and columns round.</summary>
internal static class Transposition
{
    /// <summary>to[j, i] = from[i, j] for 16 x 16 numbers; the arguments are distances between rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Block(ref float from, nint fromRow, ref float to, nint toRow)
    {
        for (nint j = 0; j < Product.Group; j++)
        {
            for (nint i = 0; i < Product.Group; i++)
                Unsafe.Add(ref to, (j * toRow) + i) = Unsafe.Add(ref from, (i * fromRow) + j);
        }
    }
}
