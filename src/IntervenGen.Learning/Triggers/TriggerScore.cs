using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>A number that grows as a mistake becomes likelier, from normalised features and the action that is proposed.</summary>
/// <remarks>Immutable. Any thread makes a pass of its own.</remarks>
internal abstract class TriggerScore
{
    /// <summary>Name of the score in a trigger's file.</summary>
    public abstract string Name { get; }

    /// <summary>Makes the memory in which one lane evaluates it.</summary>
    public abstract TriggerScorePass CreatePass();

    /// <summary>The score's numbers for a file.</summary>
    public abstract IEnumerable<TriggerTensor> Tensors();
}

/// <summary>One lane's evaluation of a score.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal abstract class TriggerScorePass
{
    /// <summary>The score of a step.</summary>
    /// <param name="features">Normalised features.</param>
    /// <param name="action">The proposed action.</param>
    public abstract double Of(ReadOnlySpan<float> features, ReadOnlySpan<float> action);
}

/// <summary>Numbers of a trigger by name, as a file has them.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Numbers of a row; 0 for a plain list.</param>
/// <param name="Values">The numbers, row-major.</param>
internal sealed record TriggerTensor(string Name, int Rows, int Columns, float[] Values);

/// <summary>Networks as tensors: PyTorch's layout, [outputs, inputs].</summary>
internal static class PerceptronTensors
{
    /// <summary>The tensors of a network.</summary>
    public static IEnumerable<TriggerTensor> Of(string name, Perceptron network)
    {
        for (int layer = 0; layer < Perceptron.Layers; layer++)
        {
            int inputs = network.InputsOf(layer), outputs = network.OutputsOf(layer), padded = DenseMath.Pad(outputs);
            var weights = new float[outputs * inputs];
            for (int i = 0; i < weights.Length; i++)
                weights[i] = network.Weights[layer][(i % inputs * padded) + (i / inputs)];
            yield return new TriggerTensor($"{name}.{layer}.weight", outputs, inputs, weights);
            yield return new TriggerTensor($"{name}.{layer}.bias", outputs, 0, network.Biases[layer][..outputs]);
        }
    }

    /// <summary>Reads a network.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="inputs">Number of inputs it must have.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="outputs">Number of outputs it must have.</param>
    /// <param name="read">Reads a tensor of a shape.</param>
    /// <exception cref="EpisodeFormatException">A tensor is missing or of another shape.</exception>
    public static Perceptron Read(string name, int inputs, int hidden, int outputs, Func<string, int, int, float[]> read)
    {
        // Of a size that only the header claims, no network is made: all tensors must be there first.
        var weights = new float[Perceptron.Layers][];
        var biases = new float[Perceptron.Layers][];
        for (int layer = 0; layer < Perceptron.Layers; layer++)
        {
            int to = layer == Perceptron.Layers - 1 ? outputs : hidden;
            weights[layer] = read($"{name}.{layer}.weight", to, layer == 0 ? inputs : hidden);
            biases[layer] = read($"{name}.{layer}.bias", to, 0);
        }

        var network = new Perceptron(inputs, hidden, outputs);
        for (int layer = 0; layer < Perceptron.Layers; layer++)
        {
            int from = network.InputsOf(layer), padded = DenseMath.Pad(network.OutputsOf(layer));
            for (int i = 0; i < weights[layer].Length; i++)
                network.Weights[layer][(i % from * padded) + (i / from)] = weights[layer][i];
            biases[layer].CopyTo(network.Biases[layer], 0);
        }

        return network;
    }
}
