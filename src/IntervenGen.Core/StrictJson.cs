using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntervenGen.Core;

/// <summary>Parses JSON from files and network peers so strictly that accepted input cannot fail later.</summary>
/// <remarks>
/// .NET checks characters and repeated keys only when somebody asks for them, with exceptions of other kinds. Here every fault
/// shows at once, as a <see cref="JsonException"/>: repeated keys, half surrogate pairs, and nesting beyond <see cref="MaxDepth"/>.
/// </remarks>
public static class StrictJson
{
    /// <summary>Largest nesting depth that is accepted.</summary>
    public const int MaxDepth = 32;

    /// <summary>Parses a JSON document.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="lenient">Whether comments and trailing commas are allowed, as in files written by people.</param>
    /// <exception cref="JsonException">The input is not valid JSON, or violates one of the rules above.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, bool lenient = false)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json, Options(lenient));
            Walk(document.RootElement);
            return document;
        }
        catch (InvalidOperationException exception)
        {
            document?.Dispose();
            throw new JsonException($"a text has characters that cannot be: {exception.Message}", exception);
        }
    }

    /// <summary>Parses a JSON document whose root is an object.</summary>
    /// <param name="text">The document.</param>
    /// <param name="lenient">Whether comments and trailing commas are allowed, as in files written by people.</param>
    /// <exception cref="JsonException">The root is not an object, or the input violates one of the rules above.</exception>
    public static JsonObject ParseObject(string text, bool lenient = false)
    {
        using JsonDocument document = Parse(System.Text.Encoding.UTF8.GetBytes(text), lenient);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(document.RootElement.Clone())!
            : throw new JsonException($"the text is of kind {document.RootElement.ValueKind}, expected an object");
    }

    private static JsonDocumentOptions Options(bool lenient) => new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
        AllowTrailingCommas = lenient,
        CommentHandling = lenient ? JsonCommentHandling.Skip : JsonCommentHandling.Disallow,
    };

    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Walk(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                    Walk(item);
                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
