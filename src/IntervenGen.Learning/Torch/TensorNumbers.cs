using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace IntervenGen.Learning.Torch;

/// <summary>The numbers of a tensor, on the CPU.</summary>
internal static class TensorNumbers
{
    /// <summary>Copies all of a tensor's singles, in row-major order, wherever it lies.</summary>
    /// <remarks>As bytes: TorchSharp's own copy goes through an accessor, number by number, and took most of a step of a large batch.
    /// </remarks>
    public static void CopyNumbersTo(this Tensor from, Span<float> to) =>
        MemoryMarshal.Cast<byte, float>(from.cpu().contiguous().bytes).CopyTo(to);
}
