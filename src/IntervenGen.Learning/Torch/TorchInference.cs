using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>A trained network in use by libtorch, a batch of rows in a call.</summary>
/// <remarks>Weights are constant. One thread at a time.</remarks>
public sealed class TorchInference : IDisposable
{
    private readonly TorchNetwork _network;

    /// <summary>Creates a network with given weights.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="weights">The arrays of the parameters, in order.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="UsageException">libtorch or the device is not available.</exception>
    public TorchInference(NetworkShape shape, IReadOnlyList<float[]> weights, ComputeDevice device)
    {
        _network = new TorchNetwork(shape, device);
        IsOnCpu = device == ComputeDevice.Cpu;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < weights.Count; i++)
            _network.Values[i].copy_(tensor(weights[i], _network.Values[i].shape));
    }

    /// <summary>Whether it computes on the CPU.</summary>
    public bool IsOnCpu { get; }

    /// <summary>Sizes of the network.</summary>
    public NetworkShape Shape => _network.Shape;

    /// <summary>One step of a batch.</summary>
    /// <param name="rows">Number of rows, B.</param>
    /// <param name="observations">Shape [B, O].</param>
    /// <param name="hidden">Hidden state, shape [L, B, H]; replaced by the next.</param>
    /// <param name="cell">Cell state, shape [L, B, H]; replaced by the next.</param>
    /// <param name="means">Receives the modes' means, shape [B, K, A].</param>
    /// <param name="logits">Receives the modes' logits, shape [B, K].</param>
    public void Infer(int rows, float[] observations, float[] hidden, float[] cell, float[] means, float[] logits)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = inference_mode();
        long[] state = [Shape.Layers, rows, Shape.Hidden];
        (Tensor m, Tensor l, Tensor h, Tensor c) = _network.Step(
            Upload(observations, [rows, Shape.ObservationSize]), Upload(hidden, state), Upload(cell, state));
        m.CopyNumbersTo(means);
        l.CopyNumbersTo(logits);
        h.CopyNumbersTo(hidden);
        c.CopyNumbersTo(cell);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private Tensor Upload(float[] values, long[] sizes) => tensor(values, sizes, device: _network.Device);
}
