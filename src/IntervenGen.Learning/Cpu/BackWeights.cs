namespace IntervenGen.Learning.Cpu;

/// <summary>Prepares changed weights for the next pass: adds biases, and transposes matrices for the backward pass.</summary>
internal static class BackWeights
{
    /// <summary>Prepares the share of one thread.</summary>
    /// <param name="layout">Offsets of the parameters.</param>
    /// <param name="values">The packed parameters.</param>
    /// <param name="work">Receives the prepared weights.</param>
    /// <param name="part">Index of the calling thread.</param>
    /// <param name="parts">Number of threads.</param>
    /// <param name="isBackward">Whether a backward pass follows.</param>
    public static void Prepare(PackedLayout layout, FloatBuffer values, TrainingWorkspace work, int part, int parts, bool isBackward)
    {
        var tiles = new Share(layout.Tiles, part, parts);
        for (int layer = 0; layer < work.Layers.Length; layer++)
        {
            for (int tile = tiles.Begin; tile < tiles.End; tile++)
            {
                AddBiases(layout, values, work.Layers[layer], layer, tile);
                if (isBackward)
                    Turn(layout, values, work.Layers[layer], layer, tile);
            }
        }

        if (isBackward)
            TurnHead(layout, values, work, tiles);
    }

    private static void AddBiases(PackedLayout layout, FloatBuffer values, LayerWorkspace own, int layer, int tile)
    {
        int offset = tile * PackedLayout.TileColumns;
        ReadOnlySpan<float> input = values.Span.Slice(layout.InputBias(layer) + offset, PackedLayout.TileColumns);
        ReadOnlySpan<float> hidden = values.Span.Slice(layout.HiddenBias(layer) + offset, PackedLayout.TileColumns);
        Span<float> sum = own.Bias.Span.Slice(offset, PackedLayout.TileColumns);
        for (int i = 0; i < sum.Length; i++)
            sum[i] = input[i] + hidden[i];
    }

    private static void Turn(PackedLayout layout, FloatBuffer values, LayerWorkspace own, int layer, int tile)
    {
        int first = layout.Weights(layer, tile);
        for (int unit = 0; unit < layout.Units; unit += Product.Group)
        {
            for (int gate = 0; gate < PackedLayout.TileColumns; gate += Product.Group)
            {
                int from = first + (unit * PackedLayout.TileColumns) + gate, row = (tile * PackedLayout.TileColumns) + gate;
                TurnBlock(ref values[from], PackedLayout.TileColumns, own.HiddenBackWeights, own.Back, row, unit);
                if (layer > 0)
                {
                    from += layout.Units * PackedLayout.TileColumns;
                    TurnBlock(ref values[from], PackedLayout.TileColumns, own.InputBackWeights, own.Back, row, unit);
                }
            }
        }
    }

    private static void TurnHead(PackedLayout layout, FloatBuffer values, TrainingWorkspace work, Share tiles)
    {
        for (int tile = tiles.Begin; tile < tiles.End; tile++)
        {
            for (int panel = 0; panel < layout.Head.Count; panel++)
            {
                int width = layout.Head.Groups(panel) * Product.Group, unit = tile * Product.Group;
                for (int column = 0; column < width; column += Product.Group)
                {
                    int from = layout.HeadWeights + layout.Head.Offset(panel) + (unit * width) + column;
                    int row = (layout.Head.FirstGroup(panel) * Product.Group) + column;
                    TurnBlock(ref values[from], width, work.HeadBackWeights, work.HeadBack, row, unit);
                }
            }
        }
    }

    // 16 x 16 numbers: whole cache lines are read and written.
    private static void TurnBlock(ref float from, int fromRow, FloatBuffer target, Panels panels, int row, int column)
    {
        int start = panels.Index(row, column);
        int toRow = panels.Index(row + 1, column) - start;
        Transposition.Block(ref from, fromRow, ref target[start], toRow);
    }
}
