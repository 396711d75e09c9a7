using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>Sizes and strides, in floats, of one matrix product C[r, n] = start[r, n] + Σₖ A[r, k] · B[k, n].</summary>
/// <remarks>
/// The depth may come in blocks: k = block · <see cref="Depth"/> + i stands at A[r · ARow + block · ABlock + i · AStep] and
/// B[k · BStep]. The columns are whole groups of <see cref="Group"/>, at most four of them.
/// </remarks>
internal struct Product
{
    /// <summary>Number of columns of a group: the widest vector's elements; sizes are padded to whole groups.</summary>
    public const int Group = 16;

    /// <summary>Largest number of groups multiplied together: what a tile of the widest vectors holds.</summary>
    public const int MaxGroups = 4;

    /// <summary>Largest number of rows multiplied together.</summary>
    public const int TileRows = 6;

    public int Rows, Groups;

    public nint Depth, Blocks;

    public nint ARow, AStep, ABlock, BStep, CRow, StartRow;

    /// <summary>Distance between every six rows of A where they are packed; 0 where they follow one another by
    /// <see cref="ARow"/>.</summary>
    public nint ATile;

    /// <summary>Computes the product, six rows at a time.</summary>
    /// <param name="a">First element of the left operand A.</param>
    /// <param name="b">First element of the right operand B.</param>
    /// <param name="c">First element of the result C.</param>
    /// <param name="start">First element of the summand, which may be <paramref name="c"/>; a null reference for zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<V, W>(ref float a, ref float b, ref float c, ref float start)
        where V : struct
        where W : struct, IWidth<V>
    {
        // Of the widest vectors, all groups at once; of narrower ones as many columns as fit into the registers.
        int columns = W.TileVectors * W.Lanes;
        if (columns > Group)
        {
            switch (Groups)
            {
                case 1: RunRows<V, W, One>(ref a, ref b, ref c, ref start); break;
                case 2: RunRows<V, W, Two>(ref a, ref b, ref c, ref start); break;
                case 3: RunRows<V, W, Three>(ref a, ref b, ref c, ref start); break;
                default: RunRows<V, W, Four>(ref a, ref b, ref c, ref start); break;
            }

            return;
        }

        // One or two rows leave registers for twice the columns, and need them to keep the multipliers busy.
        int all = Groups * Group;
        bool isFlat = Rows <= 2 && all % (2 * columns) == 0;
        for (int n = 0; n < all; n += isFlat ? 2 * columns : columns)
        {
            ref float from = ref Unsafe.IsNullRef(ref start) ? ref start : ref Unsafe.Add(ref start, n);
            if (isFlat)
                RunRows<V, W, Four>(ref a, ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, n), ref from);
            else
                RunRows<V, W, Two>(ref a, ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, n), ref from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void RunRows<V, W, C>(ref float a, ref float b, ref float c, ref float start)
        where V : struct
        where W : struct, IWidth<V>
        where C : struct, ICount
    {
        int left = Rows;
        nint tile = ATile != 0 ? ATile : TileRows * ARow;
        for (; left >= TileRows; left -= TileRows)
        {
            ProductTile<V, W, Six, C>.Run(this, ref a, ref b, ref c, ref start);
            a = ref Unsafe.Add(ref a, tile);
            c = ref Unsafe.Add(ref c, TileRows * CRow);
            if (!Unsafe.IsNullRef(ref start))
                start = ref Unsafe.Add(ref start, TileRows * StartRow);
        }

        switch (left)
        {
            case 1: ProductTile<V, W, One, C>.Run(this, ref a, ref b, ref c, ref start); break;
            case 2: ProductTile<V, W, Two, C>.Run(this, ref a, ref b, ref c, ref start); break;
            case 3: ProductTile<V, W, Three, C>.Run(this, ref a, ref b, ref c, ref start); break;
            case 4: ProductTile<V, W, Four, C>.Run(this, ref a, ref b, ref c, ref start); break;
            case 5: ProductTile<V, W, Five, C>.Run(this, ref a, ref b, ref c, ref start); break;
            default: break;
        }
    }
}
