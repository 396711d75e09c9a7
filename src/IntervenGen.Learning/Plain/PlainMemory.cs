namespace IntervenGen.Learning.Plain;

/// <summary>Recurrent states of a number of rows, and room for one step.</summary>
internal sealed class PlainMemory
{
    private readonly int _layers;
    private readonly int _units;
    private readonly float[] _hidden;
    private readonly float[] _cell;

    /// <summary>Makes the states of rows, all at the start of an episode.</summary>
    public PlainMemory(PlainNetwork network, int rows)
    {
        _layers = network.Recurrent.Count;
        _units = network.Recurrent.Select(layer => layer.Units).DefaultIfEmpty(0).Max();
        _hidden = new float[checked(rows * _layers * _units)];
        _cell = new float[_hidden.Length];
        Seen = new float[network.Recurrent.Select(layer => layer.Seen).DefaultIfEmpty(0).Max()];
        Gates = new float[network.Recurrent.Select(layer => layer.Scratch).DefaultIfEmpty(0).Max()];
        int widest = network.Hidden.Select(layer => layer.Padded).DefaultIfEmpty(0).Max();
        Layers = [new float[widest], new float[widest]];
        Mean = new float[network.Mean.Padded];
        Scale = new float[network.Scale?.Padded ?? 0];
        Logits = new float[network.Logits?.Padded ?? 0];
    }

    /// <summary>Room for a layer's input and hidden state.</summary>
    public float[] Seen { get; }

    /// <summary>Room for a layer's gates.</summary>
    public float[] Gates { get; }

    /// <summary>Room for two hidden layers in turn.</summary>
    public float[][] Layers { get; }

    /// <summary>The last step's means, shape [modes, action size] and padding, tanh applied.</summary>
    public float[] Mean { get; }

    /// <summary>The last step's deviations before their activation, shape as <see cref="Mean"/>.</summary>
    public float[] Scale { get; }

    /// <summary>The last step's logits, shape [modes] and padding.</summary>
    public float[] Logits { get; }

    /// <summary>The hidden state of a row's layer, shape [units].</summary>
    public Span<float> HiddenOf(int row, int layer) => _hidden.AsSpan(((row * _layers) + layer) * _units, _units);

    /// <summary>The cell state of a row's layer, shape [units].</summary>
    public Span<float> CellOf(int row, int layer) => _cell.AsSpan(((row * _layers) + layer) * _units, _units);

    /// <summary>Brings a row back to the start of an episode.</summary>
    public void Clear(int row)
    {
        _hidden.AsSpan(row * _layers * _units, _layers * _units).Clear();
        _cell.AsSpan(row * _layers * _units, _layers * _units).Clear();
    }
}
