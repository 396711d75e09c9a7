using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>Computes outputs, losses and gradients of the outputs, for some windows of a batch.</summary>
internal static class ForwardPass<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    /// <summary>Computes windows [first, last).</summary>
    /// <param name="layout">Offsets of the parameters.</param>
    /// <param name="values">The packed parameters.</param>
    /// <param name="work">Receives the activations and losses.</param>
    /// <param name="scratch">The calling thread's working memory.</param>
    /// <param name="first">First window.</param>
    /// <param name="last">One past the last window.</param>
    /// <param name="scale">Factor of the gradients of the outputs; 0 computes none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        PackedLayout layout, FloatBuffer values, TrainingWorkspace work, MixtureScratch scratch, int first, int last, float scale)
    {
        for (int layer = 0; layer < work.Layers.Length; layer++)
        {
            for (int t = 0; t < work.Steps; t++)
                Step(layout, values, work, layer, t, first, last - first);
        }

        for (int t = 0; t < work.Steps; t++)
            Heads(layout, values, work, (t * work.Batch) + first, last - first);
        Losses(layout, work, scratch, first, last - first, scale);
    }

    // A tile's gates are activated while they are still in the first cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step(PackedLayout layout, FloatBuffer values, TrainingWorkspace work, int layer, int t, int first, int windows)
    {
        LayerWorkspace own = work.Layers[layer];
        nint row = ((nint)t * work.Batch) + first, rows = work.Rows, skip = t > 0 ? 0 : layout.Units;
        bool isTop = layer == work.Layers.Length - 1, isLast = t == work.Steps - 1;
        FloatBuffer above = isTop ? work.Top : work.Layers[layer + 1].Seen;
        nint aboveRow = isTop ? work.UnitStride : work.Layers[layer + 1].SeenStride, aboveFirst = isTop ? 0 : layout.Units;
        var product = new Product
        {
            Rows = windows,
            Groups = Product.MaxGroups,
            Depth = layout.Depth(layer) - skip,
            Blocks = 1,
            ARow = own.SeenStride,
            AStep = 1,
            BStep = PackedLayout.TileColumns,
            CRow = PackedLayout.TileColumns,
        };
        for (int tile = 0; tile < layout.Tiles; tile++)
        {
            nint tiled = (tile * rows) + row, unit = tile * Product.Group;
            ref float gates = ref own.Gates[tiled * PackedLayout.TileColumns];
            product.Run<V, W>(
                ref own.Seen[(row * own.SeenStride) + skip], ref values[layout.Weights(layer, tile) + (skip * PackedLayout.TileColumns)],
                ref gates, ref own.Bias[tile * PackedLayout.TileColumns]);
            Recurrence<V, W>.Forward(
                windows, ref gates, ref t > 0 ? ref own.Cells[(tiled - work.Batch) * Product.Group] : ref Unsafe.NullRef<float>(),
                ref own.Cells[tiled * Product.Group], ref own.BoundedCells[tiled * Product.Group],
                ref above[(row * aboveRow) + aboveFirst + unit], aboveRow,
                ref isLast ? ref Unsafe.NullRef<float>() : ref own.Seen[((row + work.Batch) * own.SeenStride) + unit], own.SeenStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Heads(PackedLayout layout, FloatBuffer values, TrainingWorkspace work, nint row, int windows)
    {
        Panels head = layout.Head;
        for (int panel = 0; panel < head.Count; panel++)
        {
            nint column = head.FirstGroup(panel) * Product.Group;
            var product = new Product
            {
                Rows = windows,
                Groups = head.Groups(panel),
                Depth = layout.Units,
                Blocks = 1,
                ARow = work.UnitStride,
                AStep = 1,
                BStep = head.Groups(panel) * Product.Group,
                CRow = head.Width,
            };
            product.Run<V, W>(
                ref work.Top[row * work.UnitStride], ref values[layout.HeadWeights + head.Offset(panel)],
                ref work.Heads[(row * head.Width) + column], ref values[layout.HeadBias + column]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Losses(PackedLayout layout, TrainingWorkspace work, MixtureScratch scratch, int first, int windows, float scale)
    {
        int width = layout.Head.Width, size = layout.Shape.ActionSize, count = windows * work.Steps;
        for (int start = 0; start < count; start += Product.Group)
        {
            int rows = Math.Min(Product.Group, count - start);
            for (int lane = 0; lane < rows; lane++)
            {
                (int t, int b) = Math.DivRem(start + lane, windows);
                Span<float> action = work.Actions.Span.Slice((((first + b) * work.Steps) + t) * size, size);
                scratch.TakeIn(lane, work.Heads.Span.Slice(((t * work.Batch) + first + b) * width, width), action);
            }

            Mixture<V, W>.Run(layout.Shape, scratch, scale);
            for (int lane = 0; lane < rows; lane++)
            {
                (int t, int b) = Math.DivRem(start + lane, windows);
                int row = (t * work.Batch) + first + b;
                work.Losses[row] = scratch.Losses[lane];
                if (scale > 0)
                    scratch.GiveBack(lane, work.Heads.Span.Slice(row * width, width));
            }
        }
    }
}
