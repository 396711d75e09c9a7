using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Models;

/// <summary>What a model says of itself, as JSON: property <c>intervengen</c> of ONNX, extra file of that name in TorchScript.</summary>
internal sealed record ModelOrigin
{
    /// <summary>Name of the property or of the extra file.</summary>
    public const string Key = "intervengen";

    private const int MaxStates = 16, MaxUnits = 1 << 16;

    /// <summary>The task's name; null if it is not said.</summary>
    public string? Task { get; init; }

    /// <summary>Names and sizes of the observations; empty if they are not said: they are the task's in its order then.</summary>
    public IReadOnlyList<ObservationField> Observations { get; init; } = [];

    /// <summary>Sizes of the recurrent states; empty if they are not said.</summary>
    public IReadOnlyList<ModelState> States { get; init; } = [];

    /// <summary>Steps after which the states are cleared; 0 for only at the start of an episode.</summary>
    public int ResetEvery { get; init; }

    /// <summary>Whether the policy was trained on recoveries.</summary>
    public bool LearnedFromInterventions { get; init; }

    /// <summary>What contacts revealed in the interventions that it learned from.</summary>
    public string Observability { get; init; } = "";

    /// <summary>The digest of the checkpoint that was exported; empty if there was none.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Reads it.</summary>
    /// <param name="json">The JSON; null where the model has none.</param>
    /// <param name="where">The model, for messages.</param>
    /// <exception cref="EpisodeFormatException">It is not what it should be.</exception>
    public static ModelOrigin Parse(string? json, string where)
    {
        if (json is null)
            return new ModelOrigin();
        try
        {
            JsonObject root = StrictJson.ParseObject(json);
            var origin = new ModelOrigin
            {
                Task = (string?)root["task"],
                Observations = [.. (root["observations"] as JsonArray ?? []).Take(NetworkShape.MaxObservation + 1).Select(Field)],
                States = [.. (root["states"] as JsonArray ?? []).Take(MaxStates + 1).Select(State)],
                ResetEvery = (int?)root["reset_every"] ?? 0,
                LearnedFromInterventions = (bool?)root["learned_from_interventions"] ?? false,
                Observability = (string?)root["observability"] ?? "",
                Digest = (string?)root["digest"] ?? "",
            };
            if (!AreUsable(origin.States))
                throw new FormatException($"more than {MaxStates} states, or states of more than {MaxUnits} numbers");
            return origin.ResetEvery >= 0 ? origin : throw new FormatException($"reset_every is {origin.ResetEvery}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new EpisodeFormatException($"{where}, {Key}: {exception.Message}", exception);
        }
    }

    /// <summary>Whether states are few and small enough.</summary>
    public static bool AreUsable(IReadOnlyCollection<ModelState> states) =>
        states.Count <= MaxStates && states.All(state => state is { Layers: >= 1 and <= MaxUnits, Units: >= 1 and <= MaxUnits })
        && states.Sum(state => (long)state.Layers * state.Units) <= MaxUnits;

    private static ModelState State(JsonNode? node) => node is JsonArray { Count: 2 } sizes
        ? new ModelState((int?)sizes[0] ?? 0, (int?)sizes[1] ?? 0)
        : throw new FormatException("a state is something else than [layers, units]");

    private static ObservationField Field(JsonNode? node)
    {
        string name = (string?)node?["name"] ?? throw new FormatException("an observation without a name");
        int size = (int?)node?["size"] ?? 0;
        return size is >= 1 and <= NetworkShape.MaxObservation
            ? new ObservationField(name, size)
            : throw new FormatException($"'{name}' has {size} numbers, expected 1 to {NetworkShape.MaxObservation}");
    }
}
