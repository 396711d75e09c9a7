namespace IntervenGen.Learning.Triggers;

/// <summary>Probability that the action does not lead to success: 1 less the smaller of two critics' estimates.</summary>
internal sealed class RiskScore(Perceptron first, Perceptron second) : TriggerScore
{
    public const string FileName = "risk";

    public override string Name => FileName;

    public override TriggerScorePass CreatePass() => new Pass(first, second);

    public override IEnumerable<TriggerTensor> Tensors() =>
        PerceptronTensors.Of($"{FileName}.0", first).Concat(PerceptronTensors.Of($"{FileName}.1", second));

    private sealed class Pass(Perceptron first, Perceptron second) : TriggerScorePass
    {
        private readonly float[] _input = new float[first.Inputs];
        private readonly PerceptronPass _pass = new(first.Hidden, 1);

        public override double Of(ReadOnlySpan<float> features, ReadOnlySpan<float> action)
        {
            features.CopyTo(_input);
            action.CopyTo(_input.AsSpan(features.Length));
            return 1 - Math.Min(Safety(first), Safety(second));
        }

        private double Safety(Perceptron critic)
        {
            Span<float> output = _pass.Evaluate(critic, _input);
            DenseMath.Sigmoid(output);
            return output[0];
        }
    }
}
