using IntervenGen.Numerics;

namespace IntervenGen.Learning.Triggers;

/// <summary>Weights of a small network of two hidden layers behind rectifiers; its outputs are linear.</summary>
/// <remarks>Immutable once trained; then any number of threads evaluate it, each with its own <see cref="PerceptronPass"/>.</remarks>
internal sealed class Perceptron
{
    /// <summary>Number of layers with weights.</summary>
    public const int Layers = 3;

    /// <summary>Creates a network of zeros.</summary>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="hidden">Units of each hidden layer, a multiple of sixteen.</param>
    /// <param name="outputs">Number of outputs.</param>
    public Perceptron(int inputs, int hidden, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(DenseMath.Pad(hidden), hidden);
        (Inputs, Hidden, Outputs) = (inputs, hidden, outputs);
        Weights = [new float[inputs * hidden], new float[hidden * hidden], new float[hidden * DenseMath.Pad(outputs)]];
        Biases = [new float[hidden], new float[hidden], new float[DenseMath.Pad(outputs)]];
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>Units of each hidden layer.</summary>
    public int Hidden { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>Weights of each layer, shape [inputs, outputs padded]; padding is and stays zero.</summary>
    public float[][] Weights { get; }

    /// <summary>Biases of each layer, shape [outputs padded].</summary>
    public float[][] Biases { get; }

    /// <summary>Number of inputs of a layer.</summary>
    public int InputsOf(int layer) => layer == 0 ? Inputs : Hidden;

    /// <summary>Number of outputs of a layer, without padding.</summary>
    public int OutputsOf(int layer) => layer == Layers - 1 ? Outputs : Hidden;

    /// <summary>Draws all numbers uniformly within ±1/√inputs, as PyTorch's linear layers do.</summary>
    /// <param name="random">Their stream.</param>
    public void Draw(ref CounterRandom random)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            double bound = 1 / Math.Sqrt(InputsOf(layer));
            int outputs = OutputsOf(layer), padded = DenseMath.Pad(outputs);
            for (int i = 0; i < InputsOf(layer); i++)
            {
                for (int o = 0; o < outputs; o++)
                    Weights[layer][(i * padded) + o] = (float)random.NextDouble(-bound, bound);
            }

            for (int o = 0; o < outputs; o++)
                Biases[layer][o] = (float)random.NextDouble(-bound, bound);
        }
    }

    /// <summary>Takes over another network's numbers.</summary>
    public void CopyFrom(Perceptron other)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            other.Weights[layer].CopyTo(Weights[layer], 0);
            other.Biases[layer].CopyTo(Biases[layer], 0);
        }
    }

    /// <summary>Follows another network: every number becomes <paramref name="keep"/> of itself and the rest of the other's.</summary>
    public void Follow(Perceptron other, float keep)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            Follow(Weights[layer], other.Weights[layer], keep);
            Follow(Biases[layer], other.Biases[layer], keep);
        }
    }

    private static void Follow(float[] mine, float[] other, float keep)
    {
        for (int i = 0; i < mine.Length; i++)
            mine[i] = MathF.FusedMultiplyAdd(keep, mine[i] - other[i], other[i]);
    }
}
