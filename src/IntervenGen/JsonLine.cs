using System.Text.Json.Nodes;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IntervenGen;

/// <summary>A result as one line of JSON in ASCII, safe whatever a file or a peer contributed to it.</summary>
/// <remarks>
/// The default encoder writes everything but printable ASCII as <c>\uXXXX</c>. Parts that were parsed from a file are only
/// checked when they are written: half a surrogate pair, and numbers that JSON has no word for, would throw then. They are
/// written as U+FFFD and null.
/// </remarks>
internal static partial class JsonLine
{
    private const int MaxDepth = 256;

    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = false,
        Encoder = JavaScriptEncoder.Default,
        MaxDepth = MaxDepth,
    };

    /// <summary>The JSON text, without a line break.</summary>
    public static string Of(JsonNode node)
    {
        try
        {
            return node.ToJsonString(s_options);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or JsonException)
        {
            return Repaired(node)?.ToJsonString(s_options) ?? "null";
        }
    }

    private static JsonNode? Repaired(JsonNode? node) => node switch
    {
        JsonObject json => Repaired(json),
        JsonArray json => new JsonArray([.. json.Select(Repaired)]),
        JsonValue value => Repaired(value),
        _ => null,
    };

    private static JsonObject Repaired(JsonObject json)
    {
        // An object that was parsed may say a name twice, which throws when it is asked for its names.
        IEnumerable<KeyValuePair<string, JsonNode?>> members;
        try
        {
            members = [.. json];
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            members = [new("unreadable", null)];
        }

        var repaired = new JsonObject();
        foreach ((string name, JsonNode? value) in members)
            repaired[name] = Repaired(value);
        return repaired;
    }

    private static JsonNode? Repaired(JsonValue value)
    {
        if (value.TryGetValue(out double number) && !double.IsFinite(number))
            return null;
        if (value.TryGetValue(out float single) && !float.IsFinite(single))
            return null;
        if (value.TryGetValue(out JsonElement parsed) && parsed.ValueKind == JsonValueKind.String)
            return JsonNode.Parse(LoneSurrogate().Replace(parsed.GetRawText(), "$1\\ufffd"));
        return value.DeepClone();
    }

    private const string Unescaped = @"((?<!\\)(?:\\\\)*)", High = @"\\u[dD][89abAB][0-9a-fA-F]{2}", Low = @"\\u[dD][c-fC-F][0-9a-fA-F]{2}";

    // A high half that no low half follows, or a low half that follows no high one; a backslash before it may be escaped itself.
    [GeneratedRegex($"{Unescaped}(?:{High}(?!{Low})|(?<!{High}){Low})")]
    private static partial Regex LoneSurrogate();
}
