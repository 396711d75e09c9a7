using IntervenGen.Core;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>A BC-RNN-GMM network and its optimiser on the CPU, with hand-written backpropagation through time.</summary>
/// <remarks>
/// Results are the same, bit for bit, for any number of threads and any width of vector: every number is computed by one thread in
/// one order. Once a batch of a size has been computed, another allocates nothing.
/// </remarks>
public sealed class CpuTrainer : INetworkTrainer
{
    private const int MaxRows = 1 << 22;

    private readonly PackedLayout _layout;
    private readonly ParameterMap _map;
    private readonly PackedSlots _slots;
    private readonly TrainingWorkspace _work;
    private readonly CpuKernels _kernels;
    private readonly CpuTeam _team;
    private readonly Action<int, int> _prepare, _windows, _weights;
    private float _scale;
    private AdamStep? _update;

    /// <summary>Creates a network with PyTorch's default initial weights.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="threads">Number of threads of a gradient step, 1 to 256. It changes the duration, never the result.</param>
    /// <param name="vectors">Vector width of the kernels. It changes the duration, never the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">This machine does not support that vector width.</exception>
    public CpuTrainer(NetworkShape shape, ulong seed, int threads = 1, CpuVectors vectors = CpuVectors.Best)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 256);
        Shape = shape.Validate();
        _kernels = CpuKernels.For(vectors);
        _layout = new PackedLayout(shape);
        _map = new ParameterMap(_layout);
        _slots = new PackedSlots(_layout.Total);
        _work = new TrainingWorkspace(_layout, threads);
        _prepare = Prepare;
        _windows = Windows;
        _weights = Weights;
        Initialise(seed);
        _team = new CpuTeam(threads);
    }

    /// <summary>Sizes of the network.</summary>
    public NetworkShape Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<NetworkParameter> Parameters => _map.Parameters;

    /// <inheritdoc/>
    public long Step { get; set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The index is out of range, or the length is not the parameter's.</exception>
    public void CopyOut(NetworkSlot slot, int index, Span<float> values) => _map.CopyOut(index, _slots[slot].Span, values);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The index is out of range, or the length is not the parameter's.</exception>
    public void CopyIn(NetworkSlot slot, int index, ReadOnlySpan<float> values) => _map.CopyIn(index, values, _slots[slot].Span);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The length of a span does not match B, T and the network's sizes.</exception>
    public double Loss(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps)
    {
        _scale = 0;
        TakeIn(observations, actions, batch, steps);
        _team.Run(_prepare);
        _team.Run(_windows);
        return _work.MeanLoss();
    }

    /// <summary>As <see cref="Loss"/>, and leaves the gradient in <see cref="NetworkSlot.Gradient"/>.</summary>
    /// <inheritdoc cref="Loss"/>
    public double Gradient(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps)
    {
        _update = null;
        return Backpropagate(observations, actions, batch, steps);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The length of a span does not match B, T and the network's sizes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative, or the decay is not in [0, 1).</exception>
    public double TrainStep(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps, float learningRate, float averageDecay)
    {
        if (!(learningRate >= 0))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "the learning rate must not be negative");
        if (!(averageDecay >= 0 && averageDecay < 1))
            throw new ArgumentOutOfRangeException(nameof(averageDecay), averageDecay, "the average's decay must lie in [0, 1)");
        _update = AdamStep.At(Step + 1, learningRate, averageDecay);
        double loss = Backpropagate(observations, actions, batch, steps);
        Step++;
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose() => _team.Dispose();

    private double Backpropagate(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps)
    {
        _scale = 1f / ((float)batch * steps);
        TakeIn(observations, actions, batch, steps);
        _team.Run(_prepare);
        _team.Run(_windows);
        _team.Run(_weights);
        return _work.MeanLoss();
    }

    private void TakeIn(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions, int batch, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)batch * steps, MaxRows, nameof(batch));
        SpanLength.Require(observations.Length, (long)batch * steps * Shape.ObservationSize, nameof(observations));
        SpanLength.Require(actions.Length, (long)batch * steps * Shape.ActionSize, nameof(actions));
        _work.Reserve(batch, steps);
        _work.TakeIn(observations, actions);
    }

    private void Prepare(int part, int parts) => BackWeights.Prepare(_layout, _slots.Value, _work, part, parts, _scale > 0);

    private void Windows(int part, int parts)
    {
        var share = new Share(_work.Batch, part, parts);
        if (share.Begin < share.End)
            _kernels.Windows(_layout, _slots.Value, _work, _work.Mixtures[part], share.Begin, share.End, _scale);
    }

    private void Weights(int part, int parts) => _kernels.Weights(_layout, _slots, _work, part, parts, _update);

    // PyTorch's defaults: every number uniform in ±1/√H, both in the LSTM and in linear layers with H inputs; parameter after
    // parameter, the heads' weights before their biases.
    private void Initialise(ulong seed)
    {
        var random = new MersenneTwister(seed);
        double bound = 1.0 / Math.Sqrt(Shape.Hidden);
        for (int i = 0; i < Parameters.Count; i++)
        {
            var values = new float[Parameters[i].Count];
            foreach (ref float value in values.AsSpan())
                value = (float)(random.NextSigned() * bound);
            CopyIn(NetworkSlot.Value, i, values);
            CopyIn(NetworkSlot.Average, i, values);
        }
    }
}
