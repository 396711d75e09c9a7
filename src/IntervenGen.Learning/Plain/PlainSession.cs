using System.Diagnostics.CodeAnalysis;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Plain;

/// <summary>A worker's session of a <see cref="PlainPolicy"/>.</summary>
/// <remarks>A row's action is the same, bit for bit, whatever other rows are listed.</remarks>
internal sealed class PlainSession : IPolicySession
{
    private readonly PlainNetwork _network;
    private readonly PlainUse _use;
    private readonly PlainMemory _memory;
    private readonly float[] _observations;
    private readonly float[] _input;
    private readonly float[] _actions;
    private readonly double[] _weights;
    private readonly CounterRandom[] _random;
    private readonly int[] _step;

    public PlainSession(PlainNetwork network, PlainUse use, int rows)
    {
        (_network, _use, Rows) = (network, use, rows);
        _memory = new PlainMemory(network, rows);
        _observations = new float[rows * use.ObservationSize];
        _input = new float[network.Inputs];
        _actions = new float[rows * network.ActionSize];
        _weights = new double[network.Modes];
        _random = new CounterRandom[rows];
        _step = new int[rows];
        Array.Fill(_step, -1);
    }

    /// <inheritdoc/>
    public int Rows { get; }

    /// <inheritdoc/>
    public Span<float> Observation(int row) => _observations.AsSpan(row * _use.ObservationSize, _use.ObservationSize);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Action(int row) => _actions.AsSpan(row * _network.ActionSize, _network.ActionSize);

    /// <inheritdoc/>
    public void Begin(int row, in EpisodeKey key)
    {
        _random[row] = key.Stream(RandomPurpose.Policy);
        _step[row] = 0;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A row has not been started with <c>Begin</c>.</exception>
    public void Infer(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            if (_step[row] < 0)
                ThrowNotBegun(row);
            if (_step[row] % _use.ResetEvery == 0)
                _memory.Clear(row);
            _step[row]++;
            ReadOnlySpan<float> observation = Observation(row);
            for (int i = 0; i < _input.Length; i++)
                _input[i] = observation[_use.Columns[i]];
            _use.Normalization.Apply(_input, _input);
            _network.Step(_memory, row, _input);
            Act(row);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its arrays are managed and the network is the policy's.
    }

    private void Act(int row)
    {
        int size = _network.ActionSize;
        int mode = _network.Logits is null
            ? 0 : ModeDraw.Draw(_memory.Logits.AsSpan(0, _network.Modes), _weights, _use.Greedy, ref _random[row]);
        int first = mode * size;
        Span<float> action = _actions.AsSpan(row * size, size);
        // Without a mixture the network says the action itself.
        bool noisy = _network.Logits is not null && !_use.Greedy;
        for (int d = 0; d < size; d++)
        {
            double value = _memory.Mean[first + d];
            if (noisy)
                value += Deviation(first + d) * _random[row].NextGaussian();
            if (_use.Action is { } affine)
                value = (value * affine.Scale[d]) + affine.Offset[d];
            action[d] = (float)Math.Clamp(value, -1, 1);
        }
    }

    private double Deviation(int index)
    {
        if (_use.LowNoise)
            return ModeDraw.Noise;
        double x = _memory.Scale[index];
        return _use.MinDeviation + (_use.Activation == DeviationActivation.Exponential
            ? Math.Exp(Math.Min(x, 88))
            : Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))));
    }

    [DoesNotReturn]
    private static void ThrowNotBegun(int row) =>
        throw new InvalidOperationException($"row {row} was never begun; call Begin before Infer");
}
