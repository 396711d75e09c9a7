namespace IntervenGen.Learning.Cpu;

/// <summary>Arrays of a gradient step for one LSTM layer.</summary>
internal sealed class LayerWorkspace
{
    private readonly PackedLayout _layout;

    public LayerWorkspace(PackedLayout layout, int layer)
    {
        _layout = layout;
        SeenStride = TrainingWorkspace.Spread(layout.Depth(layer));
        Bias = new FloatBuffer(layout.GateColumns);
        Back = new Panels(layout.Units, layout.GateColumns);
        HiddenBackWeights = new FloatBuffer(Back.Floats);
        InputBackWeights = new FloatBuffer(layer == 0 ? 0 : Back.Floats);
    }

    /// <summary>
    /// Input of the gates: hidden state of the step before, then the layer's input; [row], at intervals of <see
    /// cref="SeenStride"/>.
    /// </summary>
    /// <remarks>The hidden states of a window's first step are zero, and are neither written nor read.</remarks>
    public FloatBuffer Seen { get; } = new();

    /// <summary>Distance between rows of <see cref="Seen"/>, floats.</summary>
    public int SeenStride { get; }

    /// <summary>The gates' pre-activations, then activations, then gradients of the pre-activations, [tile][row][64].</summary>
    public FloatBuffer Gates { get; } = new();

    /// <summary>The cells, [tile][row][16].</summary>
    public FloatBuffer Cells { get; } = new();

    /// <summary>Hyperbolic tangent of the cells, [tile][row][16].</summary>
    public FloatBuffer BoundedCells { get; } = new();

    /// <summary>Sum of PyTorch's two biases, [tile][64].</summary>
    public FloatBuffer Bias { get; }

    /// <summary>Panels of the weights for the backward pass: a row per gate, a column per unit.</summary>
    public Panels Back { get; }

    /// <summary>Weights of the layer's own hidden units for the backward pass.</summary>
    public FloatBuffer HiddenBackWeights { get; }

    /// <summary>
    /// Weights of the layer's input for the backward pass; empty for the first layer, whose input gradient is not needed.
    /// </summary>
    public FloatBuffer InputBackWeights { get; }

    public void Reserve(long rows)
    {
        Seen.Reserve(rows * SeenStride);
        Gates.Reserve(rows * _layout.GateColumns);
        Cells.Reserve(rows * _layout.Units);
        BoundedCells.Reserve(rows * _layout.Units);
    }
}
