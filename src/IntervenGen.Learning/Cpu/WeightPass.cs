using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>Gradients of weights and biases, and their update, in units of a tile of a layer or a panel of the heads.</summary>
/// <remarks>A unit is summed over all rows in order by one thread: how many threads there are changes nothing.</remarks>
internal static class WeightPass<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    /// <summary>Units of work.</summary>
    public static int Units(PackedLayout layout) => (layout.Shape.Layers * layout.Tiles) + layout.Head.Count;

    /// <summary>Computes one unit.</summary>
    /// <param name="layout">Where parameters stand.</param>
    /// <param name="slots">Gradients, and what the update changes.</param>
    /// <param name="work">A finished backward pass.</param>
    /// <param name="unit">Which one.</param>
    /// <param name="step">The update that follows while the gradient is still in the cache; null: none.</param>
    public static void Run(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, int unit, AdamStep? step)
    {
        (int layer, int tile) = Math.DivRem(unit, layout.Tiles);
        if (layer < layout.Shape.Layers)
            Tile(layout, slots, work, layer, tile, step);
        else
            HeadPanel(layout, slots, work, unit - (layout.Shape.Layers * layout.Tiles), step);
    }

    private static void Tile(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, int layer, int tile, AdamStep? step)
    {
        LayerWorkspace own = work.Layers[layer];
        nint rows = work.Rows, gates = tile * rows * PackedLayout.TileColumns, batch = work.Batch;
        int first = layout.Weights(layer, tile), units = layout.Units, input = layout.Input(layer);
        var product = new Product
        {
            Groups = Product.MaxGroups,
            Blocks = 1,
            ARow = 1,
            AStep = own.SeenStride,
            BStep = PackedLayout.TileColumns,
            CRow = PackedLayout.TileColumns,
        };
        ref float none = ref Unsafe.NullRef<float>();

        // At a window's first step there is no hidden state before: its rows are left out.
        product.Rows = units;
        product.Depth = rows - batch;
        nint skip = work.Steps > 1 ? batch : 0;
        product.Run<V, W>(
            ref own.Seen[skip * own.SeenStride], ref own.Gates[gates + (skip * PackedLayout.TileColumns)], ref slots.Gradient[first], ref none);
        product.Rows = input;
        product.Depth = rows;
        product.Run<V, W>(
            ref own.Seen[units], ref own.Gates[gates], ref slots.Gradient[first + (units * PackedLayout.TileColumns)], ref none);

        int inputBias = layout.InputBias(layer) + (tile * PackedLayout.TileColumns);
        int hiddenBias = layout.HiddenBias(layer) + (tile * PackedLayout.TileColumns);
        Sum(product, ref own.Gates[gates], ref slots.Gradient[inputBias]);
        slots.Gradient.Span.Slice(inputBias, PackedLayout.TileColumns).CopyTo(slots.Gradient.Span[hiddenBias..]);
        if (step is not { } update)
            return;
        Adam<V, W>.Update(slots, first, layout.Depth(layer) * PackedLayout.TileColumns, update);
        Adam<V, W>.Update(slots, inputBias, PackedLayout.TileColumns, update);
        Adam<V, W>.Update(slots, hiddenBias, PackedLayout.TileColumns, update);
    }

    private static void HeadPanel(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, int panel, AdamStep? step)
    {
        Panels head = layout.Head;
        int column = head.FirstGroup(panel) * Product.Group, width = head.Groups(panel) * Product.Group;
        int first = layout.HeadWeights + head.Offset(panel), bias = layout.HeadBias + column;
        var product = new Product
        {
            Rows = layout.Units,
            Groups = head.Groups(panel),
            Depth = work.Rows,
            Blocks = 1,
            ARow = 1,
            AStep = work.UnitStride,
            BStep = head.Width,
            CRow = width,
        };
        product.Run<V, W>(ref work.Top[0], ref work.Heads[column], ref slots.Gradient[first], ref Unsafe.NullRef<float>());
        Sum(product, ref work.Heads[column], ref slots.Gradient[bias]);
        if (step is not { } update)
            return;
        Adam<V, W>.Update(slots, first, width * layout.Units, update);
        Adam<V, W>.Update(slots, bias, width, update);
    }

    // Column sums: a product with ones.
    private static void Sum(Product product, ref float columns, ref float sums)
    {
        float one = 1;
        (product.Rows, product.ARow, product.AStep) = (1, 0, 0);
        product.Run<V, W>(ref one, ref columns, ref sums, ref Unsafe.NullRef<float>());
    }
}
