using System.Diagnostics.CodeAnalysis;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>A BC-RNN-GMM network in use on the CPU, a few rows at a time.</summary>
/// <remarks>Weights are constant: any number of threads may infer at once, each with its own <see cref="CpuMemory"/>.</remarks>
public sealed class CpuInference
{
    private readonly InferenceWeights _weights;
    private readonly CpuKernels _kernels;

    /// <summary>Packs a network's weights.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="weights">In the order of <see cref="NetworkShape.Parameters"/>, row-major.</param>
    /// <param name="vectors">How wide vectors are. They change duration, never results.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a parameter missing or of another length.</exception>
    /// <exception cref="PlatformNotSupportedException">This machine does not have such vectors.</exception>
    public CpuInference(NetworkShape shape, IReadOnlyList<float[]> weights, CpuVectors vectors = CpuVectors.Best)
    {
        Shape = shape.Validate();
        _kernels = CpuKernels.For(vectors);
        _weights = new InferenceWeights(shape, weights);
    }

    /// <summary>Sizes.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Memory for a number of rows, all at the beginning of an episode.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or more than an array holds.</exception>
    public CpuMemory CreateMemory(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, 1 << 24);
        return new CpuMemory(_weights.Layout, _weights.Head, rows);
    }

    /// <summary>One step of the listed rows.</summary>
    /// <param name="memory">What they remember; R rows. Only listed ones are touched.</param>
    /// <param name="rows">Indices of the rows to compute, each at most once.</param>
    /// <param name="observations">Shape [R, O].</param>
    /// <param name="means">Result, shape [R, K, A], tanh applied; only listed rows are touched.</param>
    /// <param name="logits">Result, shape [R, K]; only listed rows are touched.</param>
    /// <remarks>A row's result is the same, bit for bit, whatever other rows are listed. Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">A span's length is wrong, or a row out of range.</exception>
    public void Infer(CpuMemory memory, ReadOnlySpan<int> rows, ReadOnlySpan<float> observations, Span<float> means, Span<float> logits)
    {
        long capacity = memory.Rows;
        if (memory.RowStride != Shape.Layers * _weights.Layout.Units)
            throw new ArgumentException("the memory is another network's", nameof(memory));
        SpanLength.Require(observations.Length, capacity * Shape.ObservationSize, nameof(observations));
        SpanLength.Require(means.Length, capacity * Shape.Means, nameof(means));
        SpanLength.Require(logits.Length, capacity * Shape.Modes, nameof(logits));
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)memory.Rows)
                ThrowRow(row, memory.Rows);
        }

        _kernels.Infer(_weights, memory, rows, observations, means, logits);
    }

    [DoesNotReturn]
    private static void ThrowRow(int row, int rows) =>
        throw new ArgumentException($"row {row} is not one of {rows}", nameof(rows));
}
