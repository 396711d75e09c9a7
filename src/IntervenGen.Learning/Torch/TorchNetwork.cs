using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>A BC-RNN-GMM network of libtorch's operators: an LSTM and three linear heads (mean, scale, logits).</summary>
/// <remarks>One thread at a time. The caller opens a dispose scope around every call that returns tensors.</remarks>
internal sealed class TorchNetwork : IDisposable
{
    private readonly TorchSharp.Modules.LSTM _lstm;
    private readonly Tensor[] _heads;

    /// <summary>Creates a network whose weights are all zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="UsageException">libtorch or the device is not available.</exception>
    public TorchNetwork(NetworkShape shape, ComputeDevice device)
    {
        Shape = shape.Validate();
        Device = LibTorch.Device(device);
        Parameters = shape.Parameters();
        _lstm = nn.LSTM(shape.ObservationSize, shape.Hidden, shape.Layers, batchFirst: true, device: Device);
        int recurrent = 4 * shape.Layers;
        _heads = [.. Parameters.Skip(recurrent).Select(head => Zeros(head, Device))];
        Dictionary<string, TorchSharp.Modules.Parameter> weights = _lstm.named_parameters()
            .ToDictionary(parameter => $"lstm.{parameter.name}", parameter => parameter.parameter);
        Values = [.. Parameters.Take(recurrent).Select(parameter => (Tensor)weights[parameter.Name]), .. _heads];
    }

    /// <summary>Sizes of the network.</summary>
    public NetworkShape Shape { get; }

    /// <summary>The device that it computes on.</summary>
    public Device Device { get; }

    /// <summary>Names and shapes of the parameters, in order.</summary>
    public IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Tensor> Values { get; }

    /// <summary>A tensor of a parameter's shape, kept until it is disposed of.</summary>
    public static Tensor Zeros(NetworkParameter parameter, Device device)
    {
        long[] sizes = parameter.Columns == 0 ? [parameter.Rows] : [parameter.Rows, parameter.Columns];
        return zeros(sizes, device: device).DetachFromDisposeScope();
    }

    /// <summary>Mean negative log-likelihood of actions given observations, from zero hidden state.</summary>
    /// <param name="observations">Shape [B, T, O], on the network's device.</param>
    /// <param name="actions">Shape [B, T, A], on the network's device.</param>
    public Tensor Loss(Tensor observations, Tensor actions)
    {
        long batch = observations.shape[0], steps = observations.shape[1];
        Tensor top = _lstm.call(observations).Item1;
        Tensor mean = tanh(nn.functional.linear(top, _heads[0], _heads[3])).view(batch, steps, Shape.Modes, Shape.ActionSize);
        Tensor scale = (nn.functional.softplus(nn.functional.linear(top, _heads[1], _heads[4])) + Shape.MinStd).view_as(mean);
        Tensor weights = nn.functional.log_softmax(nn.functional.linear(top, _heads[2], _heads[5]), -1);
        Tensor error = (actions.unsqueeze(2) - mean) / scale;
        Tensor densities = ((-0.5 * error * error) - scale.log() - (0.5 * Math.Log(2 * Math.PI))).sum(-1);
        return -logsumexp(weights + densities, -1).mean();
    }

    /// <summary>One step of a batch.</summary>
    /// <param name="observations">Shape [B, O], on the network's device.</param>
    /// <param name="hidden">Shape [L, B, H].</param>
    /// <param name="cell">Shape [L, B, H].</param>
    /// <returns>Means after tanh [B, K · A], logits [B, K], and the next hidden and cell state.</returns>
    public (Tensor Means, Tensor Logits, Tensor Hidden, Tensor Cell) Step(Tensor observations, Tensor hidden, Tensor cell)
    {
        (Tensor output, Tensor nextHidden, Tensor nextCell) = _lstm.call(observations.unsqueeze(1), (hidden, cell));
        Tensor top = output.squeeze(1);
        return (
            tanh(nn.functional.linear(top, _heads[0], _heads[3])), nn.functional.linear(top, _heads[2], _heads[5]), nextHidden, nextCell);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lstm.Dispose();
        foreach (Tensor head in _heads)
            head.Dispose();
    }
}
