using System.Globalization;
using System.Text.Json;

namespace IntervenGen.Episodes;

/// <summary>JSON as a list of paths and values, so that two documents can be compared key by key.</summary>
internal static class FlatJson
{
    /// <summary>Adds every value below an element under its path, such as <c>config.policy.horizon</c>.</summary>
    public static void Add(string path, JsonElement element, SortedDictionary<string, string> flat)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                    Add(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value, flat);
                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                    Add(string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), item, flat);
                flat[path + ".length"] = index.ToString(CultureInfo.InvariantCulture);
                break;
            case JsonValueKind.Number:
                flat[path] = Number(element);
                break;
            default:
                flat[path] = element.GetRawText();
                break;
        }
    }

    // 1, 1.0 and 1e0 are one number, however a config file spells it.
    private static string Number(JsonElement element) =>
        element.TryGetInt64(out long integer) ? integer.ToString(CultureInfo.InvariantCulture)
        : element.TryGetUInt64(out ulong unsigned) ? unsigned.ToString(CultureInfo.InvariantCulture)
        : element.GetDouble().ToString("R", CultureInfo.InvariantCulture);
}
