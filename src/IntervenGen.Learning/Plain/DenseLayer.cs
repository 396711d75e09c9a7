using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning.Plain;

/// <summary>A linear layer for one row: y = W x + b.</summary>
/// <remarks>Each output is one sum of fused multiply-adds in the order of the inputs, so that its bits are the same everywhere.</remarks>
internal sealed class DenseLayer
{
    // Four vectors are four independent chains of sums; outputs are padded to four of the widest.
    private const int Chains = 4, Block = 64;

    private readonly float[] _columns;
    private readonly float[] _bias;

    /// <summary>Takes over a layer's weights.</summary>
    /// <param name="weight">Shape [outputs, inputs], row-major.</param>
    /// <param name="bias">Shape [outputs].</param>
    public DenseLayer(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        Outputs = bias.Length;
        Inputs = weight.Length / bias.Length;
        _bias = new float[Padded];
        bias.CopyTo(_bias);
        _columns = new float[Inputs * Padded];
        for (int i = 0; i < weight.Length; i++)
            _columns[(i % Inputs * Padded) + (i / Inputs)] = weight[i];
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>Number of outputs with padding, which <see cref="Apply"/> writes.</summary>
    public int Padded => Pad(Outputs);

    /// <summary>A number of outputs rounded up to whole blocks.</summary>
    public static int Pad(int outputs) => (outputs + Block - 1) / Block * Block;

    /// <summary>Computes the outputs.</summary>
    /// <param name="x">Shape [inputs].</param>
    /// <param name="y">Result, shape [padded outputs]; padding becomes 0.</param>
    /// <param name="vectors">Vector width, one that the machine has. It changes the duration, never the result.</param>
    public void Apply(ReadOnlySpan<float> x, Span<float> y, CpuVectors vectors = CpuVectors.Best)
    {
        x = x[..Inputs];
        y = y[..Padded];
        switch (vectors == CpuVectors.Best ? CpuKernels.Best : vectors)
        {
            case CpuVectors.Vector512:
                Apply<Vector512<float>, Width512>(x, y);
                break;
            case CpuVectors.Vector256:
                Apply<Vector256<float>, Width256>(x, y);
                break;
            default:
                Apply<Vector128<float>, Width128>(x, y);
                break;
        }
    }

    private void Apply<V, W>(ReadOnlySpan<float> x, Span<float> y)
        where V : struct
        where W : struct, IWidth<V>
    {
        ref float columns = ref _columns[0], bias = ref _bias[0], result = ref y[0];
        nint stride = Padded;
        int lanes = W.Lanes;
        for (nint o = 0; o < stride; o += Chains * lanes)
        {
            V a = W.Load(ref bias, o), b = W.Load(ref bias, o + lanes);
            V c = W.Load(ref bias, o + (2 * lanes)), d = W.Load(ref bias, o + (3 * lanes));
            ref float weight = ref Unsafe.Add(ref columns, o);
            for (int i = 0; i < x.Length; i++)
            {
                V input = W.All(x[i]);
                a = W.Fma(W.Load(ref weight, 0), input, a);
                b = W.Fma(W.Load(ref weight, lanes), input, b);
                c = W.Fma(W.Load(ref weight, 2 * lanes), input, c);
                d = W.Fma(W.Load(ref weight, 3 * lanes), input, d);
                weight = ref Unsafe.Add(ref weight, stride);
            }

            W.Store(a, ref result, o);
            W.Store(b, ref result, o + lanes);
            W.Store(c, ref result, o + (2 * lanes));
            W.Store(d, ref result, o + (3 * lanes));
        }
    }

    /// <summary>tanh of every number; the length is a multiple of four.</summary>
    public static void Tanh(Span<float> values)
    {
        for (nint i = 0; i < values.Length; i += 4)
            Width128.Store(Functions<Vector128<float>, Width128>.Tanh(Width128.Load(ref values[0], i)), ref values[0], i);
    }

    /// <summary>max(0, x) of every number.</summary>
    public static void Rectify(Span<float> values)
    {
        foreach (ref float value in values)
            value = value > 0 ? value : 0;
    }
}
