namespace IntervenGen.Learning.Plain;

/// <summary>A network of LSTM layers, hidden layers and heads, for one row at a time: what the packed kernels have no form for.</summary>
/// <remarks>Each part but the mean may be missing. Weights are constant: any number of threads may use it, each with its memory.</remarks>
internal sealed class PlainNetwork
{
    /// <summary>LSTM layers, from the observation up.</summary>
    public IReadOnlyList<LstmLayer> Recurrent { get; init; } = [];

    /// <summary>Layers behind them, each followed by max(0, x).</summary>
    public IReadOnlyList<DenseLayer> Hidden { get; init; } = [];

    /// <summary>Means of the modes before tanh, or the action before tanh where there is no mixture.</summary>
    public required DenseLayer Mean { get; init; }

    /// <summary>Deviations of the modes before their activation; null where they are not used.</summary>
    public DenseLayer? Scale { get; init; }

    /// <summary>Logits of the modes; null without a mixture.</summary>
    public DenseLayer? Logits { get; init; }

    /// <summary>Number of components of an observation.</summary>
    public int Inputs => Recurrent.Count > 0 ? Recurrent[0].Inputs : Hidden.Count > 0 ? Hidden[0].Inputs : Mean.Inputs;

    /// <summary>Number of modes; 1 without a mixture.</summary>
    public int Modes => Logits?.Outputs ?? 1;

    /// <summary>Number of components of an action.</summary>
    public int ActionSize => Mean.Outputs / Modes;

    /// <summary>Advances a row by one step.</summary>
    /// <param name="memory">States of the rows; receives the outputs too.</param>
    /// <param name="row">The row.</param>
    /// <param name="observation">Shape [inputs], normalised.</param>
    /// <remarks>Allocates nothing.</remarks>
    public void Step(PlainMemory memory, int row, ReadOnlySpan<float> observation)
    {
        ReadOnlySpan<float> x = observation;
        for (int layer = 0; layer < Recurrent.Count; layer++)
        {
            LstmLayer lstm = Recurrent[layer];
            Span<float> seen = memory.Seen.AsSpan(0, lstm.Seen), hidden = memory.HiddenOf(row, layer);
            x[..lstm.Inputs].CopyTo(seen);
            hidden[..lstm.Hidden].CopyTo(seen[lstm.Inputs..]);
            lstm.Step(seen, memory.Gates, memory.CellOf(row, layer), hidden);
            x = hidden;
        }

        for (int layer = 0; layer < Hidden.Count; layer++)
        {
            // Two buffers in turn: a layer reads what the one before it wrote.
            Span<float> y = memory.Layers[layer % 2].AsSpan(0, Hidden[layer].Padded);
            Hidden[layer].Apply(x, y);
            DenseLayer.Rectify(y);
            x = y;
        }

        Mean.Apply(x, memory.Mean);
        DenseLayer.Tanh(memory.Mean);
        Scale?.Apply(x, memory.Scale);
        Logits?.Apply(x, memory.Logits);
    }
}
