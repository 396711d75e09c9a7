namespace IntervenGen.Learning.Triggers;

/// <summary>A classifier's log-odds that the attempt fails: 0 for one in two. Probabilities near 1 would be rounded to one number, and a
/// threshold among them to none.</summary>
internal sealed class FailureScore(Perceptron network) : TriggerScore
{
    public const string FileName = "classifier";

    public override string Name => FileName;

    public override TriggerScorePass CreatePass() => new Pass(network);

    public override IEnumerable<TriggerTensor> Tensors() => PerceptronTensors.Of(FileName, network);

    private sealed class Pass(Perceptron network) : TriggerScorePass
    {
        private readonly float[] _input = new float[network.Inputs];
        private readonly PerceptronPass _pass = new(network.Hidden, 1);

        public override double Of(ReadOnlySpan<float> features, ReadOnlySpan<float> action)
        {
            features.CopyTo(_input);
            action.CopyTo(_input.AsSpan(features.Length));
            return _pass.Evaluate(network, _input)[0];
        }
    }
}
