using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;
using IntervenGen.Numerics;

namespace IntervenGen.Learning;

public sealed partial class TrainingSet
{
    /// <summary>Samples the first step of each window of a gradient step: a function of the arguments alone.</summary>
    /// <param name="seed">The training run's seed.</param>
    /// <param name="gradientStep">Index of the gradient step, counted from 0.</param>
    /// <param name="sampling">How windows are drawn.</param>
    /// <param name="starts">Result, shape [batch].</param>
    /// <remarks>No state is kept between steps, so a resumed run draws the same windows as an uninterrupted one.</remarks>
    public void SampleWindows(ulong seed, long gradientStep, WindowSampling sampling, Span<int> starts)
    {
        EnsureUsable();
        if (sampling == WindowSampling.Uniform)
        {
            for (int i = 0; i < starts.Length; i++)
            {
                long item = (gradientStep * starts.Length) + i;
                starts[i] = Shuffled((int)(item % _count), seed, (ulong)(item / _count));
            }

            return;
        }

        double total = 0;
        foreach (TrainingGroup group in _groups)
            total += group.Weight;
        var random = new CounterRandom(seed, (ulong)gradientStep, (uint)RandomPurpose.Batches);
        for (int i = 0; i < starts.Length; i++)
        {
            double point = random.NextDouble() * total;
            int chosen = 0;
            while (chosen < _groups.Count - 1 && point >= _groups[chosen].Weight)
                point -= _groups[chosen++].Weight;
            starts[i] = _firstSteps[chosen] + random.NextInt32(_groups[chosen].Steps);
        }
    }

    /// <summary>Copies windows into a batch, normalised and padded.</summary>
    /// <param name="starts">First step of each window, shape [B].</param>
    /// <param name="steps">Number of steps of a window, T.</param>
    /// <param name="normalization">Normalisation of the observations.</param>
    /// <param name="observations">Result, shape [B, T, observation size].</param>
    /// <param name="actions">Result, shape [B, T, action size].</param>
    public void CopyWindows(
        ReadOnlySpan<int> starts, int steps, ObservationNormalization normalization, Span<float> observations, Span<float> actions)
    {
        for (int b = 0; b < starts.Length; b++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)starts[b], (uint)_count, nameof(starts));
            int last = _lastOfSegment[starts[b]];
            for (int t = 0; t < steps; t++)
            {
                int from = Math.Min(starts[b] + t, last), to = (b * steps) + t;
                normalization.Apply(
                    _observations.AsSpan(from * ObservationSize, ObservationSize),
                    observations.Slice(to * ObservationSize, ObservationSize));
                _actions.AsSpan(from * ActionSize, ActionSize).CopyTo(actions.Slice(to * ActionSize, ActionSize));
            }
        }
    }

    /// <summary>Copies the whole set to a device.</summary>
    internal void HoldIn(IResidentTrainer trainer, ObservationNormalization normalization)
    {
        var observations = new float[_count * ObservationSize];
        for (int step = 0; step < _count; step++)
        {
            Range row = (step * ObservationSize)..((step + 1) * ObservationSize);
            normalization.Apply(_observations.AsSpan(row), observations.AsSpan(row));
        }

        trainer.Hold(observations, _actions.AsSpan(0, _count * ActionSize).ToArray(), _lastOfSegment.AsSpan(0, _count).ToArray());
    }

    // A permutation of 0 … Count − 1 that can be evaluated at one point: a Feistel network over the next even
    // power of two, walked until it lands inside (Black and Rogaway 2002). At most four walks on average.
    private int Shuffled(int position, ulong seed, ulong pass)
    {
        int half = 1;
        while (1L << (2 * half) < _count)
            half++;
        uint mask = (1u << half) - 1;
        uint value = (uint)position;
        do
        {
            uint left = value >> half, right = value & mask;
            for (uint round = 0; round < 6; round++)
            {
                uint mixed = CounterRandom.Philox(
                    right, round, (uint)pass, (uint)(pass >> 32) ^ ((uint)RandomPurpose.Batches << 16), (uint)seed, (uint)(seed >> 32)).W0;
                (left, right) = (right, left ^ (mixed & mask));
            }

            value = (left << half) | right;
        }
        while (value >= _count);
        Debug.Assert(value <= int.MaxValue, "a window is an int");
        return (int)value;
    }
}
