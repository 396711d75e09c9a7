using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen.Episodes;

/// <summary>Reads the keys of one JSON object one by one, and rejects unknown ones.</summary>
internal sealed class ManifestReader
{
    private readonly string _file;
    private readonly string _path;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public ManifestReader(JsonElement element, string file, string path)
    {
        _file = file;
        _path = path;
        Element = element;
        if (element.ValueKind != JsonValueKind.Object)
            Throw(StoreFaultKind.Damaged, path.Length == 0 ? "text" : $"key '{path}'", Describe(element), "an object");
    }

    public JsonElement Element { get; }

    /// <summary>Distinguishes a file of another kind, and one of a newer version, from a damaged one.</summary>
    public void ExpectFormat(string name, int newest)
    {
        _known.Add("format");
        if (!Element.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String
            || format.GetString() != name)
            Throw(StoreFaultKind.NotAStore, "key 'format'", format.ValueKind == JsonValueKind.Undefined
                ? "is missing"
                : format.GetRawText(), $"\"{name}\"");
        int version = Int32("formatVersion", min: 1);
        if (version > newest)
            Throw(StoreFaultKind.NewerVersion, "format version", $"{version}", $"at most {newest}");
        if (Element.TryGetProperty("versions", out JsonElement versions) && versions.ValueKind == JsonValueKind.Object
            && versions.TryGetProperty("layout", out JsonElement layout) && layout.ValueKind == JsonValueKind.Number
            && layout.TryGetInt32(out int layoutVersion) && layoutVersion > EpisodeLayout.Version)
        {
            Throw(StoreFaultKind.NewerVersion, "layout version", $"{layoutVersion}", $"at most {EpisodeLayout.Version}");
        }
    }

    public string String(string key) => Get(key, JsonValueKind.String, "a string").GetString()!;

    /// <summary>A string that files of earlier versions lack; empty if it is absent.</summary>
    public string OptionalString(string key)
    {
        _known.Add(key);
        return Element.TryGetProperty(key, out _) ? String(key) : "";
    }

    /// <summary>An object of strings; empty if it is absent.</summary>
    public IReadOnlyDictionary<string, string> OptionalStrings(string key)
    {
        _known.Add(key);
        var strings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!Element.TryGetProperty(key, out _))
            return strings;
        ManifestReader inner = Object(key);
        foreach (JsonProperty property in inner.Element.EnumerateObject())
            strings.Add(property.Name, inner.String(property.Name));
        return strings;
    }

    public bool Boolean(string key)
    {
        JsonElement value = Get(key);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            ThrowType(key, value, "true or false");
        return value.GetBoolean();
    }

    public int Int32(string key, int min = 0)
    {
        JsonElement value = Get(key, JsonValueKind.Number, "a whole number");
        if (!value.TryGetInt32(out int number) || number < min)
            ThrowType(key, value, $"a whole number from {min} to {int.MaxValue}");
        return number;
    }

    public long Int64(string key)
    {
        JsonElement value = Get(key, JsonValueKind.Number, "a whole number");
        if (!value.TryGetInt64(out long number) || number < 0)
            ThrowType(key, value, $"a whole number from 0 to {long.MaxValue}");
        return number;
    }

    public ulong UInt64(string key)
    {
        JsonElement value = Get(key, JsonValueKind.Number, "a whole number");
        if (!value.TryGetUInt64(out ulong number))
            ThrowType(key, value, $"a whole number from 0 to {ulong.MaxValue}");
        return number;
    }

    public double Double(string key)
    {
        JsonElement value = Get(key, JsonValueKind.Number, "a number");
        if (!value.TryGetDouble(out double number) || !double.IsFinite(number))
            ThrowType(key, value, "a finite number");
        return number;
    }

    public ManifestReader Object(string key) => new(Get(key, JsonValueKind.Object, "an object"), _file, Join(key));

    public IReadOnlyList<T> Array<T>(string key, Func<ManifestReader, T> read)
    {
        var items = new List<T>();
        foreach (JsonElement item in Get(key, JsonValueKind.Array, "an array").EnumerateArray())
            items.Add(read(new ManifestReader(item, _file, $"{Join(key)}[{items.Count}]")));
        return items;
    }

    public double[] Doubles(string key)
    {
        var items = new List<double>();
        foreach (JsonElement item in Get(key, JsonValueKind.Array, "an array").EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetDouble(out double number) || !double.IsFinite(number))
            {
                ThrowType($"{key}[{items.Count}]", item, "a finite number");
                throw new System.Diagnostics.UnreachableException();
            }

            items.Add(number);
        }

        return [.. items];
    }

    public IReadOnlyList<string> Strings(string key)
    {
        var items = new List<string>();
        foreach (JsonElement item in Get(key, JsonValueKind.Array, "an array").EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
                ThrowType($"{key}[{items.Count}]", item, "a string");
            items.Add(item.GetString()!);
        }

        return items;
    }

    /// <summary>Ends the object: any key that nobody asked for is an error that names the nearest one.</summary>
    public T Close<T>(T result)
    {
        foreach (JsonProperty property in Element.EnumerateObject())
        {
            if (!_known.Contains(property.Name))
            {
                string nearest = NearestName.Of(property.Name, _known.Order(StringComparer.Ordinal));
                Throw(StoreFaultKind.Damaged, "unknown key", $"'{Join(property.Name)}'", $"a known one; the nearest is '{Join(nearest)}'");
            }
        }

        return result;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "is an object",
        JsonValueKind.Array => "is an array",
        JsonValueKind.Null => "is null",
        _ => $"is {value.GetRawText()}",
    };

    private string Join(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private JsonElement Get(string key)
    {
        _known.Add(key);
        if (!Element.TryGetProperty(key, out JsonElement value))
        {
            // A misspelt key is both missing and unknown; the unknown one is what the reader can see and mend.
            foreach (JsonProperty property in Element.EnumerateObject())
            {
                if (NearestName.Distance(property.Name, key) <= 2 && !_known.Contains(property.Name))
                    Throw(StoreFaultKind.Damaged, "unknown key", $"'{Join(property.Name)}'", $"a known one; the nearest is '{Join(key)}'");
            }

            Throw(StoreFaultKind.Damaged, $"key '{Join(key)}'", "is missing", "present");
        }

        return value;
    }

    private JsonElement Get(string key, JsonValueKind kind, string expected)
    {
        JsonElement value = Get(key);
        if (value.ValueKind != kind)
            ThrowType(key, value, expected);
        return value;
    }

    /// <summary>Rejects a value that is valid in the format but unsupported here.</summary>
    [DoesNotReturn]
    public void Refuse(string what, string found, string expected) => Throw(StoreFaultKind.Damaged, what, found, expected);

    [DoesNotReturn]
    private void ThrowType(string key, JsonElement value, string expected) =>
        Throw(StoreFaultKind.Damaged, $"key '{Join(key)}'", Describe(value), expected);

    [DoesNotReturn]
    private void Throw(StoreFaultKind kind, string what, string found, string expected) =>
        new StoreFault(kind, _file, -1, what, found, expected).Throw();
}
