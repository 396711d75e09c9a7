namespace IntervenGen.Learning.Robomimic;

/// <summary>The weights of a behavioural cloning policy, named as robomimic does.</summary>
/// <remarks>Letters: D inputs, H hidden units, F features before the heads, M modes, A components of an action.</remarks>
internal sealed record RobomimicWeights
{
    /// <summary>Per LSTM layer: weights of the input [4 H, D or H], of the hidden state [4 H, H], and two biases [4 H].</summary>
    public IReadOnlyList<CheckpointTensor[]> Recurrent { get; init; } = [];

    /// <summary>Per hidden layer: weight and bias.</summary>
    public IReadOnlyList<CheckpointTensor[]> Hidden { get; init; } = [];

    /// <summary>Weight and bias of the means [M · A, F], or of the action [A, F].</summary>
    public required CheckpointTensor[] Mean { get; init; }

    /// <summary>Weight and bias of the deviations [M · A, F]; empty without a mixture.</summary>
    public CheckpointTensor[] Scale { get; init; } = [];

    /// <summary>Weight and bias of the logits [M, F]; empty without a mixture.</summary>
    public CheckpointTensor[] Logits { get; init; } = [];

    /// <summary>All tensors, in a fixed order.</summary>
    public IEnumerable<CheckpointTensor> All =>
        [.. Recurrent.SelectMany(layer => layer), .. Hidden.SelectMany(layer => layer), .. Mean, .. Scale, .. Logits];

    /// <summary>Takes the weights that settings ask for.</summary>
    public static RobomimicWeights Read(RobomimicStateDict tensors, RobomimicSettings settings, int inputs, int actionSize)
    {
        var recurrent = new List<CheckpointTensor[]>();
        for (int layer = 0; layer < settings.Layers; layer++)
        {
            int gates = 4 * settings.Hidden;
            recurrent.Add(
            [
                tensors.Take($"rnn.nets.weight_ih_l{layer}", gates, inputs),
                tensors.Take($"rnn.nets.weight_hh_l{layer}", gates, settings.Hidden),
                tensors.Take($"rnn.nets.bias_ih_l{layer}", gates), tensors.Take($"rnn.nets.bias_hh_l{layer}", gates),
            ]);
            inputs = settings.Hidden;
        }

        var hidden = new List<CheckpointTensor[]>();
        foreach (int width in settings.HiddenLayers)
        {
            // Between two layers stands the activation, which counts.
            hidden.Add(Linear($"mlp._model.{2 * hidden.Count}", width, inputs));
            inputs = width;
        }

        int outputs = Math.Max(1, settings.Modes) * actionSize;
        var weights = new RobomimicWeights
        {
            Recurrent = recurrent,
            Hidden = hidden,
            Mean = Linear(settings.Modes > 0 ? "decoder.nets.mean" : "decoder.nets.action", outputs, inputs),
            Scale = settings.Modes > 0 ? Linear("decoder.nets.scale", outputs, inputs) : [],
            Logits = settings.Modes > 0 ? Linear("decoder.nets.logits", settings.Modes, inputs) : [],
        };
        tensors.RequireAllTaken();
        return weights;

        CheckpointTensor[] Linear(string name, int rows, int columns) =>
            [tensors.Take($"{name}.weight", rows, columns), tensors.Take($"{name}.bias", rows)];
    }
}
