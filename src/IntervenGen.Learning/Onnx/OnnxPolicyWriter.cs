using System.Text.Json.Nodes;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Onnx;

/// <summary>Writes a policy as an ONNX model of one step.</summary>
/// <remarks>
/// Inputs: <c>obs</c> [B, D] as the task gives it, <c>h_in</c> and <c>c_in</c> [L, B, H], zero at the start of an episode and again
/// every <c>reset_every</c> steps. Outputs: <c>mean</c> [B, K, A] with tanh applied, <c>scale</c> [B, K, A] the deviations of training,
/// <c>logits</c> [B, K], <c>h_out</c> and <c>c_out</c>. The observations are normalised inside. Which mode is taken, and with what
/// noise, is up to the caller: in use, the deviations are 1e-4. Property <c>intervengen</c> is a JSON object that says the rest.
/// </remarks>
public static class OnnxPolicyWriter
{
    private const string Batch = "batch";

    /// <summary>The file of a checkpoint.</summary>
    /// <param name="checkpoint">The policy.</param>
    /// <param name="version">The version of the program.</param>
    public static byte[] ToBytes(Checkpoint checkpoint, string version)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        PolicyShapes.Require(checkpoint);
        PolicyConfig config = checkpoint.Config;
        NetworkShape shape = config.ToShape(checkpoint.ObservationSize, checkpoint.ActionSize);
        Dictionary<string, float[]> weights = checkpoint.Weights.ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        var graph = new OnnxGraphWriter();
        graph.Input("obs", Batch, shape.ObservationSize);
        graph.Input("h_in", shape.Layers, Batch, shape.Hidden);
        graph.Input("c_in", shape.Layers, Batch, shape.Hidden);
        graph.Output("mean", Batch, shape.Modes, shape.ActionSize);
        graph.Output("scale", Batch, shape.Modes, shape.ActionSize);
        graph.Output("logits", Batch, shape.Modes);
        graph.Output("h_out", shape.Layers, Batch, shape.Hidden);
        graph.Output("c_out", shape.Layers, Batch, shape.Hidden);

        graph.Constant("obs_mean", checkpoint.Normalization.Mean, shape.ObservationSize);
        graph.Constant("obs_scale", checkpoint.Normalization.Scale, shape.ObservationSize);
        graph.Node("Sub", ["obs", "obs_mean"], ["centred"]);
        graph.Node("Div", ["centred", "obs_scale"], ["normalised"]);
        graph.Integers("first", 0);
        graph.Node("Unsqueeze", ["normalised", "first"], ["x_0"]);
        string top = Recurrence(graph, shape, weights);
        graph.Node("Squeeze", [top, "first"], ["features"]);
        Heads(graph, shape, weights);
        graph.Property(ModelOrigin.Key, Properties(checkpoint).ToJsonString());
        return graph.ToBytes("policy", version);
    }

    private static string Recurrence(OnnxGraphWriter graph, NetworkShape shape, Dictionary<string, float[]> weights)
    {
        int hidden = shape.Hidden, gates = 4 * hidden;
        string[] Each(string name) => [.. Enumerable.Range(0, shape.Layers).Select(layer => $"{name}_{layer}")];
        graph.Node("Split", ["h_in"], Each("h"), ("axis", 0));
        graph.Node("Split", ["c_in"], Each("c"), ("axis", 0));
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            int inputs = shape.Input(layer);
            graph.Constant($"w_{layer}", Permuted(weights[$"lstm.weight_ih_l{layer}"], hidden * inputs), 1, gates, inputs);
            graph.Constant($"r_{layer}", Permuted(weights[$"lstm.weight_hh_l{layer}"], hidden * hidden), 1, gates, hidden);
            float[] bias =
                [.. Permuted(weights[$"lstm.bias_ih_l{layer}"], hidden), .. Permuted(weights[$"lstm.bias_hh_l{layer}"], hidden)];
            graph.Constant($"b_{layer}", bias, 1, 2 * gates);
            // One step and one direction: what the layer hands up, [1, B, H], is what the next one reads.
            string below = layer == 0 ? "x_0" : $"h_out_{layer - 1}";
            graph.Node(
                "LSTM", [below, $"w_{layer}", $"r_{layer}", $"b_{layer}", "", $"h_{layer}", $"c_{layer}"],
                ["", $"h_out_{layer}", $"c_out_{layer}"], ("hidden_size", hidden));
        }

        graph.Node("Concat", Each("h_out"), ["h_out"], ("axis", 0));
        graph.Node("Concat", Each("c_out"), ["c_out"], ("axis", 0));
        return $"h_out_{shape.Layers - 1}";
    }

    private static void Heads(OnnxGraphWriter graph, NetworkShape shape, Dictionary<string, float[]> weights)
    {
        foreach ((string name, int rows) in ((string, int)[])[("mean", shape.Means), ("scale", shape.Means), ("logits", shape.Modes)])
        {
            graph.Constant($"{name}_weight", weights[$"{name}.weight"], rows, shape.Hidden);
            graph.Constant($"{name}_bias", weights[$"{name}.bias"], rows);
            string result = name == "logits" ? name : $"{name}_linear";
            graph.Node("Gemm", ["features", $"{name}_weight", $"{name}_bias"], [result], ("transB", 1));
        }

        // 0 keeps the number of rows.
        graph.Integers("modes", 0, shape.Modes, shape.ActionSize);
        graph.Constant("min_std", [shape.MinStd], 1);
        graph.Node("Tanh", ["mean_linear"], ["mean_flat"]);
        graph.Node("Reshape", ["mean_flat", "modes"], ["mean"]);
        graph.Node("Softplus", ["scale_linear"], ["scale_soft"]);
        graph.Node("Add", ["scale_soft", "min_std"], ["scale_flat"]);
        graph.Node("Reshape", ["scale_flat", "modes"], ["scale"]);
    }

    // PyTorch's gates are input, forget, cell, output; ONNX' are input, output, forget, cell.
    private static float[] Permuted(float[] values, int block) =>
    [
        .. values.AsSpan(0, block), .. values.AsSpan(3 * block, block), .. values.AsSpan(block, block), .. values.AsSpan(2 * block, block),
    ];

    private static JsonObject Properties(Checkpoint checkpoint) => new()
    {
        ["task"] = checkpoint.Task,
        ["observations"] = new JsonArray([.. checkpoint.Observations.Select(field =>
            (JsonNode)new JsonObject { ["name"] = field.Name, ["size"] = field.Size })]),
        ["action_size"] = checkpoint.ActionSize,
        ["reset_every"] = checkpoint.Config.SequenceLength,
        ["learned_from_interventions"] = checkpoint.Facts.LearnedFromInterventions,
        ["observability"] = checkpoint.Facts.Observability,
        ["digest"] = PolicyDigest.Of(checkpoint),
    };
}
