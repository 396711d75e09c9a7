using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>Backpropagation through time down to the gradients of the gates' sums, for some windows of a batch.</summary>
internal static class BackwardPass<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    /// <summary>Computes windows [first, last), whose outputs' gradients are there.</summary>
    /// <inheritdoc cref="ForwardPass{V, W}.Run"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(PackedLayout layout, TrainingWorkspace work, int first, int last)
    {
        (FloatBuffer hidden, FloatBuffer below) = work.HiddenGradients;
        for (int t = 0; t < work.Steps; t++)
            Heads(layout, work, hidden, (t * work.Batch) + first, last - first);
        for (int layer = work.Layers.Length - 1; layer >= 0; layer--)
        {
            for (int tile = 0; tile < layout.Tiles; tile++)
                work.CellGradient.Span.Slice(((tile * work.Batch) + first) * Product.Group, (last - first) * Product.Group).Clear();
            for (int t = work.Steps - 1; t >= 0; t--)
                Step(layout, work, layer, t, first, last - first, hidden, below);
            (hidden, below) = (below, hidden);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Heads(PackedLayout layout, TrainingWorkspace work, FloatBuffer hidden, nint row, int windows)
    {
        int width = layout.Head.Width;
        var product = new Product { Rows = windows, Depth = width, Blocks = 1, ARow = width, AStep = 1, CRow = work.UnitStride };
        Multiply(product, work.HeadBack, ref work.Heads[row * width], work.HeadBackWeights, ref hidden[row * work.UnitStride], false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step(
        PackedLayout layout, TrainingWorkspace work, int layer, int t, int first, int windows, FloatBuffer hidden, FloatBuffer below)
    {
        LayerWorkspace own = work.Layers[layer];
        nint row = ((nint)t * work.Batch) + first, rows = work.Rows, stride = work.UnitStride;
        for (int tile = 0; tile < layout.Tiles; tile++)
        {
            nint tiled = (tile * rows) + row;
            Recurrence<V, W>.Backward(
                windows, ref own.Gates[tiled * PackedLayout.TileColumns],
                ref t > 0 ? ref own.Cells[(tiled - work.Batch) * Product.Group] : ref Unsafe.NullRef<float>(),
                ref own.BoundedCells[tiled * Product.Group], ref hidden[(row * stride) + (tile * Product.Group)], stride,
                ref work.CellGradient[((tile * (nint)work.Batch) + first) * Product.Group]);
        }

        var product = new Product
        {
            Rows = windows,
            Depth = PackedLayout.TileColumns,
            Blocks = layout.Tiles,
            ARow = PackedLayout.TileColumns,
            AStep = 1,
            ABlock = rows * PackedLayout.TileColumns,
            CRow = stride,
            StartRow = stride,
        };
        ref float gradients = ref own.Gates[row * PackedLayout.TileColumns];
        if (t > 0)
            Multiply(product, own.Back, ref gradients, own.HiddenBackWeights, ref hidden[(row - work.Batch) * stride], true);
        if (layer > 0)
            Multiply(product, own.Back, ref gradients, own.InputBackWeights, ref below[row * stride], false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Product product, Panels panels, ref float a, FloatBuffer weights, ref float c, bool isAdded)
    {
        for (int panel = 0; panel < panels.Count; panel++)
        {
            product.Groups = panels.Groups(panel);
            product.BStep = product.Groups * Product.Group;
            ref float result = ref Unsafe.Add(ref c, panels.FirstGroup(panel) * Product.Group);
            product.Run<V, W>(ref a, ref weights[panels.Offset(panel)], ref result, ref isAdded ? ref result : ref Unsafe.NullRef<float>());
        }
    }
}
