using System.Diagnostics.CodeAnalysis;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using IntervenGen.Numerics;

namespace IntervenGen.Learning;

/// <summary>Base of the sessions of a recurrent policy: rows, resets, normalisation and sampling.</summary>
/// <remarks>
/// Facts (robomimic): the hidden state is zero at the start of an episode and again every <see cref="PolicyConfig.SequenceLength"/>
/// steps; with low-noise evaluation an action is a mode's mean plus Gaussian noise of 1e-4. It is clipped to [−1, 1] here.
/// </remarks>
public abstract class RecurrentSession : IPolicySession
{
    private readonly ObservationNormalization _normalization;
    private readonly bool _greedy;
    private readonly int _resetEvery;
    private readonly float[] _observations;
    private readonly float[] _normalised;
    private readonly float[] _actions;
    private readonly float[] _means;
    private readonly float[] _logits;
    private readonly double[] _weights;
    private readonly CounterRandom[] _random;
    private readonly int[] _step;

    private protected RecurrentSession(NetworkShape shape, Checkpoint checkpoint, bool greedy, int rows)
    {
        Shape = shape;
        Rows = rows;
        _normalization = checkpoint.Normalization;
        _greedy = greedy;
        _resetEvery = checkpoint.Config.SequenceLength;
        _observations = new float[rows * shape.ObservationSize];
        _normalised = new float[rows * shape.ObservationSize];
        _actions = new float[rows * shape.ActionSize];
        _means = new float[rows * shape.Means];
        _logits = new float[rows * shape.Modes];
        _weights = new double[shape.Modes];
        _random = new CounterRandom[rows];
        _step = new int[rows];
        Array.Fill(_step, -1);
    }

    /// <inheritdoc/>
    public int Rows { get; }

    private protected NetworkShape Shape { get; }

    private protected ReadOnlySpan<float> Normalised => _normalised;

    private protected Span<float> Means => _means;

    private protected Span<float> Logits => _logits;

    /// <inheritdoc/>
    public Span<float> Observation(int row) =>
        _observations.AsSpan(row * Shape.ObservationSize, Shape.ObservationSize);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Action(int row) =>
        _actions.AsSpan(row * Shape.ActionSize, Shape.ActionSize);

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
        if (rows.IsEmpty)
            return;
        foreach (int row in rows)
        {
            if (_step[row] < 0)
                ThrowNotBegun(row);
            if (_step[row] % _resetEvery == 0)
                ClearState(row);
            _step[row]++;
            int size = Shape.ObservationSize;
            _normalization.Apply(Observation(row), _normalised.AsSpan(row * size, size));
        }

        Evaluate(rows);
        foreach (int row in rows)
            Sample(row);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    // The network is the policy's.
    private protected virtual void Release()
    {
    }

    private protected abstract void ClearState(int row);

    private protected abstract void Evaluate(ReadOnlySpan<int> rows);

    private void Sample(int row)
    {
        ReadOnlySpan<float> logits = _logits.AsSpan(row * Shape.Modes, Shape.Modes);
        int mode = ModeDraw.Draw(logits, _weights, _greedy, ref _random[row]);
        ReadOnlySpan<float> mean = _means.AsSpan(((row * Shape.Modes) + mode) * Shape.ActionSize, Shape.ActionSize);
        Span<float> action = _actions.AsSpan(row * Shape.ActionSize, Shape.ActionSize);
        for (int d = 0; d < action.Length; d++)
        {
            double value = _greedy ? mean[d] : mean[d] + (ModeDraw.Noise * _random[row].NextGaussian());
            action[d] = (float)Math.Clamp(value, -1, 1);
        }
    }

    [DoesNotReturn]
    private static void ThrowNotBegun(int row) =>
        throw new InvalidOperationException($"row {row} was never begun; call Begin before Infer");
}
