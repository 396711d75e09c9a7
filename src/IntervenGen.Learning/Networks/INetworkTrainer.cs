namespace IntervenGen.Learning.Networks;

/// <summary>A network with its optimiser, as a training run uses it, independent of the device.</summary>
/// <remarks>Letters: B windows, T steps, O observation, A action. All arrays are row-major. One thread at a time.</remarks>
public interface INetworkTrainer : IDisposable
{
    /// <summary>Names and shapes of the parameters, in order.</summary>
    IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>Number of updates that Adam has made.</summary>
    long Step { get; set; }

    /// <summary>Copies one array of a parameter into a span.</summary>
    /// <param name="slot">Which array of the parameter.</param>
    /// <param name="index">Index into <see cref="Parameters"/>.</param>
    /// <param name="values">Receives the array, shape [rows, columns].</param>
    void CopyOut(NetworkSlot slot, int index, Span<float> values);

    /// <summary>Replaces one array of a parameter.</summary>
    /// <inheritdoc cref="CopyOut"/>
    void CopyIn(NetworkSlot slot, int index, ReadOnlySpan<float> values);

    /// <summary>Mean negative log-likelihood of actions given observations, from zero hidden state.</summary>
    /// <param name="observations">Shape [B, T, O].</param>
    /// <param name="actions">Shape [B, T, A].</param>
    /// <param name="batch">Number of windows, B.</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    double Loss(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps);

    /// <summary>Computes one gradient and makes one Adam update (β 0.9 and 0.999, ε 1e-8).</summary>
    /// <param name="observations">Shape [B, T, O].</param>
    /// <param name="actions">Shape [B, T, A].</param>
    /// <param name="batch">Number of windows, B.</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <param name="learningRate">Learning rate of this update.</param>
    /// <param name="averageDecay">If positive, averages are updated too: average = decay · average + (1 − decay) · value.</param>
    /// <returns>The loss before the update.</returns>
    double TrainStep(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, float learningRate, float averageDecay);
}
