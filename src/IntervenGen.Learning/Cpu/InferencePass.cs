using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>One step of the network for a few listed rows, each from its own recurrent state.</summary>
/// <remarks>A tile is completed for all rows before the next one, so that its weights are read from the cache.</remarks>
internal static class InferencePass<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    private static int HalfColumns => ProductRow<V, W>.HalfVectors * W.Lanes;

    /// <summary>Advances at most <see cref="CpuMemory.ChunkRows"/> rows by one step.</summary>
    /// <inheritdoc cref="CpuInference.Infer"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        InferenceWeights weights, CpuMemory memory, ReadOnlySpan<int> rows, ReadOnlySpan<float> observations, Span<float> means,
        Span<float> logits)
    {
        PackedLayout layout = weights.Layout;
        int size = layout.Shape.ObservationSize, units = layout.Units;
        for (int i = 0; i < rows.Length; i++)
        {
            for (int layer = 0; layer < memory.Seen.Length; layer++)
            {
                Span<float> seen = memory.Seen[layer].Span[(i * memory.SeenStride[layer])..];
                memory.Hidden.Span.Slice((rows[i] * memory.RowStride) + (layer * units), units).CopyTo(seen);
            }

            Span<float> input = memory.Seen[0].Span[((i * memory.SeenStride[0]) + units)..];
            observations.Slice(rows[i] * size, size).CopyTo(input);
        }

        for (int layer = 0; layer < memory.Seen.Length; layer++)
            Layer(weights, memory, layer, rows);
        Heads(weights, memory, rows, means, logits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Layer(InferenceWeights weights, CpuMemory memory, int layer, ReadOnlySpan<int> rows)
    {
        PackedLayout layout = weights.Layout;
        FloatBuffer gates = memory.Gates, seen = memory.Seen[layer], bias = weights.Bias(layer);
        bool isTop = layer == memory.Seen.Length - 1;
        FloatBuffer above = isTop ? memory.Top : memory.Seen[layer + 1];
        nint aboveRow = isTop ? memory.TopStride : memory.SeenStride[layer + 1], aboveFirst = isTop ? 0 : layout.Units;
        var product = new Product
        {
            Rows = rows.Length,
            Groups = Product.MaxGroups,
            Depth = layout.Depth(layer),
            Blocks = 1,
            ARow = memory.SeenStride[layer],
            AStep = 1,
            BStep = PackedLayout.TileColumns,
            CRow = PackedLayout.TileColumns,
        };

        // Of a single row, two tiles at a time where one is only four vectors wide.
        int together = rows.Length == 1 && HalfColumns == PackedLayout.TileColumns ? 2 : 1;
        for (int tile = 0; tile < layout.Tiles; tile += together)
        {
            if (tile + together > layout.Tiles)
                together = 1;
            ref float weight = ref weights.Values[layout.Weights(layer, tile)];
            ref float start = ref bias[tile * PackedLayout.TileColumns];
            if (together == 2)
                OneRow(product, ref seen[0], ref weight, ref weights.Values[layout.Weights(layer, tile + 1)], ref gates[0], ref start);
            else if (rows.Length == 1 && HalfColumns < PackedLayout.TileColumns)
                OneRowOfTile(product, ref seen[0], ref weight, ref gates[0], ref start);
            else
                product.Run<V, W>(ref seen[0], ref weight, ref gates[0], ref start);
            for (int i = 0; i < together; i++)
            {
                nint unit = (tile + i) * Product.Group, state = (layer * layout.Units) + unit;
                Recurrence<V, W>.Advance(
                    rows, ref gates[i * PackedLayout.TileColumns], ref memory.Cells[state], ref memory.Hidden[state], memory.RowStride,
                    ref above[aboveFirst + unit], aboveRow);
            }
        }
    }

    private static void OneRow(in Product product, ref float a, ref float left, ref float right, ref float c, ref float start) =>
        ProductRow<V, W>.Run(ref a, ref left, ref right, product.Depth, product.BStep, ref start, ref c);

    private static void OneRowOfTile(in Product product, ref float a, ref float b, ref float c, ref float start)
    {
        for (nint n = 0; n < PackedLayout.TileColumns; n += 2 * HalfColumns)
        {
            OneRow(
                product, ref a, ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref b, n + HalfColumns), ref Unsafe.Add(ref c, n),
                ref Unsafe.Add(ref start, n));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Heads(InferenceWeights weights, CpuMemory memory, ReadOnlySpan<int> rows, Span<float> means, Span<float> logits)
    {
        Panels head = weights.Head;
        for (int panel = 0; panel < head.Count; panel++)
        {
            nint column = head.FirstGroup(panel) * Product.Group;
            var product = new Product
            {
                Rows = rows.Length,
                Groups = head.Groups(panel),
                Depth = head.Depth,
                Blocks = 1,
                ARow = memory.TopStride,
                AStep = 1,
                BStep = head.Groups(panel) * Product.Group,
                CRow = head.Width,
            };
            product.Run<V, W>(
                ref memory.Top[0], ref weights.HeadWeights[head.Offset(panel)], ref memory.Heads[column], ref weights.HeadBias[column]);
        }

        int count = weights.Layout.Shape.Means, modes = weights.Layout.Shape.Modes;
        for (int i = 0; i < rows.Length; i++)
        {
            Bound(ref memory.Heads[i * head.Width], ref memory.Bounded[0], head.Width);
            memory.Bounded.Span[..count].CopyTo(means[(rows[i] * count)..]);
            memory.Heads.Span.Slice((i * head.Width) + count, modes).CopyTo(logits[(rows[i] * modes)..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bound(ref float values, ref float bounded, nint count)
    {
        for (nint j = 0; j < count; j += W.Lanes)
            W.Store(Functions<V, W>.Tanh(W.Load(ref values, j)), ref bounded, j);
    }
}
