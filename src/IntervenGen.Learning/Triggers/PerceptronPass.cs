namespace IntervenGen.Learning.Triggers;

/// <summary>Memory for the evaluation of networks of one size, up to a number of rows.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class PerceptronPass
{
    private readonly float[] _first, _second, _outputs;

    /// <summary>Reserves the memory.</summary>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="rows">Largest number of rows.</param>
    public PerceptronPass(int hidden, int outputs, int rows = 1)
    {
        (_first, _second) = (new float[rows * hidden], new float[rows * hidden]);
        _outputs = new float[rows * DenseMath.Pad(outputs)];
    }

    /// <summary>Activations of the first hidden layer, shape [rows, hidden].</summary>
    public Span<float> First => _first;

    /// <summary>Activations of the second hidden layer, shape [rows, hidden].</summary>
    public Span<float> Second => _second;

    /// <summary>Evaluates a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">Inputs, shape [rows, inputs].</param>
    /// <param name="rows">Number of rows.</param>
    /// <returns>Its linear outputs, shape [rows, outputs padded]; valid until the next call.</returns>
    public Span<float> Evaluate(Perceptron network, ReadOnlySpan<float> x, int rows = 1)
    {
        Span<float> first = _first.AsSpan(0, rows * network.Hidden), second = _second.AsSpan(0, rows * network.Hidden);
        Span<float> outputs = _outputs.AsSpan(0, rows * DenseMath.Pad(network.Outputs));
        DenseMath.Product(x, network.Weights[0], network.Biases[0], first, rows, network.Inputs);
        Rectify(first);
        DenseMath.Product(first, network.Weights[1], network.Biases[1], second, rows, network.Hidden);
        Rectify(second);
        DenseMath.Product(second, network.Weights[2], network.Biases[2], outputs, rows, network.Hidden);
        return outputs;
    }

    private static void Rectify(Span<float> values)
    {
        foreach (ref float value in values)
            value = value > 0 ? value : 0;
    }
}
