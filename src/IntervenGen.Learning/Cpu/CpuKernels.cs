using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IntervenGen.Learning.Cpu;

/// <summary>The phases of a gradient step and of inference, compiled for one width of vector.</summary>
internal abstract class CpuKernels
{
    /// <summary>The widest vectors that this machine supports in hardware.</summary>
    public static CpuVectors Best =>
        Vector512.IsHardwareAccelerated
            ? CpuVectors.Vector512
            : Avx2.IsSupported && Fma.IsSupported ? CpuVectors.Vector256 : CpuVectors.Vector128;

    /// <summary>The kernels for a vector width.</summary>
    /// <exception cref="PlatformNotSupportedException">This machine does not support that vector width.</exception>
    public static CpuKernels For(CpuVectors vectors)
    {
        if (vectors > Best || vectors < CpuVectors.Best)
            throw new PlatformNotSupportedException($"{vectors} was asked for, and the widest vectors of this machine are {Best}");
        return (vectors == CpuVectors.Best ? Best : vectors) switch
        {
            CpuVectors.Vector512 => new CpuKernels<Vector512<float>, Width512>(),
            CpuVectors.Vector256 => new CpuKernels<Vector256<float>, Width256>(),
            _ => new CpuKernels<Vector128<float>, Width128>(),
        };
    }

    /// <summary>Outputs and losses of windows [first, last), and with a positive scale everything down to the gates' gradients.</summary>
    public abstract void Windows(
        PackedLayout layout, FloatBuffer values, TrainingWorkspace work, MixtureScratch scratch, int first, int last, float scale);

    /// <summary>Computes one thread's share of the weight gradients and, given a step, updates those weights.</summary>
    public abstract void Weights(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, int part, int parts, AdamStep? step);

    /// <summary>Advances the listed rows by one step; see <see cref="CpuInference.Infer"/>.</summary>
    public abstract void Infer(
        InferenceWeights weights, CpuMemory memory, ReadOnlySpan<int> rows, ReadOnlySpan<float> observations, Span<float> means,
        Span<float> logits);
}

/// <summary>The kernels for one vector width.</summary>
/// <remarks>
/// What they call is compiled once, at its best, instead of in tiers: the first gradient step is as fast as the last, and nothing is
/// compiled again, and nothing allocated for that, in the middle of a run.
/// </remarks>
internal sealed class CpuKernels<V, W> : CpuKernels
    where V : struct
    where W : struct, IWidth<V>
{
    /// <inheritdoc/>
    public override void Windows(
        PackedLayout layout, FloatBuffer values, TrainingWorkspace work, MixtureScratch scratch, int first, int last, float scale)
    {
        ForwardPass<V, W>.Run(layout, values, work, scratch, first, last, scale);
        if (scale > 0)
            BackwardPass<V, W>.Run(layout, work, first, last);
    }

    /// <inheritdoc/>
    public override void Weights(PackedLayout layout, PackedSlots slots, TrainingWorkspace work, int part, int parts, AdamStep? step) =>
        WeightPass<V, W>.Run(layout, slots, work, part, parts, step);

    /// <inheritdoc/>
    public override void Infer(
        InferenceWeights weights, CpuMemory memory, ReadOnlySpan<int> rows, ReadOnlySpan<float> observations, Span<float> means,
        Span<float> logits)
    {
        for (int first = 0; first < rows.Length; first += CpuMemory.ChunkRows)
        {
            ReadOnlySpan<int> chunk = rows.Slice(first, Math.Min(CpuMemory.ChunkRows, rows.Length - first));
            InferencePass<V, W>.Run(weights, memory, chunk, observations, means, logits);
        }
    }
}
