using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>One step of 16 units of an LSTM layer, forward and backward (Hochreiter and Schmidhuber 1997, PyTorch's gates).</summary>
/// <remarks>A row's four gates stand one after the other: i, f, g, o, 16 units each.</remarks>
internal static class Recurrence<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    private const int Forget = Product.Group, Candidate = 2 * Product.Group, Output = 3 * Product.Group;

    /// <summary>Forward step: cell = f · before + i · g; hidden = o · tanh(cell), row after row.</summary>
    /// <param name="rows">Number of rows, R.</param>
    /// <param name="gates">In: sums; out: activations. Shape [R, 64].</param>
    /// <param name="before">Cells of the step before, shape [R, 16]; a null reference for zero.</param>
    /// <param name="cell">Result, shape [R, 16].</param>
    /// <param name="bounded">Result: tanh of the cells, shape [R, 16].</param>
    /// <param name="hidden">Result, 16 numbers every <paramref name="hiddenRow"/>.</param>
    /// <param name="hiddenRow">Distance between rows of the result.</param>
    /// <param name="again">The same result once more, every <paramref name="againRow"/>; a null reference for nowhere.</param>
    /// <param name="againRow">Distance between rows there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(
        int rows, ref float gates, ref float before, ref float cell, ref float bounded, ref float hidden, nint hiddenRow, ref float again,
        nint againRow)
    {
        bool isFirst = Unsafe.IsNullRef(ref before), isTwice = !Unsafe.IsNullRef(ref again);
        for (nint row = 0; row < rows; row++)
        {
            for (nint j = 0; j < Product.Group; j += W.Lanes)
            {
                nint at = (row * PackedLayout.TileColumns) + j, unit = (row * Product.Group) + j;
                V i = Functions<V, W>.Sigmoid(W.Load(ref gates, at));
                V f = Functions<V, W>.Sigmoid(W.Load(ref gates, at + Forget));
                V g = Functions<V, W>.Tanh(W.Load(ref gates, at + Candidate));
                V o = Functions<V, W>.Sigmoid(W.Load(ref gates, at + Output));
                V c = W.Multiply(i, g);
                if (!isFirst)
                    c = W.Fma(f, W.Load(ref before, unit), c);
                V t = Functions<V, W>.Tanh(c), h = W.Multiply(o, t);
                W.Store(i, ref gates, at);
                W.Store(f, ref gates, at + Forget);
                W.Store(g, ref gates, at + Candidate);
                W.Store(o, ref gates, at + Output);
                W.Store(c, ref cell, unit);
                W.Store(t, ref bounded, unit);
                W.Store(h, ref hidden, (row * hiddenRow) + j);
                if (isTwice)
                    W.Store(h, ref again, (row * againRow) + j);
            }
        }
    }

    /// <summary>Forward step for rows at any position of the state, when nothing is kept for a backward pass.</summary>
    /// <param name="rows">Which rows of the state.</param>
    /// <param name="gates">Sums, shape [rows.Length, 64].</param>
    /// <param name="cell">Of the state's first row, read and written; 16 numbers every <paramref name="stateRow"/>.</param>
    /// <param name="hidden">Of the state's first row; 16 numbers every <paramref name="stateRow"/>.</param>
    /// <param name="stateRow">Distance between rows of the state.</param>
    /// <param name="again">The same result once more, row after row as listed, every <paramref name="againRow"/>.</param>
    /// <param name="againRow">Distance between rows there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Advance(
        ReadOnlySpan<int> rows, ref float gates, ref float cell, ref float hidden, nint stateRow, ref float again, nint againRow)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            for (nint j = 0; j < Product.Group; j += W.Lanes)
            {
                nint at = (row * PackedLayout.TileColumns) + j, unit = (rows[row] * stateRow) + j;
                V i = Functions<V, W>.Sigmoid(W.Load(ref gates, at));
                V f = Functions<V, W>.Sigmoid(W.Load(ref gates, at + Forget));
                V g = Functions<V, W>.Tanh(W.Load(ref gates, at + Candidate));
                V o = Functions<V, W>.Sigmoid(W.Load(ref gates, at + Output));
                V c = W.Fma(f, W.Load(ref cell, unit), W.Multiply(i, g));
                V h = W.Multiply(o, Functions<V, W>.Tanh(c));
                W.Store(c, ref cell, unit);
                W.Store(h, ref hidden, unit);
                W.Store(h, ref again, (row * againRow) + j);
            }
        }
    }

    /// <summary>Backward step: replaces activations by the gradients of their pre-activations, row after row.</summary>
    /// <param name="rows">Number of rows, R.</param>
    /// <param name="gates">In: activations; out: gradients. Shape [R, 64].</param>
    /// <param name="before">Cells of the step before, shape [R, 16]; a null reference for zero.</param>
    /// <param name="bounded">tanh of the cells, shape [R, 16].</param>
    /// <param name="hiddenGradient">16 numbers every <paramref name="hiddenRow"/>.</param>
    /// <param name="hiddenRow">Distance between its rows.</param>
    /// <param name="cellGradient">Carried from step to step, shape [R, 16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        int rows, ref float gates, ref float before, ref float bounded, ref float hiddenGradient, nint hiddenRow, ref float cellGradient)
    {
        bool isFirst = Unsafe.IsNullRef(ref before);
        V one = W.All(1f), zero = W.All(0f);
        for (nint row = 0; row < rows; row++)
        {
            for (nint j = 0; j < Product.Group; j += W.Lanes)
            {
                nint at = (row * PackedLayout.TileColumns) + j, unit = (row * Product.Group) + j;
                V i = W.Load(ref gates, at), f = W.Load(ref gates, at + Forget);
                V g = W.Load(ref gates, at + Candidate), o = W.Load(ref gates, at + Output);
                V t = W.Load(ref bounded, unit), dh = W.Load(ref hiddenGradient, (row * hiddenRow) + j);
                V last = isFirst ? zero : W.Load(ref before, unit);
                V slope = W.Subtract(one, W.Multiply(t, t));
                V dc = W.Fma(W.Multiply(dh, o), slope, W.Load(ref cellGradient, unit));
                W.Store(W.Multiply(W.Multiply(dc, g), W.Multiply(i, W.Subtract(one, i))), ref gates, at);
                W.Store(W.Multiply(W.Multiply(dc, last), W.Multiply(f, W.Subtract(one, f))), ref gates, at + Forget);
                W.Store(W.Multiply(W.Multiply(dc, i), W.Subtract(one, W.Multiply(g, g))), ref gates, at + Candidate);
                W.Store(W.Multiply(W.Multiply(dh, t), W.Multiply(o, W.Subtract(one, o))), ref gates, at + Output);
                W.Store(W.Multiply(dc, f), ref cellGradient, unit);
            }
        }
    }
}
