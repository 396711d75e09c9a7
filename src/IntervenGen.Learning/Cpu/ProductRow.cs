using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>One row times eight vectors of columns: as many sums as it takes to keep two multipliers busy, where a tile has only
/// four.</summary>
/// <remarks>Each sum takes its products in the order of <see cref="ProductTile{V, W, R, C}"/>, so that a row alone has the same
/// bits.</remarks>
internal static class ProductRow<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    /// <summary>Vectors beside one another in each half.</summary>
    public const int HalfVectors = 4;

    /// <summary>c[n] = start[n] + Σₖ a[k] · b[k, n], for two groups of four vectors of columns.</summary>
    /// <param name="a">The row.</param>
    /// <param name="left">The left half's first weight.</param>
    /// <param name="right">The right half's first weight.</param>
    /// <param name="depth">K.</param>
    /// <param name="step">Distance between rows of weights.</param>
    /// <param name="start">What the left half is added to; the right half's follows it.</param>
    /// <param name="c">The left half's result; the right half's follows it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref float a, ref float left, ref float right, nint depth, nint step, ref float start, ref float c)
    {
        V s0 = W.Load(ref start, 0);
        V s1 = W.Load(ref start, W.Lanes);
        V s2 = W.Load(ref start, 2 * W.Lanes);
        V s3 = W.Load(ref start, 3 * W.Lanes);
        V s4 = W.Load(ref start, 4 * W.Lanes);
        V s5 = W.Load(ref start, 5 * W.Lanes);
        V s6 = W.Load(ref start, 6 * W.Lanes);
        V s7 = W.Load(ref start, 7 * W.Lanes);
        for (nint k = 0; k < depth; k++)
        {
            V x = W.All(Unsafe.Add(ref a, k));
            s0 = W.Fma(x, W.Load(ref left, 0), s0);
            s1 = W.Fma(x, W.Load(ref left, W.Lanes), s1);
            s2 = W.Fma(x, W.Load(ref left, 2 * W.Lanes), s2);
            s3 = W.Fma(x, W.Load(ref left, 3 * W.Lanes), s3);
            s4 = W.Fma(x, W.Load(ref right, 0), s4);
            s5 = W.Fma(x, W.Load(ref right, W.Lanes), s5);
            s6 = W.Fma(x, W.Load(ref right, 2 * W.Lanes), s6);
            s7 = W.Fma(x, W.Load(ref right, 3 * W.Lanes), s7);
            left = ref Unsafe.Add(ref left, step);
            right = ref Unsafe.Add(ref right, step);
        }

        W.Store(s0, ref c, 0);
        W.Store(s1, ref c, W.Lanes);
        W.Store(s2, ref c, 2 * W.Lanes);
        W.Store(s3, ref c, 3 * W.Lanes);
        W.Store(s4, ref c, 4 * W.Lanes);
        W.Store(s5, ref c, 5 * W.Lanes);
        W.Store(s6, ref c, 6 * W.Lanes);
        W.Store(s7, ref c, 7 * W.Lanes);
    }
}
