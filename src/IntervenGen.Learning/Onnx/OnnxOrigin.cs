using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Onnx;

/// <summary>What property <c>intervengen</c> of a model says.</summary>
internal sealed record OnnxOrigin
{
    /// <summary>The task's name; null if it is not said.</summary>
    public string? Task { get; init; }

    /// <summary>Names and sizes of the observations; empty if they are not said: they are the task's in its order then.</summary>
    public IReadOnlyList<ObservationField> Observations { get; init; } = [];

    /// <summary>Steps after which the states are cleared; 0 for only at the start of an episode.</summary>
    public int ResetEvery { get; init; }

    /// <summary>Whether the policy was trained on recoveries.</summary>
    public bool LearnedFromInterventions { get; init; }

    /// <summary>What contacts revealed in the interventions that it learned from.</summary>
    public string Observability { get; init; } = "";

    /// <summary>The digest of the checkpoint that was exported; empty if there was none.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Reads the property.</summary>
    /// <param name="json">Its value; null where the model has none.</param>
    /// <param name="where">The model, for messages.</param>
    /// <exception cref="EpisodeFormatException">It is not what it should be.</exception>
    public static OnnxOrigin Parse(string? json, string where)
    {
        if (json is null)
            return new OnnxOrigin();
        try
        {
            JsonObject root = StrictJson.ParseObject(json);
            var origin = new OnnxOrigin
            {
                Task = (string?)root["task"],
                Observations = [.. (root["observations"] as JsonArray ?? []).Take(NetworkShape.MaxObservation + 1).Select(Field)],
                ResetEvery = (int?)root["reset_every"] ?? 0,
                LearnedFromInterventions = (bool?)root["learned_from_interventions"] ?? false,
                Observability = (string?)root["observability"] ?? "",
                Digest = (string?)root["digest"] ?? "",
            };
            return origin.ResetEvery >= 0 ? origin : throw new FormatException($"reset_every is {origin.ResetEvery}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new EpisodeFormatException($"{where}, property {OnnxPolicyWriter.PropertyKey}: {exception.Message}", exception);
        }
    }

    private static ObservationField Field(JsonNode? node)
    {
        string name = (string?)node?["name"] ?? throw new FormatException("an observation without a name");
        int size = (int?)node?["size"] ?? 0;
        return size is >= 1 and <= NetworkShape.MaxObservation
            ? new ObservationField(name, size)
            : throw new FormatException($"'{name}' has {size} numbers, expected 1 to {NetworkShape.MaxObservation}");
    }
}
