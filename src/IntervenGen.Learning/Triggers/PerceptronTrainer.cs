namespace IntervenGen.Learning.Triggers;

/// <summary>Gradient steps of one network by Adam (Kingma and Ba 2015), with β 0.9 and 0.999.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class PerceptronTrainer
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    private readonly Perceptron _network;
    private readonly PerceptronPass _pass;
    private readonly float[][] _weightGradients, _biasGradients, _transposed;
    private readonly (float[] First, float[] Second)[] _weightMoments, _biasMoments;
    private readonly float[] _slopeSecond, _slopeFirst;
    private double _power1 = 1, _power2 = 1;

    /// <summary>Reserves the memory.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="rows">Rows of a batch.</param>
    public PerceptronTrainer(Perceptron network, int rows)
    {
        _network = network;
        _pass = new PerceptronPass(network.Hidden, network.Outputs, rows);
        _weightGradients = [.. network.Weights.Select(weights => new float[weights.Length])];
        _biasGradients = [.. network.Biases.Select(biases => new float[biases.Length])];
        _weightMoments = [.. network.Weights.Select(weights => (new float[weights.Length], new float[weights.Length]))];
        _biasMoments = [.. network.Biases.Select(biases => (new float[biases.Length], new float[biases.Length]))];
        _transposed = [new float[network.Weights[1].Length], new float[network.Weights[2].Length]];
        (_slopeSecond, _slopeFirst) = (new float[rows * network.Hidden], new float[rows * network.Hidden]);
    }

    /// <summary>Evaluates the network on a batch; <see cref="Step"/> then needs the gradient at these outputs.</summary>
    /// <returns>Linear outputs, shape [rows, outputs padded].</returns>
    public Span<float> Forward(ReadOnlySpan<float> x, int rows) => _pass.Evaluate(_network, x, rows);

    /// <summary>Makes one step down the gradient.</summary>
    /// <param name="x">The batch given to <see cref="Forward"/>.</param>
    /// <param name="slope">Gradient of the loss at the linear outputs, shape [rows, outputs padded]; padding is zero.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="rate">Learning rate.</param>
    public void Step(ReadOnlySpan<float> x, ReadOnlySpan<float> slope, int rows, float rate)
    {
        int hidden = _network.Hidden;
        Span<float> second = _slopeSecond.AsSpan(0, rows * hidden), first = _slopeFirst.AsSpan(0, rows * hidden);
        ReadOnlySpan<float> activeSecond = _pass.Second[..(rows * hidden)], activeFirst = _pass.First[..(rows * hidden)];
        Differentiate(activeSecond, slope, layer: 2, rows);
        Back(slope, layer: 2, activeSecond, second, rows);
        Differentiate(activeFirst, second, layer: 1, rows);
        Back(second, layer: 1, activeFirst, first, rows);
        Differentiate(x, first, layer: 0, rows);
        _power1 *= Beta1;
        _power2 *= Beta2;
        for (int layer = 0; layer < Perceptron.Layers; layer++)
        {
            Update(_network.Weights[layer], _weightGradients[layer], _weightMoments[layer], rate);
            Update(_network.Biases[layer], _biasGradients[layer], _biasMoments[layer], rate);
        }
    }

    private void Differentiate(ReadOnlySpan<float> x, ReadOnlySpan<float> slope, int layer, int rows)
    {
        DenseMath.Outer(x, slope, _weightGradients[layer], rows, _network.InputsOf(layer));
        Span<float> bias = _biasGradients[layer];
        bias.Clear();
        for (int i = 0; i < rows * bias.Length; i++)
            bias[i % bias.Length] += slope[i];
    }

    // The gradient at a layer's inputs, behind the rectifier that made them.
    private void Back(ReadOnlySpan<float> slope, int layer, ReadOnlySpan<float> active, Span<float> result, int rows)
    {
        float[] weights = _network.Weights[layer], transposed = _transposed[layer - 1];
        int inputs = _network.Hidden, outputs = weights.Length / inputs;
        for (int i = 0; i < inputs; i++)
        {
            for (int o = 0; o < outputs; o++)
                transposed[(o * inputs) + i] = weights[(i * outputs) + o];
        }

        DenseMath.Product(slope, transposed, [], result, rows, outputs);
        for (int i = 0; i < result.Length; i++)
            result[i] = active[i] > 0 ? result[i] : 0;
    }

    private void Update(float[] values, float[] gradients, (float[] First, float[] Second) moments, float rate)
    {
        float step = (float)(rate / (1 - _power1)), correction = (float)(1 / (1 - _power2));
        float[] first = moments.First, second = moments.Second;
        for (int i = 0; i < values.Length; i++)
        {
            float gradient = gradients[i];
            first[i] = (Beta1 * first[i]) + ((1 - Beta1) * gradient);
            second[i] = (Beta2 * second[i]) + ((1 - Beta2) * gradient * gradient);
            values[i] -= step * first[i] / (MathF.Sqrt(second[i] * correction) + Epsilon);
        }
    }
}
