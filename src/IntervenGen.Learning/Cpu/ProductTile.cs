using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>The innermost part of a matrix product: up to six rows by four vectors, kept in registers over all of the depth.</summary>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="W">Its width.</typeparam>
/// <typeparam name="R">Rows.</typeparam>
/// <typeparam name="C">Vectors beside one another.</typeparam>
/// <remarks>
/// Written out by hand because an array of sums would live in memory; what R and C leave out is no code at all. Each sum takes its
/// products in order of depth, one fused multiply-add each, whatever R, C and the width are.
/// </remarks>
internal static class ProductTile<V, W, R, C>
    where V : struct
    where W : struct, IWidth<V>
    where R : struct, ICount
    where C : struct, ICount
{
    /// <summary>c[r, n] = start[r, n] + Σₖ a[r, k] · b[k, n]; see <see cref="Product"/> for the strides.</summary>
    /// <param name="product">Strides and depth.</param>
    /// <param name="a">First element of the left operand.</param>
    /// <param name="b">First element of the right operand.</param>
    /// <param name="c">First element of the result.</param>
    /// <param name="start">First element of the summand, which may be <paramref name="c"/>; a null reference for zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in Product product, ref float a, ref float b, ref float c, ref float start)
    {
        V s00 = default, s01 = default, s02 = default, s03 = default;
        V s10 = default, s11 = default, s12 = default, s13 = default;
        V s20 = default, s21 = default, s22 = default, s23 = default;
        V s30 = default, s31 = default, s32 = default, s33 = default;
        V s40 = default, s41 = default, s42 = default, s43 = default;
        V s50 = default, s51 = default, s52 = default, s53 = default;
        if (!Unsafe.IsNullRef(ref start))
        {
            nint row = product.StartRow;
            s00 = W.Load(ref start, 0);
            if (C.Value > 1)
                s01 = W.Load(ref start, W.Lanes);
            if (C.Value > 2)
                s02 = W.Load(ref start, 2 * W.Lanes);
            if (C.Value > 3)
                s03 = W.Load(ref start, 3 * W.Lanes);

            if (R.Value > 1)
            {
                s10 = W.Load(ref start, row);
                if (C.Value > 1)
                    s11 = W.Load(ref start, row + W.Lanes);
                if (C.Value > 2)
                    s12 = W.Load(ref start, row + (2 * W.Lanes));
                if (C.Value > 3)
                    s13 = W.Load(ref start, row + (3 * W.Lanes));
            }

            if (R.Value > 2)
            {
                s20 = W.Load(ref start, 2 * row);
                if (C.Value > 1)
                    s21 = W.Load(ref start, (2 * row) + W.Lanes);
                if (C.Value > 2)
                    s22 = W.Load(ref start, (2 * row) + (2 * W.Lanes));
                if (C.Value > 3)
                    s23 = W.Load(ref start, (2 * row) + (3 * W.Lanes));
            }

            if (R.Value > 3)
            {
                s30 = W.Load(ref start, 3 * row);
                if (C.Value > 1)
                    s31 = W.Load(ref start, (3 * row) + W.Lanes);
                if (C.Value > 2)
                    s32 = W.Load(ref start, (3 * row) + (2 * W.Lanes));
                if (C.Value > 3)
                    s33 = W.Load(ref start, (3 * row) + (3 * W.Lanes));
            }

            if (R.Value > 4)
            {
                s40 = W.Load(ref start, 4 * row);
                if (C.Value > 1)
                    s41 = W.Load(ref start, (4 * row) + W.Lanes);
                if (C.Value > 2)
                    s42 = W.Load(ref start, (4 * row) + (2 * W.Lanes));
                if (C.Value > 3)
                    s43 = W.Load(ref start, (4 * row) + (3 * W.Lanes));
            }

            if (R.Value > 5)
            {
                s50 = W.Load(ref start, 5 * row);
                if (C.Value > 1)
                    s51 = W.Load(ref start, (5 * row) + W.Lanes);
                if (C.Value > 2)
                    s52 = W.Load(ref start, (5 * row) + (2 * W.Lanes));
                if (C.Value > 3)
                    s53 = W.Load(ref start, (5 * row) + (3 * W.Lanes));
            }
        }

        nint o1 = product.ARow, o2 = 2 * o1, o3 = 3 * o1, o4 = 4 * o1, o5 = 5 * o1;
        nint aStep = product.AStep, bStep = product.BStep, depth = product.Depth, skip = product.ABlock - (depth * aStep);
        for (nint block = product.Blocks; block > 0; block--)
        {
            for (nint k = depth; k > 0; k--)
            {
                V b0 = W.Load(ref b, 0);
                V b1 = C.Value > 1 ? W.Load(ref b, W.Lanes) : default;
                V b2 = C.Value > 2 ? W.Load(ref b, 2 * W.Lanes) : default;
                V b3 = C.Value > 3 ? W.Load(ref b, 3 * W.Lanes) : default;
                V x = W.All(a);
                s00 = W.Fma(x, b0, s00);
                if (C.Value > 1)
                    s01 = W.Fma(x, b1, s01);
                if (C.Value > 2)
                    s02 = W.Fma(x, b2, s02);
                if (C.Value > 3)
                    s03 = W.Fma(x, b3, s03);

                if (R.Value > 1)
                {
                    x = W.All(Unsafe.Add(ref a, o1));
                    s10 = W.Fma(x, b0, s10);
                    if (C.Value > 1)
                        s11 = W.Fma(x, b1, s11);
                    if (C.Value > 2)
                        s12 = W.Fma(x, b2, s12);
                    if (C.Value > 3)
                        s13 = W.Fma(x, b3, s13);
                }

                if (R.Value > 2)
                {
                    x = W.All(Unsafe.Add(ref a, o2));
                    s20 = W.Fma(x, b0, s20);
                    if (C.Value > 1)
                        s21 = W.Fma(x, b1, s21);
                    if (C.Value > 2)
                        s22 = W.Fma(x, b2, s22);
                    if (C.Value > 3)
                        s23 = W.Fma(x, b3, s23);
                }

                if (R.Value > 3)
                {
                    x = W.All(Unsafe.Add(ref a, o3));
                    s30 = W.Fma(x, b0, s30);
                    if (C.Value > 1)
                        s31 = W.Fma(x, b1, s31);
                    if (C.Value > 2)
                        s32 = W.Fma(x, b2, s32);
                    if (C.Value > 3)
                        s33 = W.Fma(x, b3, s33);
                }

                if (R.Value > 4)
                {
                    x = W.All(Unsafe.Add(ref a, o4));
                    s40 = W.Fma(x, b0, s40);
                    if (C.Value > 1)
                        s41 = W.Fma(x, b1, s41);
                    if (C.Value > 2)
                        s42 = W.Fma(x, b2, s42);
                    if (C.Value > 3)
                        s43 = W.Fma(x, b3, s43);
                }

                if (R.Value > 5)
                {
                    x = W.All(Unsafe.Add(ref a, o5));
                    s50 = W.Fma(x, b0, s50);
                    if (C.Value > 1)
                        s51 = W.Fma(x, b1, s51);
                    if (C.Value > 2)
                        s52 = W.Fma(x, b2, s52);
                    if (C.Value > 3)
                        s53 = W.Fma(x, b3, s53);
                }

                a = ref Unsafe.Add(ref a, aStep);
                b = ref Unsafe.Add(ref b, bStep);
            }

            a = ref Unsafe.Add(ref a, skip);
        }

        nint cRow = product.CRow;
        Store(ref c, s00, s01, s02, s03);
        if (R.Value > 1)
            Store(ref Unsafe.Add(ref c, cRow), s10, s11, s12, s13);
        if (R.Value > 2)
            Store(ref Unsafe.Add(ref c, 2 * cRow), s20, s21, s22, s23);
        if (R.Value > 3)
            Store(ref Unsafe.Add(ref c, 3 * cRow), s30, s31, s32, s33);
        if (R.Value > 4)
            Store(ref Unsafe.Add(ref c, 4 * cRow), s40, s41, s42, s43);
        if (R.Value > 5)
            Store(ref Unsafe.Add(ref c, 5 * cRow), s50, s51, s52, s53);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float c, V s0, V s1, V s2, V s3)
    {
        W.Store(s0, ref c, 0);
        if (C.Value > 1)
            W.Store(s1, ref c, W.Lanes);
        if (C.Value > 2)
            W.Store(s2, ref c, 2 * W.Lanes);
        if (C.Value > 3)
            W.Store(s3, ref c, 3 * W.Lanes);
    }
}
