using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>A network's weights in the layout of inference: that of training, with biases added, and only the used heads.</summary>
internal sealed class InferenceWeights
{
    private readonly FloatBuffer[] _bias;

    /// <summary>Packs the weights of a network.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="weights">The weights in the order of <see cref="NetworkShape.Parameters"/>.</param>
    /// <exception cref="ArgumentException">A parameter is missing or has another length.</exception>
    public InferenceWeights(NetworkShape shape, IReadOnlyList<float[]> weights)
    {
        Layout = new PackedLayout(shape);
        var map = new ParameterMap(Layout);
        if (weights.Count != map.Parameters.Count)
            throw new ArgumentException($"{weights.Count} parameters are given; the network has {map.Parameters.Count}", nameof(weights));
        Values = new FloatBuffer(Layout.Total);
        for (int i = 0; i < weights.Count; i++)
            map.CopyIn(i, weights[i], Values.Span);
        _bias = new FloatBuffer[shape.Layers];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            _bias[layer] = new FloatBuffer(Layout.GateColumns);
            for (int i = 0; i < Layout.GateColumns; i++)
                _bias[layer][i] = Values[Layout.InputBias(layer) + i] + Values[Layout.HiddenBias(layer) + i];
        }

        Head = new Panels(shape.Means + shape.Modes, Layout.Units);
        HeadWeights = new FloatBuffer(Head.Floats);
        HeadBias = new FloatBuffer(Head.Width);
        for (int output = 0; output < shape.Means + shape.Modes; output++)
        {
            // The scales between means and logits matter in training only.
            int column = output < shape.Means ? output : output + shape.Means;
            HeadBias[output] = Values[Layout.HeadBias + column];
            for (int unit = 0; unit < Layout.Units; unit++)
                HeadWeights[Head.Index(unit, output)] = Values[Layout.HeadWeights + Layout.Head.Index(unit, column)];
        }
    }

    public PackedLayout Layout { get; }

    /// <summary>All packed parameters.</summary>
    public FloatBuffer Values { get; }

    /// <summary>The heads' columns: means, then logits.</summary>
    public Panels Head { get; }

    public FloatBuffer HeadWeights { get; }

    public FloatBuffer HeadBias { get; }

    /// <summary>Sum of a layer's two biases, [tile][64].</summary>
    public FloatBuffer Bias(int layer) => _bias[layer];
}
