namespace IntervenGen.Learning.Networks;

/// <summary>A network with its optimiser: what a training run needs of whoever computes.</summary>
/// <remarks>Letters: B windows, T steps, O observation, A action. All arrays are row-major. One thread at a time.</remarks>
public interface INetworkTrainer : IDisposable
{
    /// <summary>Names and shapes of the parameters, in order.</summary>
    IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>Adam's step count.</summary>
    long Step { get; set; }

    /// <summary>Copies one array of a parameter out.</summary>
    /// <param name="slot">Which array.</param>
    /// <param name="index">Index into <see cref="Parameters"/>.</param>
    /// <param name="values">Shape [rows, columns].</param>
    void CopyOut(NetworkSlot slot, int index, Span<float> values);

    /// <summary>Replaces one array of a parameter.</summary>
    /// <inheritdoc cref="CopyOut"/>
    void CopyIn(NetworkSlot slot, int index, ReadOnlySpan<float> values);

    /// <summary>Mean negative log-likelihood of actions given observations, from zero hidden state.</summary>
    /// <param name="observations">Shape [B, T, O].</param>
    /// <param name="actions">Shape [B, T, A].</param>
    /// <param name="batch">B.</param>
    /// <param name="steps">T.</param>
    double Loss(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps);

    /// <summary>One gradient and one Adam update (β 0.9 and 0.999, ε 1e-8).</summary>
    /// <param name="observations">Shape [B, T, O].</param>
    /// <param name="actions">Shape [B, T, A].</param>
    /// <param name="batch">B.</param>
    /// <param name="steps">T.</param>
    /// <param name="learningRate">Adam's rate.</param>
    /// <param name="averageDecay">Where positive: average = decay · average + (1 − decay) · value.</param>
    /// <returns>The loss before the update.</returns>
    double TrainStep(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, float learningRate, float averageDecay);
}
