namespace IntervenGen.Learning.Cpu;

/// <summary>Everything that a gradient step computes from windows to gradients.</summary>
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

    /// <summary>Windows (B).</summary>
    public int Batch { get; private set; }

    /// <summary>Steps of a window (T).</summary>
    public int Steps { get; private set; }

    /// <summary>B · T.</summary>
    public int Rows => Batch * Steps;

    public LayerWorkspace[] Layers { get; }

    /// <summary>The last layer's hidden states, [row], every <see cref="UnitStride"/>.</summary>
    public FloatBuffer Top { get; } = new();

    /// <summary>Distance between rows of hidden units.</summary>
    public int UnitStride { get; }

    /// <summary>What the heads give, then its gradient, [row][<see cref="Panels.Width"/>].</summary>
    public FloatBuffer Heads { get; } = new();

    /// <summary>Actions, [B][T][A].</summary>
    public FloatBuffer Actions { get; } = new();

    /// <summary>Losses, [row].</summary>
    public FloatBuffer Losses { get; } = new();

    /// <summary>Gradients of hidden states of the layer that is worked on and of the one below, every <see cref="UnitStride"/>.</summary>
    public (FloatBuffer Even, FloatBuffer Odd) HiddenGradients { get; } = (new FloatBuffer(), new FloatBuffer());

    /// <summary>Gradients of cells, carried from step to step, [tile][B][16].</summary>
    public FloatBuffer CellGradient { get; } = new();

    /// <summary>Panels of the heads' weights for the backward pass: a column per hidden unit.</summary>
    public Panels HeadBack { get; }

    public FloatBuffer HeadBackWeights { get; }

    /// <summary>One for each thread.</summary>
    public MixtureScratch[] Mixtures { get; }

    /// <summary>One for each thread.</summary>
    public ColumnStrip[] Strips { get; }

    /// <summary>A distance of at least <paramref name="length"/> that is an odd number of cache lines.</summary>
    /// <remarks>Down a column of rows an even distance would use every second set of the cache, a power of two a handful.</remarks>
    public static int Spread(int length) => ((length + Product.Group - 1) / Product.Group | 1) * Product.Group;

    /// <summary>Makes room for a batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It takes more numbers than an array holds.</exception>
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

    /// <summary>Takes a batch in: observations in order of time, beside the hidden states that the first layer sees.</summary>
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

    /// <summary>Mean of the losses, added in order.</summary>
    public double MeanLoss()
    {
        double total = 0;
        foreach (float loss in Losses.Span)
            total += loss;
        return total / Rows;
    }
}
