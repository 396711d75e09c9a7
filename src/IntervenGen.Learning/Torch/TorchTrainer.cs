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
    private readonly TorchAdam? _adam;
    private readonly NetworkScript? _script;
    private readonly bool _isWrittenOut;
    private readonly List<Tensor> _losses = [];
    private HeldSet? _set;

    /// <summary>Creates a network with the initial weights that <see cref="CpuTrainer"/> has for the seed.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="UsageException">libtorch or the device is not available.</exception>
    public TorchTrainer(NetworkShape shape, ulong seed, ComputeDevice device = ComputeDevice.Cpu)
        : this(shape, seed, device, device == ComputeDevice.Cuda)
    {
    }

    // With the choice between libtorch's own derivatives and those written out, which are several times as fast on a GPU.
    internal TorchTrainer(NetworkShape shape, ulong seed, ComputeDevice device, bool isWrittenOut)
    {
        _network = new TorchNetwork(shape, device);
        _isWrittenOut = isWrittenOut;
        try
        {
            _adam = new TorchAdam(_network);
            _script = new NetworkScript(_network);
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
        this[slot, index].detach().CopyNumbersTo(values);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The index is out of range, or the length is not the parameter's.</exception>
    public void CopyIn(NetworkSlot slot, int index, ReadOnlySpan<float> values)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        SpanLength.Require(values.Length, Parameters[Checked(index)].Count, nameof(values));
        Tensor target = this[slot, index];
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
            Upload(actions, batch, steps, _network.Shape.ActionSize, nameof(actions))).item<float>();
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
    public void QueueStep(ReadOnlySpan<int> starts, int steps, float learningRate, float averageDecay)
    {
        if (_set is not { } set)
            throw new InvalidOperationException("no training set is held; call Hold first");
        using DisposeScope scope = NewDisposeScope();
        if (_isWrittenOut)
        {
            Tensor first = set.Starts(starts);
            using IDisposable noGradient = no_grad();
            Count();
            _losses.Add(_script!.Step(set, first, steps, _adam!, learningRate, averageDecay).DetachFromDisposeScope());
            return;
        }

        (Tensor observations, Tensor actions) = set.Gather(starts, steps);
        _losses.Add(Gradient(observations, actions).DetachFromDisposeScope());
        Update(learningRate, averageDecay);
    }

    /// <inheritdoc/>
    public double[] TakeLosses()
    {
        if (_losses.Count == 0)
            return [];
        using DisposeScope scope = NewDisposeScope();
        var losses = new float[_losses.Count];
        stack(_losses).CopyNumbersTo(losses);
        Forget();
        return Array.ConvertAll(losses, loss => (double)loss);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _set?.Dispose();
        _script?.Dispose();
        _adam?.Dispose();
        _network.Dispose();
    }

    private Tensor this[NetworkSlot slot, int index] => slot switch
    {
        NetworkSlot.Value => _network.Values[index],
        NetworkSlot.Gradient => _network.Values[index].grad ??= zeros_like(_network.Values[index]),
        NetworkSlot.FirstMoment => _adam!.First[index],
        NetworkSlot.SecondMoment => _adam!.Second[index],
        _ => _adam!.Average[index],
    };

    private void Forget()
    {
        foreach (Tensor loss in _losses)
            loss.Dispose();
        _losses.Clear();
    }

    private Tensor Gradient(Tensor observations, Tensor actions)
    {
        foreach (Tensor value in _network.Values)
            value.grad = null;
        if (!_isWrittenOut)
        {
            Tensor loss = _network.Loss(observations, actions);
            loss.backward();
            return loss.detach();
        }

        using IDisposable noGradient = no_grad();
        Tensor[] found = _script!.Gradient(observations.transpose(0, 1).contiguous(), actions.transpose(0, 1).contiguous());

        // A layer's two biases have one derivative, and each its own array.
        for (int i = 0; i < _network.Values.Count; i++)
            _network.Values[i].grad = found[i + 1].clone();
        return found[0];
    }

    private void Update(float learningRate, float averageDecay)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Count();
        _script!.Update([.. _network.Values.Select(value => value.grad!)], _adam!, learningRate, averageDecay);
    }

    private void Count() => _adam!.Count[0].fill_((double)++Step);

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
