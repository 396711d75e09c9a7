using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Generation;

namespace IntervenGen.Experiments;

/// <summary>Where options of the method differ from their defaults, which results are named without.</summary>
internal static class MethodDifferences
{
    private static readonly GenerationOptions s_usual = new();

    public static JsonObject Of(GenerationOptions options)
    {
        JsonObject usual = Json(s_usual), json = Json(options);
        foreach ((string name, JsonNode? value) in usual)
        {
            if (JsonNode.DeepEquals(value, json[name]))
                json.Remove(name);
        }

        return json;
    }

    private static JsonObject Json(GenerationOptions options) => (JsonObject)JsonSerializer.SerializeToNode(options)!;
}
