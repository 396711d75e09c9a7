using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>Inference of a BC-RNN-GMM network on the CPU, for a few rows at a time.</summary>
/// <remarks>Weights are constant: any number of threads may infer at once, each with its own <see cref="CpuMemory"/>.</remarks>
public sealed class CpuInference
{
    private readonly InferenceWeights _weights;
    private readonly CpuKernels _kernels;

    /// <summary>Packs a network's weights.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="weights">The weights in the order of <see cref="NetworkShape.Parameters"/>, row-major.</param>
    /// <param name="vectors">Vector width of the kernels. It changes the duration, never the results.</param>
    /// <exception cref="ArgumentException">A size is out of range, or a parameter is missing or has another length.</exception>
    /// <exception cref="PlatformNotSupportedException">This machine does not support that vector width.</exception>
    public CpuInference(NetworkShape shape, IReadOnlyList<float[]> weights, CpuVectors vectors = CpuVectors.Best)
    {
        Shape = shape.Validate();
        _kernels = CpuKernels.For(vectors);
        _weights = new InferenceWeights(shape, weights);
    }

    /// <summary>Sizes of the network.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Creates the recurrent state of a number of rows, all at the start of an episode.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of rows is not positive, or more than an array can hold.</exception>
    public CpuMemory CreateMemory(int rows)
    {
        RowArguments.RequireCount(rows);
        return new CpuMemory(_weights.Layout, _weights.Head, rows);
    }

    /// <summary>Advances the listed rows by one step.</summary>
    /// <param name="memory">Recurrent state of R rows; only the listed ones are changed.</param>
    /// <param name="rows">Indices of the rows to compute, each at most once.</param>
    /// <param name="observations">Normalised observations, shape [R, O].</param>
    /// <param name="means">Result, shape [R, K, A], tanh applied; only listed rows are touched.</param>
    /// <param name="logits">Result, shape [R, K]; only listed rows are touched.</param>
    /// <remarks>A row's result is the same, bit for bit, whatever other rows are listed. Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">A span's length is wrong, or a row out of range.</exception>
    public void Infer(CpuMemory memory, ReadOnlySpan<int> rows, ReadOnlySpan<float> observations, Span<float> means, Span<float> logits)
    {
        if (memory.RowStride != Shape.Layers * _weights.Layout.Units)
            throw new ArgumentException("the memory is another network's", nameof(memory));
        RowArguments.Require(Shape, memory.Rows, rows, observations, means, logits);
        _kernels.Infer(_weights, memory, rows, observations, means, logits);
    }
}
