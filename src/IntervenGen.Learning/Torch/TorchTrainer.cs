using IntervenGen.Core;
using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>A network and its optimiser by libtorch's operators: the path on CUDA, and the oracle of the CPU's kernels.</summary>
/// <remarks>Results agree with the CPU's up to rounding. The same seed gives the same initial weights.</remarks>
public sealed class TorchTrainer : IResidentTrainer
{
    private readonly TorchNetwork _network;
    private readonly Dictionary<NetworkSlot, Tensor[]> _slots = [];
    private HeldSet? _set;

    /// <summary>Creates a network with the initial weights that <see cref="CpuTrainer"/> has for the seed.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="UsageException">libtorch or the device is not available.</exception>
    public TorchTrainer(NetworkShape shape, ulong seed, ComputeDevice device = ComputeDevice.Cpu)
    {
        _network = new TorchNetwork(shape, device);
        try
        {
            _slots[NetworkSlot.Value] = [.. _network.Values];
            foreach (NetworkSlot slot in Enum.GetValues<NetworkSlot>().Where(slot => slot != NetworkSlot.Value))
                _slots[slot] = [.. _network.Parameters.Select(parameter => TorchNetwork.Zeros(parameter, _network.Device))];
            using var initial = new CpuTrainer(shape, seed);
            foreach (NetworkSlot slot in (NetworkSlot[])[NetworkSlot.Value, NetworkSlot.Average])
                this.CopyIn(slot, initial.CopyOut(NetworkSlot.Value));
            foreach (Tensor value in _network.Values)
                value.requires_grad = true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<NetworkParameter> Parameters => _network.Parameters;

    /// <inheritdoc/>
    public long Step { get; set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The index is out of range, or the length is not the parameter's.</exception>
    public void CopyOut(NetworkSlot slot, int index, Span<float> values)
    {
        using DisposeScope scope = NewDisposeScope();
        SpanLength.Require(values.Length, Parameters[Checked(index)].Count, nameof(values));
        _slots[slot][index].detach().CopyNumbersTo(values);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The index is out of range, or the length is not the parameter's.</exception>
    public void CopyIn(NetworkSlot slot, int index, ReadOnlySpan<float> values)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        SpanLength.Require(values.Length, Parameters[Checked(index)].Count, nameof(values));
        Tensor target = _slots[slot][index];
        target.copy_(tensor(values.ToArray(), target.shape));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The length of a span does not match B, T and the network's sizes.</exception>
    public double Loss(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        return _network.Loss(
            Upload(observations, batch, steps, _network.Shape.ObservationSize, nameof(observations)),
            Upload(actions, batch, steps, _network.Shape.ActionSize, nameof(actions))).item<float>();
    }

    /// <summary>As <see cref="Loss"/>, and leaves the gradient in <see cref="NetworkSlot.Gradient"/>.</summary>
    /// <inheritdoc cref="Loss"/>
    public double Gradient(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps)
    {
        using DisposeScope scope = NewDisposeScope();
        return Gradient(
            Upload(observations, batch, steps, _network.Shape.ObservationSize, nameof(observations)),
            Upload(actions, batch, steps, _network.Shape.ActionSize, nameof(actions)));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The length of a span does not match B, T and the network's sizes.</exception>
    public double TrainStep(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, float learningRate, float averageDecay)
    {
        double loss = Gradient(observations, actions, batch, steps);
        Update(learningRate, averageDecay);
        return loss;
    }

    /// <inheritdoc/>
    public void Hold(float[] observations, float[] actions, int[] lastOfSegment)
    {
        ArgumentNullException.ThrowIfNull(lastOfSegment);
        _set?.Dispose();
        _set = null;
        _set = new HeldSet(_network.Shape, _network.Device, observations, actions, lastOfSegment);
    }

    /// <inheritdoc/>
    public double TrainStep(ReadOnlySpan<int> starts, int steps, float learningRate, float averageDecay)
    {
        if (_set is not { } set)
            throw new InvalidOperationException("no training set is held; call Hold first");
        using DisposeScope scope = NewDisposeScope();
        (Tensor observations, Tensor actions) = set.Gather(starts, steps);
        double loss = Gradient(observations, actions);
        Update(learningRate, averageDecay);
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _set?.Dispose();
        foreach (Tensor array in _slots.Where(slot => slot.Key != NetworkSlot.Value).SelectMany(slot => slot.Value))
            array.Dispose();
        _network.Dispose();
    }

    private double Gradient(Tensor observations, Tensor actions)
    {
        foreach (Tensor value in _network.Values)
            value.grad = null;
        Tensor loss = _network.Loss(observations, actions);
        loss.backward();
        using IDisposable noGradient = no_grad();
        Tensor[] gradients = _slots[NetworkSlot.Gradient];
        for (int i = 0; i < gradients.Length; i++)
            gradients[i].copy_(_network.Values[i].grad!);
        return loss.item<float>();
    }

    // Adam (Kingma and Ba 2015, as PyTorch writes it), and the running average of the weights.
    private void Update(float learningRate, float averageDecay)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Step++;
        double rate = learningRate / (1 - Math.Pow(0.9, Step)), root = Math.Sqrt(1 - Math.Pow(0.999, Step));
        for (int i = 0; i < Parameters.Count; i++)
        {
            Tensor value = _network.Values[i], gradient = _slots[NetworkSlot.Gradient][i];
            Tensor first = _slots[NetworkSlot.FirstMoment][i], second = _slots[NetworkSlot.SecondMoment][i];
            first.mul_(0.9).add_(gradient, 0.1);
            second.mul_(0.999).addcmul_(gradient, gradient, 0.001);
            value.addcdiv_(first, second.sqrt().div_(root).add_(1e-8), -rate);
            if (averageDecay > 0)
                _slots[NetworkSlot.Average][i].mul_(averageDecay).add_(value, 1 - averageDecay);
        }
    }

    private Tensor Upload(ReadOnlySpan<float> values, int batch, int steps, int size, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        SpanLength.Require(values.Length, (long)batch * steps * size, name);
        return tensor(values.ToArray(), [batch, steps, size], device: _network.Device);
    }

    private int Checked(int index) => (uint)index < (uint)Parameters.Count
        ? index
        : throw new ArgumentException($"parameter {index} is not one of {Parameters.Count}", nameof(index));
}
