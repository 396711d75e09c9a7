namespace IntervenGen.Learning.Cpu;

/// <summary>Recurrent state of some rows, and the working memory of one thread that advances them.</summary>
public sealed class CpuMemory
{
    /// <summary>Number of rows computed together: weights are read once for all of them.</summary>
    internal const int ChunkRows = 48;

    internal CpuMemory(PackedLayout layout, Panels head, int rows)
    {
        Rows = rows;
        RowStride = layout.Shape.Layers * layout.Units;
        Hidden = new FloatBuffer(checked(rows * RowStride));
        Cells = new FloatBuffer(checked(rows * RowStride));
        int chunk = Math.Min(rows, ChunkRows);
        Seen = new FloatBuffer[layout.Shape.Layers];
        SeenStride = new int[Seen.Length];
        for (int layer = 0; layer < Seen.Length; layer++)
        {
            SeenStride[layer] = TrainingWorkspace.Spread(layout.Depth(layer));
            Seen[layer] = new FloatBuffer(chunk * SeenStride[layer]);
        }

        TopStride = TrainingWorkspace.Spread(layout.Units);
        Top = new FloatBuffer(chunk * TopStride);
        Gates = new FloatBuffer(Math.Max(chunk * PackedLayout.TileColumns, 2 * PackedLayout.TileColumns));
        Heads = new FloatBuffer(chunk * head.Width);
        Bounded = new FloatBuffer(head.Width);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    internal FloatBuffer Hidden { get; }

    internal FloatBuffer Cells { get; }

    /// <summary>Distance between rows of hidden units and cells, floats: [row][layer][unit].</summary>
    internal int RowStride { get; }

    /// <summary>What a layer's gates see, [row of the chunk]: hidden units of the step before, then the input.</summary>
    internal FloatBuffer[] Seen { get; }

    internal int[] SeenStride { get; }

    internal FloatBuffer Top { get; }

    internal int TopStride { get; }

    /// <summary>A tile's sums, [row of the chunk][64].</summary>
    internal FloatBuffer Gates { get; }

    internal FloatBuffer Heads { get; }

    internal FloatBuffer Bounded { get; }

    /// <summary>Clears the recurrent state of a row, as at the start of an episode.</summary>
    public void Clear(int row)
    {
        Hidden.Span.Slice(row * RowStride, RowStride).Clear();
        Cells.Span.Slice(row * RowStride, RowStride).Clear();
    }
}
