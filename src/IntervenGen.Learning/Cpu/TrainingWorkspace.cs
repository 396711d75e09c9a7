namespace IntervenGen.Learning.Cpu;

/// <summary>All arrays of a gradient step, from windows to gradients.</summary>
/// <remarks>
/// Rows are ordered by time: row t · B + b. Tiled arrays are [tile][row][…]: a tile's product, its activations and its weight
/// gradient each walk through one stretch of memory.
/// </remarks>
internal sealed class TrainingWorkspace
{
    private readonly PackedLayout _layout;

    public TrainingWorkspace(PackedLayout layout, int threads)
    {
        _layout = layout;
        int layers = layout.Shape.Layers;
        Layers = new LayerWorkspace[layers];
        for (int layer = 0; layer < layers; layer++)
            Layers[layer] = new LayerWorkspace(layout, layer);
        UnitStride = Spread(layout.Units);
        HeadBack = new Panels(layout.Units, layout.Head.Width);
        HeadBackWeights = new FloatBuffer(HeadBack.Floats);
        Mixtures = new MixtureScratch[threads];
        Strips = new ColumnStrip[threads];
        for (int i = 0; i < threads; i++)
            (Mixtures[i], Strips[i]) = (new MixtureScratch(layout.Shape), new ColumnStrip());
    }

    /// <summary>Number of windows, B.</summary>
    public int Batch { get; private set; }

    /// <summary>Number of steps of a window, T.</summary>
    public int Steps { get; private set; }

    /// <summary>Number of rows, B · T.</summary>
    public int Rows => Batch * Steps;

    public LayerWorkspace[] Layers { get; }

    /// <summary>Hidden states of the last layer, [row], at intervals of <see cref="UnitStride"/>.</summary>
    public FloatBuffer Top { get; } = new();

    /// <summary>Distance between rows of hidden units, floats.</summary>
    public int UnitStride { get; }

    /// <summary>Output of the heads, then its gradient, [row][<see cref="Panels.Width"/>].</summary>
    public FloatBuffer Heads { get; } = new();

    /// <summary>The actions, [B][T][A].</summary>
    public FloatBuffer Actions { get; } = new();

    /// <summary>The losses, [row].</summary>
    public FloatBuffer Losses { get; } = new();

    /// <summary>Gradients of hidden states of the layer that is worked on and of the one below, every <see cref="UnitStride"/>.</summary>
    public (FloatBuffer Even, FloatBuffer Odd) HiddenGradients { get; } = (new FloatBuffer(), new FloatBuffer());

    /// <summary>Gradients of cells, carried from step to step, [tile][B][16].</summary>
    public FloatBuffer CellGradient { get; } = new();

    /// <summary>Panels of the heads' weights for the backward pass: a column per hidden unit.</summary>
    public Panels HeadBack { get; }

    public FloatBuffer HeadBackWeights { get; }

    /// <summary>Working memory of the mixture, one per thread.</summary>
    public MixtureScratch[] Mixtures { get; }

    /// <summary>Column strips, one per thread.</summary>
    public ColumnStrip[] Strips { get; }

    /// <summary>A distance of at least <paramref name="length"/> that is an odd number of cache lines.</summary>
    /// <remarks>Down a column of rows an even distance would use every second set of the cache, a power of two a handful.</remarks>
    public static int Spread(int length) => ((length + Product.Group - 1) / Product.Group | 1) * Product.Group;

    /// <summary>Allocates the arrays for a batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch takes more numbers than an array can hold.</exception>
    public void Reserve(int batch, int steps)
    {
        if (batch == Batch && steps == Steps)
            return;
        long rows = (long)batch * steps, widest = Math.Max(_layout.GateColumns, _layout.Head.Width);
        foreach (LayerWorkspace layer in Layers)
            widest = Math.Max(widest, layer.SeenStride);
        if (rows > FloatBuffer.MaxLength / widest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batch), $"batch x steps is {rows}; at these sizes {FloatBuffer.MaxLength / widest} are possible");
        }

        (Batch, Steps) = (batch, steps);
        foreach (LayerWorkspace layer in Layers)
            layer.Reserve(rows);
        Top.Reserve(rows * UnitStride);
        HiddenGradients.Even.Reserve(rows * UnitStride);
        HiddenGradients.Odd.Reserve(rows * UnitStride);
        Heads.Reserve(rows * _layout.Head.Width);
        Actions.Reserve(rows * _layout.Shape.ActionSize);
        Losses.Reserve(rows);
        CellGradient.Reserve((long)batch * _layout.Units);
    }

    /// <summary>Copies a batch in: observations ordered by time, beside the hidden states that the first layer reads.</summary>
    public void TakeIn(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions)
    {
        int size = _layout.Shape.ObservationSize;
        LayerWorkspace layer = Layers[0];
        Span<float> seen = layer.Seen.Span;
        for (int b = 0; b < Batch; b++)
        {
            for (int t = 0; t < Steps; t++)
                observations.Slice(((b * Steps) + t) * size, size).CopyTo(seen[((((t * Batch) + b) * layer.SeenStride) + _layout.Units)..]);
        }

        actions.CopyTo(Actions.Span);
    }

    /// <summary>Mean of the losses, summed in order.</summary>
    public double MeanLoss()
    {
        double total = 0;
        foreach (float loss in Losses.Span)
            total += loss;
        return total / Rows;
    }
}
