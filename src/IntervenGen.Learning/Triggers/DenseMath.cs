using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning.Triggers;

/// <summary>Products of small dense layers over a batch of rows.</summary>
/// <remarks>
/// Every number is one sum of fused multiply-adds in one order: vectors hold neighbouring outputs and are never added across, so that
/// the machine's width decides the speed and never a bit. Rows of outputs are padded to sixteen, the widest vector. Allocates nothing.
/// </remarks>
internal static class DenseMath
{
    private const int Block = 16;

    /// <summary>A number of outputs rounded up to whole vectors of every width.</summary>
    public static int Pad(int outputs) => (outputs + Block - 1) / Block * Block;

    /// <summary>y = x W + bias, for every row.</summary>
    /// <param name="x">Inputs, shape [rows, <paramref name="inputs"/>].</param>
    /// <param name="weights">Shape [inputs, outputs padded].</param>
    /// <param name="bias">Shape [outputs padded]; empty for zeros.</param>
    /// <param name="y">Result, shape [rows, outputs padded].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="inputs">Number of inputs, which is also the distance between two rows of x.</param>
    public static void Product(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> y, int rows, int inputs)
    {
        int outputs = weights.Length / inputs, lanes = Vector<float>.Count;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> from = x.Slice(row * inputs, inputs);
            Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(y.Slice(row * outputs, outputs));
            int vector = 0;
            for (; vector + 4 <= to.Length; vector += 4)
                Four(from, weights, bias, to.Slice(vector, 4), vector * lanes, outputs);
            for (; vector < to.Length; vector++)
                One(from, weights, bias, to.Slice(vector, 1), vector * lanes, outputs);
        }
    }

    /// <summary>gradient = xᵀ dy, summed over the rows in their order.</summary>
    /// <param name="x">Inputs, shape [rows, inputs].</param>
    /// <param name="slope">Gradient at the outputs, shape [rows, outputs padded].</param>
    /// <param name="gradient">Result, shape [inputs, outputs padded].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="inputs">Number of inputs.</param>
    public static void Outer(ReadOnlySpan<float> x, ReadOnlySpan<float> slope, Span<float> gradient, int rows, int inputs)
    {
        int outputs = gradient.Length / inputs, vectors = outputs / Vector<float>.Count;
        ReadOnlySpan<Vector<float>> slopes = MemoryMarshal.Cast<float, Vector<float>>(slope);
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        for (int input = 0; input < inputs; input++)
        {
            Span<Vector<float>> sum = sums.Slice(input * vectors, vectors);
            sum.Clear();
            for (int row = 0; row < rows; row++)
            {
                float factor = x[(row * inputs) + input];
                // Behind a rectifier about half of all inputs are zero, and add nothing.
                if (factor == 0)
                    continue;
                var all = new Vector<float>(factor);
                ReadOnlySpan<Vector<float>> from = slopes.Slice(row * vectors, vectors);
                for (int vector = 0; vector < sum.Length; vector++)
                    sum[vector] = Vector.FusedMultiplyAdd(from[vector], all, sum[vector]);
            }
        }
    }

    /// <summary>The logistic function of every number; the length is a multiple of four.</summary>
    public static void Sigmoid(Span<float> values)
    {
        for (nint i = 0; i < values.Length; i += 4)
            Width128.Store(Functions<Vector128<float>, Width128>.Sigmoid(Width128.Load(ref values[0], i)), ref values[0], i);
    }

    /// <summary>tanh of every number; the length is a multiple of four.</summary>
    public static void Tanh(Span<float> values)
    {
        for (nint i = 0; i < values.Length; i += 4)
            Width128.Store(Functions<Vector128<float>, Width128>.Tanh(Width128.Load(ref values[0], i)), ref values[0], i);
    }

    private static void Four(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<Vector<float>> y, int first, int stride)
    {
        int lanes = Vector<float>.Count;
        Vector<float> a = Start(bias, first), b = Start(bias, first + lanes);
        Vector<float> c = Start(bias, first + (2 * lanes)), d = Start(bias, first + (3 * lanes));
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] == 0)
                continue;
            var input = new Vector<float>(x[i]);
            ReadOnlySpan<Vector<float>> w = MemoryMarshal.Cast<float, Vector<float>>(weights.Slice((i * stride) + first, 4 * lanes));
            a = Vector.FusedMultiplyAdd(w[0], input, a);
            b = Vector.FusedMultiplyAdd(w[1], input, b);
            c = Vector.FusedMultiplyAdd(w[2], input, c);
            d = Vector.FusedMultiplyAdd(w[3], input, d);
        }

        (y[0], y[1], y[2], y[3]) = (a, b, c, d);
    }

    private static void One(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<Vector<float>> y, int first, int stride)
    {
        Vector<float> sum = Start(bias, first);
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] != 0)
                sum = Vector.FusedMultiplyAdd(new Vector<float>(weights[((i * stride) + first)..]), new Vector<float>(x[i]), sum);
        }

        y[0] = sum;
    }

    private static Vector<float> Start(ReadOnlySpan<float> bias, int first) =>
        bias.IsEmpty ? Vector<float>.Zero : new Vector<float>(bias[first..]);
}
