using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>One thread's share of the gradients of weights and biases, and of their update.</summary>
/// <remarks>
/// Threads share the rows of the weight matrices, never the batch: every gradient is summed over all of it in order by one thread,
/// so how many threads there are changes nothing. An update follows while its gradient is still in the first cache.
/// </remarks>
internal static class WeightPass<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    /// <summary>Computes the share of one thread.</summary>
    /// <param name="layout">Offsets of the parameters.</param>
    /// <param name="slots">The gradients, and the arrays that the update changes.</param>
    /// <param name="work">Results of a finished backward pass.</param>
    /// <param name="part">Index of the calling thread.</param>
    /// <param name="parts">Number of threads.</param>
    /// <param name="step">Factors of the update; null for no update.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, int part, int parts, AdamStep? step)
    {
        ColumnStrip strip = work.Strips[part];
        int batch = work.Batch, rows = work.Rows;
        for (int layer = 0; layer < work.Layers.Length; layer++)
        {
            LayerWorkspace own = work.Layers[layer];

            // Sixes of hidden units, then sixes of inputs: one list, so that threads get equal shares of it.
            int hidden = Sixes(layout.Units), input = Sixes(layout.Input(layer));
            var share = new Share(hidden + input, part, parts);
            int end = Math.Min(share.End, hidden), begin = Math.Max(share.Begin, hidden);
            for (int six = share.Begin; six < end;)
            {
                // At a window's first step there is no hidden state before: its rows are left out.
                int first = six * Product.TileRows, count = Next(ref six, end, layout.Units, rows - batch);
                if (work.Steps > 1)
                    strip.TakeIn(ref own.Seen[((nint)batch * own.SeenStride) + first], own.SeenStride, rows - batch, count);
                Tiles(layout, slots, work, strip, layer, first, count, work.Steps > 1 ? batch : rows, step);
            }

            for (int six = begin; six < share.End;)
            {
                int at = six - hidden, first = at * Product.TileRows, count = Next(ref at, share.End - hidden, layout.Input(layer), rows);
                six = at + hidden;
                strip.TakeIn(ref own.Seen[layout.Units + first], own.SeenStride, rows, count);
                Tiles(layout, slots, work, strip, layer, layout.Units + first, count, 0, step);
            }

            Biases(layout, slots, work, layer, new Share(layout.Tiles, part, parts), step);
        }

        Heads(layout, slots, work, new Share(layout.Tiles, part, parts), step);
        if (part == parts - 1)
            HeadBiases(layout, slots, work, step);
    }

    private static int Sixes(int count) => (count + Product.TileRows - 1) / Product.TileRows;

    // How many rows of the matrix the next strip takes; moves past them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Next(ref int six, int end, int limit, int rows)
    {
        int first = six;
        six = Math.Min(end, six + (ColumnStrip.ColumnsOf(rows) / Product.TileRows));
        return Math.Min(limit, six * Product.TileRows) - (first * Product.TileRows);
    }

    // Rows [first, first + count) of a layer's matrix, summed over the batch's rows from skip on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles(
        PackedLayout layout, PackedSlots slots, TrainingWorkspace work, ColumnStrip strip, int layer, int first, int count, nint skip,
        AdamStep? step)
    {
        LayerWorkspace own = work.Layers[layer];
        var product = new Product
        {
            Rows = count,
            Groups = Product.MaxGroups,
            Depth = work.Rows - skip,
            Blocks = 1,
            ARow = 1,
            AStep = ColumnStrip.RowStride,
            ATile = strip.GroupStride,
            BStep = PackedLayout.TileColumns,
            CRow = PackedLayout.TileColumns,
        };
        for (int tile = 0; tile < layout.Tiles; tile++)
        {
            int weights = layout.Weights(layer, tile) + (first * PackedLayout.TileColumns);
            ref float gates = ref own.Gates[((tile * (nint)work.Rows) + skip) * PackedLayout.TileColumns];
            product.Run<V, W>(ref strip.First, ref gates, ref slots.Gradient[weights], ref Unsafe.NullRef<float>());
            if (step is { } update)
                Adam<V, W>.Update(slots, weights, count * PackedLayout.TileColumns, update);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Biases(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, int layer, Share tiles, AdamStep? step)
    {
        var product = new Product { Groups = Product.MaxGroups, Depth = work.Rows, BStep = PackedLayout.TileColumns };
        for (int tile = tiles.Begin; tile < tiles.End; tile++)
        {
            int input = layout.InputBias(layer) + (tile * PackedLayout.TileColumns);
            int hidden = layout.HiddenBias(layer) + (tile * PackedLayout.TileColumns);
            Sum(product, ref work.Layers[layer].Gates[tile * (nint)work.Rows * PackedLayout.TileColumns], ref slots.Gradient[input]);
            slots.Gradient.Span.Slice(input, PackedLayout.TileColumns).CopyTo(slots.Gradient.Span[hidden..]);
            if (step is not { } update)
                continue;
            Adam<V, W>.Update(slots, input, PackedLayout.TileColumns, update);
            Adam<V, W>.Update(slots, hidden, PackedLayout.TileColumns, update);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Heads(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, Share tiles, AdamStep? step)
    {
        Panels head = layout.Head;
        int first = tiles.Begin * Product.Group, count = (tiles.End * Product.Group) - first;
        for (int panel = 0; panel < head.Count; panel++)
        {
            int column = head.FirstGroup(panel) * Product.Group, width = head.Groups(panel) * Product.Group;
            int weights = layout.HeadWeights + head.Offset(panel) + (first * width);
            var product = new Product
            {
                Rows = count,
                Groups = head.Groups(panel),
                Depth = work.Rows,
                Blocks = 1,
                ARow = 1,
                AStep = work.UnitStride,
                BStep = head.Width,
                CRow = width,
            };
            product.Run<V, W>(ref work.Top[first], ref work.Heads[column], ref slots.Gradient[weights], ref Unsafe.NullRef<float>());
            if (step is { } update)
                Adam<V, W>.Update(slots, weights, count * width, update);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HeadBiases(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, AdamStep? step)
    {
        Panels head = layout.Head;
        for (int panel = 0; panel < head.Count; panel++)
        {
            int column = head.FirstGroup(panel) * Product.Group;
            var product = new Product { Groups = head.Groups(panel), Depth = work.Rows, BStep = head.Width };
            Sum(product, ref work.Heads[column], ref slots.Gradient[layout.HeadBias + column]);
        }

        if (step is { } update)
            Adam<V, W>.Update(slots, layout.HeadBias, head.Width, update);
    }

    // Column sums: a product with ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(Product product, ref float columns, ref float sums)
    {
        float one = 1;
        (product.Rows, product.Blocks) = (1, 1);
        product.Run<V, W>(ref one, ref columns, ref sums, ref Unsafe.NullRef<float>());
    }
}
