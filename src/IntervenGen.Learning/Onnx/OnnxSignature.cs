using IntervenGen.Core;
using IntervenGen.Learning.Models;
using IntervenGen.Learning.Networks;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace IntervenGen.Learning.Onnx;

/// <summary>Which of a model's inputs and outputs are what.</summary>
/// <remarks>
/// States are inputs of rank 3 with an output of their sizes, paired by name (<c>h_in</c> with <c>h_out</c>) or else in order; the other
/// input is the observation. The action is an output of that name, the mean of a mixture with logits, or the only other output.
/// </remarks>
internal sealed record OnnxSignature
{
    private const int MaxUnits = 1 << 16;

    /// <summary>Name of the observation.</summary>
    public required string Observation { get; init; }

    /// <summary>Sizes of the observation, the rows first.</summary>
    public required int[] ObservationShape { get; init; }

    /// <summary>The recurrent states.</summary>
    public required IReadOnlyList<OnnxState> States { get; init; }

    /// <summary>Name of the action, or of the mixture's means.</summary>
    public required string Action { get; init; }

    /// <summary>Sizes of the action or of the means, the rows first.</summary>
    public required int[] ActionShape { get; init; }

    /// <summary>Name of the logits; null without a mixture.</summary>
    public string? Logits { get; init; }

    /// <summary>Number of modes; 1 without a mixture.</summary>
    public int Modes { get; init; } = 1;

    /// <summary>Whether the number of rows is the model's own, and it is 1.</summary>
    public bool IsOneRow { get; init; }

    /// <summary>Number of components of an observation.</summary>
    public int Width => ObservationShape[^1];

    /// <summary>Number of components of an action.</summary>
    public int ActionSize => ActionShape[^1];

    /// <summary>Finds them.</summary>
    /// <exception cref="UsageException">They cannot be told apart, or are of a kind that no policy has.</exception>
    public static OnnxSignature Of(InferenceSession session, string where)
    {
        foreach ((string name, NodeMetadata node) in session.InputMetadata)
        {
            if (!node.IsTensor || node.ElementDataType != TensorElementType.Float)
                throw new UsageException($"{where}: input '{name}' is not a tensor of single precision");
        }

        List<OnnxState> states = FindStates(session, where);
        string[] seen = [.. session.InputMetadata.Keys.Except(states.Select(state => state.Input))];
        if (seen.Length != 1)
        {
            throw new UsageException(
                $"{where}: of the inputs {Names(session.InputMetadata)} one is to be the observation, all others states");
        }

        int[] observation = session.InputMetadata[seen[0]].Dimensions;
        if (observation.Length is < 2 or > 3 || observation[^1] is < 1 or > NetworkShape.MaxObservation
            || (observation.Length == 3 && observation[1] > 1))
            throw new UsageException($"{where}: observation '{seen[0]}' has sizes {Sizes(observation)}, expected [rows, numbers]");
        List<string> outputs = [.. session.OutputMetadata
            .Where(output => output.Value is { IsTensor: true, ElementDataType: TensorElementType.Float, Dimensions.Length: >= 2 })
            .Select(output => output.Key).Except(states.Select(state => state.Output))];
        string action = FindAction(outputs) ?? throw new UsageException(
            $"{where}: of the outputs {Names(session.OutputMetadata)} one is to be 'action', or 'mean' with 'logits'");
        string? logits = action == "mean" && outputs.Contains("logits") ? "logits" : null;
        int[] acts = session.OutputMetadata[action].Dimensions;
        int modes = logits is null ? 1 : session.OutputMetadata[logits].Dimensions[^1];
        if (acts.Length is < 2 or > 3 || acts[^1] is < 1 or > NetworkShape.MaxAction || modes is < 1 or > 1024
            || (acts.Length == 3 && acts[1] != modes && !(logits is null && acts[1] < 1)) || (acts.Length == 2 && modes > 1))
        {
            throw new UsageException(
                $"{where}: output '{action}' has sizes {Sizes(acts)}, expected [rows, components] or [rows, modes, components]");
        }

        if (observation[0] > 1)
            throw new UsageException($"{where}: it takes {observation[0]} observations at once; expected any number, or 1");
        return new OnnxSignature
        {
            Observation = seen[0],
            ObservationShape = observation,
            States = states,
            Action = action,
            ActionShape = acts,
            Logits = logits,
            Modes = modes,
            IsOneRow = observation[0] == 1,
        };
    }

    private static string? FindAction(List<string> outputs) =>
        outputs.Find(name => name is "action" or "actions") ?? outputs.Find(name => name == "mean")
        ?? (outputs.Count == 1 ? outputs[0] : null);

    private static List<OnnxState> FindStates(InferenceSession session, string where)
    {
        var states = new List<OnnxState>();
        var free = session.OutputMetadata.Where(output => output.Value.IsTensor).ToDictionary();
        foreach ((string name, NodeMetadata node) in session.InputMetadata)
        {
            int[] sizes = node.Dimensions;
            if (sizes is not [> 0 and <= MaxUnits, _, > 0 and <= MaxUnits] || name is "obs" or "observation" or "observations")
                continue;
            string[] alike = [.. free.Where(output => IsAlike(output.Value.Dimensions, sizes)).Select(output => output.Key)];
            string? next = alike.FirstOrDefault(output => Stem(output) == Stem(name)) ?? alike.FirstOrDefault();
            if (next is null)
                continue;
            free.Remove(next);
            states.Add(new OnnxState(name, next, sizes[0], sizes[2]));
        }

        return ModelOrigin.AreUsable(states)
            ? states : throw new UsageException($"{where}: states of more than {MaxUnits} numbers");
    }

    private static bool IsAlike(int[] output, int[] input) =>
        output.Length == 3 && (output[0] == input[0] || output[0] < 0) && (output[2] == input[2] || output[2] < 0);

    private static string Stem(string name) => name.Split('_', '.')[0].TrimEnd('0', 'n');

    private static string Names(IReadOnlyDictionary<string, NodeMetadata> nodes) => string.Join(", ", nodes.Keys.Take(16));

    private static string Sizes(int[] sizes) => $"[{string.Join(", ", sizes.Select(size => size < 0 ? "any" : $"{size}"))}]";
}
