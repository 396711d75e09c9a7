using System.Diagnostics.CodeAnalysis;
using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Models;

/// <summary>A worker's session of an <see cref="ModelPolicy"/>.</summary>
internal sealed class ModelSession : IPolicySession
{
    private readonly IModel _model;
    private readonly ModelBatch _batch;
    private readonly int _observationSize;
    private readonly int[] _columns;
    private readonly bool _greedy;
    private readonly int _resetEvery;
    private readonly float[] _observations;
    private readonly float[] _actions;
    private readonly float[][] _states;
    private readonly double[] _weights;
    private readonly CounterRandom[] _random;
    private readonly int[] _step;

    public ModelSession(IModel model, int observationSize, int[] columns, RecurrentPolicyOptions options, int rows)
    {
        _model = model;
        (_observationSize, _columns, _greedy, Rows) = (observationSize, columns, options.Greedy, rows);
        _resetEvery = model.Origin.ResetEvery;
        _batch = model.CreateBatch(options.BatchedTorch ? rows : 1);
        _observations = new float[rows * observationSize];
        _actions = new float[rows * _model.ActionSize];
        _states = [.. model.States.Select(state => new float[rows * state.Count])];
        _weights = new double[_model.Modes];
        _random = new CounterRandom[rows];
        _step = new int[rows];
        Array.Fill(_step, -1);
    }

    /// <inheritdoc/>
    public int Rows { get; }

    /// <inheritdoc/>
    public Span<float> Observation(int row) => _observations.AsSpan(row * _observationSize, _observationSize);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Action(int row) => _actions.AsSpan(row * _model.ActionSize, _model.ActionSize);

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
        // In a batch every row has its place, and those that are not listed are computed for nothing.
        for (int first = 0; first < rows.Length; first += _batch.Rows)
        {
            ReadOnlySpan<int> chunk = rows.Slice(first, Math.Min(_batch.Rows, rows.Length - first));
            foreach (int row in chunk)
                Enter(row, Place(row));
            _batch.Run();
            foreach (int row in chunk)
                Leave(row, Place(row));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();

    private int Place(int row) => _batch.Rows == 1 ? 0 : row;

    private void Enter(int row, int place)
    {
        if (_step[row] < 0)
            ThrowNotBegun(row);
        bool isReset = _step[row] == 0 || (_resetEvery > 0 && _step[row] % _resetEvery == 0);
        _step[row]++;
        Span<float> input = _batch.Observations.AsSpan(place * _columns.Length, _columns.Length);
        ReadOnlySpan<float> observation = Observation(row);
        for (int i = 0; i < input.Length; i++)
            input[i] = observation[_columns[i]];
        for (int s = 0; s < _states.Length; s++)
        {
            (ModelState state, float[] before, _) = _batch.States[s];
            Span<float> own = _states[s].AsSpan(row * state.Count, state.Count);
            if (isReset)
                own.Clear();
            for (int layer = 0; layer < state.Layers; layer++)
                own.Slice(layer * state.Units, state.Units).CopyTo(before.AsSpan(((layer * _batch.Rows) + place) * state.Units));
        }
    }

    private void Leave(int row, int place)
    {
        for (int s = 0; s < _states.Length; s++)
        {
            (ModelState state, _, float[] after) = _batch.States[s];
            Span<float> own = _states[s].AsSpan(row * state.Count, state.Count);
            for (int layer = 0; layer < state.Layers; layer++)
                after.AsSpan(((layer * _batch.Rows) + place) * state.Units, state.Units).CopyTo(own[(layer * state.Units)..]);
        }

        int size = _model.ActionSize, modes = _model.Modes;
        bool isMixture = _model.IsMixture;
        int mode = isMixture ? ModeDraw.Draw(_batch.Logits.AsSpan(place * modes, modes), _weights, _greedy, ref _random[row]) : 0;
        ReadOnlySpan<float> mean = _batch.Actions.AsSpan(((place * modes) + mode) * size, size);
        Span<float> action = _actions.AsSpan(row * size, size);
        for (int d = 0; d < size; d++)
        {
            double value = isMixture && !_greedy ? mean[d] + (ModeDraw.Noise * _random[row].NextGaussian()) : mean[d];
            if (!double.IsFinite(value))
                ThrowNotFinite(value);
            action[d] = (float)Math.Clamp(value, -1, 1);
        }
    }

    [DoesNotReturn]
    private void ThrowNotFinite(double value) =>
        throw new UsageException(FormattableString.Invariant($"'{_model.Path}' cannot be used: it acts with {value}"));

    [DoesNotReturn]
    private static void ThrowNotBegun(int row) =>
        throw new InvalidOperationException($"row {row} was never begun; call Begin before Infer");
}
