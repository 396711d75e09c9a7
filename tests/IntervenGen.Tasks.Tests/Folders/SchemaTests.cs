using System.Text.Json.Nodes;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Tests.Folders;

/// <summary>The schema for editors accepts what the reader accepts.</summary>
public sealed class SchemaTests
{
    private readonly JsonNode _schema = JsonNode.Parse(TaskFolder.Schema())!;

    public static TheoryData<string> Files => [.. TaskCatalog.All.Select(entry => entry.Name), "template"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_ours_fits_the_schema(string task) =>
        Assert.Null(Fault(_schema, YamlTree.Parse(new EmbeddedFiles(task).Read(TaskFolder.FileName), task), "task"));

    [Fact]
    public void An_unknown_key_does_not_fit() =>
        Assert.NotNull(Fault(_schema, YamlTree.Parse("task: a\nnothing: 1", "x"), "task"));

    [Fact]
    public void Every_key_is_described() => Assert.All(
        _schema["$defs"]!.AsObject().SelectMany(definition => Properties(definition.Value!)),
        property => Assert.False(string.IsNullOrWhiteSpace((string?)property.Value!["description"]), property.Key));

    private static JsonObject Properties(JsonNode definition) =>
        (definition["properties"] ?? definition["anyOf"]?[0]?["properties"])!.AsObject();

    // As much of JSON schema as is used.
    private string? Fault(JsonNode schema, YamlNode node, string at)
    {
        if (schema["$ref"] is { } reference)
            return Fault(_schema["$defs"]![((string)reference!).Split('/')[^1]]!, node, at);
        if (schema["allOf"] is JsonArray all)
            return all.Select(one => Fault(one!, node, at)).FirstOrDefault(fault => fault is not null);
        if (schema["anyOf"] is JsonArray any)
            return any.Any(one => Fault(one!, node, at) is null) ? null : $"{at} fits no alternative";
        if (schema["enum"] is JsonArray words)
            return node is YamlText word && words.Any(one => (string?)one == word.Value) ? null : $"{at} is none of {words}";
        return ((string)schema["type"]!, node) switch
        {
            ("object", YamlMap map) => MapFault(schema, map, at),
            ("array", YamlList list) => list.Items.Select((item, i) => Fault(schema["items"]!, item, $"{at}[{i}]")).FirstOrDefault(fault => fault is not null)
                ?? (schema["minItems"] is { } count && (int)count! != list.Items.Count ? $"{at} has {list.Items.Count} items" : null),
            ("number" or "integer", YamlText text) => double.TryParse(text.Value, out _) ? null : $"{at} is no number",
            ("boolean", YamlText text) => text.Value is "true" or "false" ? null : $"{at} is neither true nor false",
            ("string", YamlText) => null,
            _ => $"{at} is {node.Kind}",
        };
    }

    private string? MapFault(JsonNode schema, YamlMap map, string at)
    {
        foreach ((YamlName key, YamlNode value) in map.Entries)
        {
            JsonNode? known = schema["properties"]?[key.Text] ?? (schema["additionalProperties"] is JsonObject more ? more : null);
            string? fault = known is null ? $"{at}.{key} is unknown" : Fault(known, value, $"{at}.{key}");
            if (fault is not null)
                return fault;
        }

        string? missing = (schema["required"] as JsonArray)?.Select(name => (string)name!).FirstOrDefault(
            name => map.Entries.All(entry => entry.Key.Text != name));
        return missing is null ? null : $"{at}.{missing} is missing";
    }
}
