namespace IntervenGen.Learning.Triggers;

/// <summary>Disagreement of an ensemble of policies: the variance of their actions, averaged over the components.</summary>
internal sealed class NoveltyScore(IReadOnlyList<Perceptron> networks) : TriggerScore
{
    public const string FileName = "novelty";

    /// <summary>Number of policies in the ensemble.</summary>
    public int Count => networks.Count;

    public override string Name => FileName;

    public override TriggerScorePass CreatePass() => new Pass(networks);

    /// <summary>The ensemble's mean action, each component in [−1, 1].</summary>
    public EnsembleMean CreateMean() => new(networks);

    public override IEnumerable<TriggerTensor> Tensors() =>
        networks.SelectMany((network, index) => PerceptronTensors.Of($"{FileName}.{index}", network));

    private sealed class Pass(IReadOnlyList<Perceptron> networks) : TriggerScorePass
    {
        private readonly EnsembleMean _mean = new(networks);

        public override double Of(ReadOnlySpan<float> features, ReadOnlySpan<float> action) => _mean.Variance(features);
    }
}

/// <summary>Evaluates an ensemble for one lane.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class EnsembleMean(IReadOnlyList<Perceptron> networks)
{
    private readonly PerceptronPass _pass = new(networks[0].Hidden, networks[0].Outputs);
    private readonly float[] _actions = new float[networks.Count * networks[0].Outputs];
    private readonly double[] _mean = new double[networks[0].Outputs];

    /// <summary>The mean action, shape [action size]; valid until the next call.</summary>
    public ReadOnlySpan<double> Of(ReadOnlySpan<float> features)
    {
        int size = _mean.Length;
        Array.Clear(_mean);
        for (int k = 0; k < networks.Count; k++)
        {
            Span<float> output = _pass.Evaluate(networks[k], features);
            DenseMath.Tanh(output);
            output[..size].CopyTo(_actions.AsSpan(k * size));
            for (int i = 0; i < size; i++)
                _mean[i] += output[i];
        }

        for (int i = 0; i < size; i++)
            _mean[i] /= networks.Count;
        return _mean;
    }

    /// <summary>The population variance of the actions, averaged over their components.</summary>
    public double Variance(ReadOnlySpan<float> features)
    {
        ReadOnlySpan<double> mean = Of(features);
        double sum = 0;
        for (int i = 0; i < _actions.Length; i++)
        {
            double offset = _actions[i] - mean[i % mean.Length];
            sum += offset * offset;
        }

        return sum / _actions.Length;
    }
}
