using System.Runtime.Intrinsics;
using IntervenGen.Learning.Cpu;

namespace IntervenGen.Learning.Plain;

/// <summary>An LSTM layer for one row, PyTorch's: gates in the order input, forget, cell, output, two biases.</summary>
internal sealed class LstmLayer
{
    private const int Gates = 4;

    private readonly DenseLayer _gates;

    /// <summary>Takes over a layer's weights.</summary>
    /// <param name="fromInput">Shape [4 H, inputs].</param>
    /// <param name="fromHidden">Shape [4 H, H].</param>
    /// <param name="inputBias">Shape [4 H].</param>
    /// <param name="hiddenBias">Shape [4 H].</param>
    public LstmLayer(float[] fromInput, float[] fromHidden, float[] inputBias, float[] hiddenBias)
    {
        Hidden = inputBias.Length / Gates;
        Inputs = fromInput.Length / inputBias.Length;
        int columns = Inputs + Hidden;
        // One layer of both inputs, with each gate padded by itself.
        float[] weight = new float[Gates * Units * columns], bias = new float[Gates * Units];
        for (int gate = 0; gate < Gates; gate++)
        {
            for (int unit = 0; unit < Hidden; unit++)
            {
                int from = (gate * Hidden) + unit, to = (gate * Units) + unit;
                bias[to] = inputBias[from] + hiddenBias[from];
                fromInput.AsSpan(from * Inputs, Inputs).CopyTo(weight.AsSpan(to * columns));
                fromHidden.AsSpan(from * Hidden, Hidden).CopyTo(weight.AsSpan((to * columns) + Inputs));
            }
        }

        _gates = new DenseLayer(weight, bias);
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of hidden units, H.</summary>
    public int Hidden { get; }

    /// <summary>Number of hidden units with padding.</summary>
    public int Units => DenseLayer.Pad(Hidden);

    /// <summary>Numbers that a step writes down: the padded gates.</summary>
    public int Scratch => _gates.Padded;

    /// <summary>Numbers that a step reads: the input and the hidden state.</summary>
    public int Seen => Inputs + Hidden;

    /// <summary>One step.</summary>
    /// <param name="seen">Input and hidden state, shape [inputs + H].</param>
    /// <param name="gates">Scratch, shape [<see cref="Scratch"/>].</param>
    /// <param name="cell">Cell state, shape [units]; advanced.</param>
    /// <param name="hidden">Hidden state, shape [units]; replaced.</param>
    public void Step(ReadOnlySpan<float> seen, Span<float> gates, Span<float> cell, Span<float> hidden)
    {
        _gates.Apply(seen, gates);
        ref float g = ref gates[0], c = ref cell[0], h = ref hidden[0];
        for (nint unit = 0; unit < Units; unit += 4)
        {
            Vector128<float> enter = Sigmoid(Width128.Load(ref g, unit)), keep = Sigmoid(Width128.Load(ref g, Units + unit));
            Vector128<float> proposal = Tanh(Width128.Load(ref g, (2 * Units) + unit));
            Vector128<float> leave = Sigmoid(Width128.Load(ref g, (3 * Units) + unit));
            Vector128<float> state = Width128.Fma(keep, Width128.Load(ref c, unit), Width128.Multiply(enter, proposal));
            Width128.Store(state, ref c, unit);
            Width128.Store(Width128.Multiply(leave, Tanh(state)), ref h, unit);
        }
    }

    private static Vector128<float> Sigmoid(Vector128<float> x) => Functions<Vector128<float>, Width128>.Sigmoid(x);

    private static Vector128<float> Tanh(Vector128<float> x) => Functions<Vector128<float>, Width128>.Tanh(x);
}
