using System.Reflection;
using System.Text.Json.Nodes;

namespace IntervenGen.Tasks.Yaml;

/// <summary>Makes a JSON schema of a record, by which editors complete and check YAML files.</summary>
internal sealed class YamlSchema
{
    private readonly JsonObject _definitions = [];

    /// <summary>The schema of a file whose root is a record.</summary>
    /// <param name="root">Type of the record.</param>
    /// <param name="title">Title of the schema.</param>
    public static JsonObject Of(Type root, string title)
    {
        var schema = new YamlSchema();
        JsonNode reference = schema.Record(root);
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
            ["$ref"] = reference["$ref"]!.DeepClone(),
            ["$defs"] = schema._definitions,
        };
    }

    private JsonObject Record(Type type)
    {
        if (!_definitions.ContainsKey(type.Name))
        {
            // The name is taken first: predicates are made of predicates.
            _definitions[type.Name] = new JsonObject();
            _definitions[type.Name] = Define(type);
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{type.Name}" };
    }

    private JsonObject Define(Type type)
    {
        var properties = new JsonObject();
        foreach (PropertyInfo property in YamlBinder.KeysOf(type))
        {
            KeyAttribute key = property.GetCustomAttribute<KeyAttribute>()!;
            JsonObject value = Value(property.PropertyType, key);
            // Beside a reference nothing else may stand in older readers.
            properties[YamlBinder.KeyOf(property.Name)] = value.ContainsKey("$ref")
                ? new JsonObject { ["description"] = key.Text, ["allOf"] = new JsonArray(value) }
                : Described(value, key.Text);
        }

        var record = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        string[] required = [.. YamlBinder.KeysOf(type).Where(YamlBinder.IsRequired).Select(property => YamlBinder.KeyOf(property.Name))];
        if (required.Length > 0)
            record["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        if (typeof(YamlChoice).IsAssignableFrom(type))
            (record["minProperties"], record["maxProperties"]) = (1, 1);
        if (type.GetCustomAttribute<TextMeansAttribute>() is not { } means)
            return record;
        PropertyInfo shortened = type.GetProperty(means.Key)!;
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(
            record, Value(shortened.PropertyType, shortened.GetCustomAttribute<KeyAttribute>()!))
        };
    }

    private static JsonObject Described(JsonObject value, string text)
    {
        value["description"] = text;
        return value;
    }

    private JsonObject Value(Type type, KeyAttribute key)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (typeof(YamlRecord).IsAssignableFrom(type))
            return Record(type);
        if (type == typeof(YamlMap))
            return new JsonObject { ["type"] = "object" };
        if (type == typeof(Interval))
            return new JsonObject { ["anyOf"] = new JsonArray(Number("number", key), Items(Number("number", key), 2)) };
        if (type.IsArray && type.GetElementType()!.Name == typeof(Named<>).Name)
            return new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = Value(
                type.GetElementType()!.GetGenericArguments()[0], key)
            };
        if (type.IsArray)
        {
            JsonObject items = Items(Value(type.GetElementType()!, key), key.Count);
            return key.Count > 0 ? items : new JsonObject { ["anyOf"] = new JsonArray(items, Value(type.GetElementType()!, key)) };
        }

        if (type.IsEnum)
            return new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)YamlBinder.KeyOf(name))]) };
        return type == typeof(double) ? Number("number", key)
            : type == typeof(int) ? Number("integer", key)
            : new JsonObject { ["type"] = type == typeof(bool) ? "boolean" : "string" };
    }

    private static JsonObject Number(string kind, KeyAttribute key)
    {
        var number = new JsonObject { ["type"] = kind };
        if (double.IsFinite(key.Min))
            number["minimum"] = key.Min;
        if (double.IsFinite(key.Max))
            number["maximum"] = key.Max;
        return number;
    }

    private static JsonObject Items(JsonObject item, int count)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item };
        if (count > 0)
            (list["minItems"], list["maxItems"]) = (count, count);
        return list;
    }
}
