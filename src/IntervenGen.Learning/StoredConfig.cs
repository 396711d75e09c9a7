using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace IntervenGen.Learning;

/// <summary>Configuration and resources of a training, stored as one object in a checkpoint's header.</summary>
/// <param name="Config">Network and hyperparameters, which decide the result.</param>
/// <param name="Resources">Device and threads of the training.</param>
[JsonConverter(typeof(StoredConfigConverter))]
internal sealed record StoredConfig(PolicyConfig Config, TrainingResources Resources);

/// <summary>Reads and writes both as one JSON object, resources last.</summary>
internal sealed class StoredConfigConverter : JsonConverter<StoredConfig>
{
    public override StoredConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument both = JsonDocument.ParseValue(ref reader);
        return new StoredConfig(
            both.Deserialize<PolicyConfig>(options) ?? throw new JsonException("the config is null"),
            both.Deserialize<TrainingResources>(options) ?? throw new JsonException("the config is null"));
    }

    public override void Write(Utf8JsonWriter writer, StoredConfig value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (object part in (object[])[value.Config, value.Resources])
        {
            foreach ((string name, JsonNode? member) in JsonSerializer.SerializeToNode(part, part.GetType(), options)!.AsObject())
            {
                writer.WritePropertyName(name);
                member!.WriteTo(writer, options);
            }
        }

        writer.WriteEndObject();
    }
}
