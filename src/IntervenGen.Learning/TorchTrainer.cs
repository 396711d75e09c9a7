using IntervenGen.Interop.Torch;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning;

/// <summary>A network trained by libtorch on a GPU; its results agree with the CPU's up to rounding.</summary>
internal sealed class TorchTrainer(TorchPolicyConfig config) : INetworkTrainer
{
    private readonly TorchPolicy _policy = new(config);

    /// <inheritdoc/>
    public IReadOnlyList<NetworkParameter> Parameters =>
        [.. _policy.Parameters.Select(parameter => new NetworkParameter(parameter.Name, parameter.Rows, parameter.Columns))];

    /// <inheritdoc/>
    public long Step
    {
        get => _policy.Step;
        set => _policy.Step = value;
    }

    /// <inheritdoc/>
    public void CopyOut(NetworkSlot slot, int index, Span<float> values) => _policy.CopyOut(Of(slot), index, values);

    /// <inheritdoc/>
    public void CopyIn(NetworkSlot slot, int index, ReadOnlySpan<float> values) => _policy.CopyIn(Of(slot), index, values);

    /// <inheritdoc/>
    public double Loss(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps) =>
        _policy.Loss(observations, actions, batch, steps);

    /// <inheritdoc/>
    public double TrainStep(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, float learningRate, float averageDecay) =>
        _policy.TrainStep(observations, actions, batch, steps, learningRate, averageDecay);

    /// <inheritdoc/>
    public void Dispose() => _policy.Dispose();

    private static TorchSlot Of(NetworkSlot slot) => slot switch
    {
        NetworkSlot.Value => TorchSlot.Value,
        NetworkSlot.FirstMoment => TorchSlot.FirstMoment,
        NetworkSlot.SecondMoment => TorchSlot.SecondMoment,
        NetworkSlot.Average => TorchSlot.Average,
        NetworkSlot.Gradient => TorchSlot.Gradient,
        _ => throw new ArgumentOutOfRangeException(nameof(slot), slot, "no such slot"),
    };
}
