namespace IntervenGen.Learning.Networks;

/// <summary>Sizes of a BC-RNN-GMM network: an LSTM and three linear heads (mean, scale, logits).</summary>
/// <param name="ObservationSize">Number of components of an observation (O).</param>
/// <param name="ActionSize">Number of components of an action (A).</param>
/// <param name="Hidden">Number of hidden units per LSTM layer (H).</param>
/// <param name="Layers">Number of LSTM layers (L).</param>
/// <param name="Modes">Number of modes of the Gaussian mixture (K).</param>
/// <param name="MinStd">Added to every standard deviation in training.</param>
public readonly record struct NetworkShape(int ObservationSize, int ActionSize, int Hidden, int Layers, int Modes, float MinStd)
{
    /// <summary>Largest number of components of an observation.</summary>
    public const int MaxObservation = 4096;

    /// <summary>Largest number of components of an action.</summary>
    public const int MaxAction = 64;

    /// <summary>Largest number of hidden units of a layer.</summary>
    public const int MaxHidden = 1024;

    /// <summary>Number of means of the mixture, K · A.</summary>
    public int Means => Modes * ActionSize;

    /// <summary>Number of outputs of the heads: means, scales, logits.</summary>
    public int Outputs => (2 * Means) + Modes;

    /// <summary>Number of inputs of a layer besides its own hidden state.</summary>
    public int Input(int layer) => layer == 0 ? ObservationSize : Hidden;

    /// <summary>Checks that every size is within its limits.</summary>
    /// <returns>This shape, unchanged.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range; the message names it and its limits.</exception>
    public NetworkShape Validate()
    {
        Require(ObservationSize, MaxObservation, "observation size");
        Require(ActionSize, MaxAction, "action size");
        Require(Hidden, MaxHidden, "hidden");
        Require(Layers, 8, "layers");
        Require(Modes, 64, "modes");
        if (!(MinStd > 0) || !float.IsFinite(MinStd))
            throw new ArgumentOutOfRangeException(nameof(MinStd), $"min std is {MinStd}; it must be positive");
        return this;
    }

    /// <summary>Names and shapes of the parameters, in PyTorch's order.</summary>
    public IReadOnlyList<NetworkParameter> Parameters()
    {
        int gates = 4 * Hidden;
        var parameters = new List<NetworkParameter>();
        for (int layer = 0; layer < Layers; layer++)
        {
            parameters.Add(new NetworkParameter($"lstm.weight_ih_l{layer}", gates, Input(layer)));
            parameters.Add(new NetworkParameter($"lstm.weight_hh_l{layer}", gates, Hidden));
            parameters.Add(new NetworkParameter($"lstm.bias_ih_l{layer}", gates, 0));
            parameters.Add(new NetworkParameter($"lstm.bias_hh_l{layer}", gates, 0));
        }

        parameters.AddRange(
        [
            new NetworkParameter("mean.weight", Means, Hidden),
            new NetworkParameter("scale.weight", Means, Hidden),
            new NetworkParameter("logits.weight", Modes, Hidden),
            new NetworkParameter("mean.bias", Means, 0),
            new NetworkParameter("scale.bias", Means, 0),
            new NetworkParameter("logits.bias", Modes, 0),
        ]);
        return parameters;
    }

    private static void Require(int value, int high, string name)
    {
        if (value < 1 || value > high)
            throw new ArgumentOutOfRangeException(name, $"{name} is {value}; 1 to {high} are possible");
    }
}
