using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning.Plain;

/// <summary>A linear layer for one row: y = W x + b.</summary>
/// <remarks>Each output is one sum of fused multiply-adds in the order of the inputs, so that its bits are the same everywhere.</remarks>
internal sealed class DenseLayer
{
    // Four vectors of four are four independent chains of sums; outputs are padded to them.
    private const int Block = 16;

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
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        x = x[..Inputs];
        y = y[..Padded];
        ref float columns = ref _columns[0], bias = ref _bias[0], result = ref y[0];
        for (nint o = 0; o < Padded; o += Block)
        {
            Vector128<float> a = Width128.Load(ref bias, o), b = Width128.Load(ref bias, o + 4);
            Vector128<float> c = Width128.Load(ref bias, o + 8), d = Width128.Load(ref bias, o + 12);
            for (int i = 0; i < x.Length; i++)
            {
                ref float weight = ref Unsafe.Add(ref columns, ((nint)i * Padded) + o);
                Vector128<float> input = Width128.All(x[i]);
                a = Width128.Fma(Width128.Load(ref weight, 0), input, a);
                b = Width128.Fma(Width128.Load(ref weight, 4), input, b);
                c = Width128.Fma(Width128.Load(ref weight, 8), input, c);
                d = Width128.Fma(Width128.Load(ref weight, 12), input, d);
            }

            Width128.Store(a, ref result, o);
            Width128.Store(b, ref result, o + 4);
            Width128.Store(c, ref result, o + 8);
            Width128.Store(d, ref result, o + 12);
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
