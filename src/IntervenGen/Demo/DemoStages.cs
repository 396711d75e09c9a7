using System.Text.Json;
using System.Text.Json.Nodes;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Records the finished stages of a demo in <c>demo.json</c>, beside their results.</summary>
/// <remarks>The file ties a folder to one set of sizes and one seed.</remarks>
internal sealed class DemoStages
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    private readonly string _folder;
    private readonly JsonObject _identity;
    private readonly JsonObject _stages;

    /// <summary>Opens a folder's record, or creates it.</summary>
    /// <exception cref="UsageException">The folder holds a demo with other settings, or its record cannot be read.</exception>
    public DemoStages(string folder, JsonObject identity)
    {
        _folder = folder;
        _identity = identity;
        OutputFolder.Ensure(folder);
        _stages = Read();
    }

    /// <summary>Duration of all finished stages over all runs, seconds.</summary>
    public double TotalSeconds => _stages.Sum(stage => SecondsOf((JsonObject)stage.Value!));

    private string RecordPath => Path.Combine(_folder, "demo.json");

    /// <summary>Duration of one stage, seconds.</summary>
    public static double SecondsOf(JsonObject record) => (double)record["stage_seconds"]!;

    /// <summary>The record of a finished stage; null if it is not finished, or its result is gone.</summary>
    public JsonObject? Find(string key, string result) => _stages[key] is JsonObject record && Path.Exists(result) ? record : null;

    /// <summary>Records a finished stage.</summary>
    public void Add(string key, JsonObject record, TimeSpan took)
    {
        record["stage_seconds"] = took.TotalSeconds;
        _stages[key] = record;
        var json = new JsonObject { ["run"] = _identity.DeepClone(), ["stages"] = _stages.DeepClone() };
        OutputFile.Write(RecordPath, json.ToJsonString(s_readable), overwrite: true);
    }

    /// <summary>Parses a stage's record.</summary>
    /// <exception cref="UsageException">It lacks something, or holds it in another form.</exception>
    public T Parse<T>(JsonObject record, Func<JsonObject, T> parse)
    {
        try
        {
            return parse(record);
        }
        catch (Exception exception) when (
            exception is InvalidCastException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw Unreadable($"a stage lacks something: {record.ToJsonString()}", exception);
        }
    }

    private JsonObject Read()
    {
        if (!File.Exists(RecordPath))
            return [];
        JsonObject stored;
        try
        {
            stored = StrictJson.ParseObject(File.ReadAllText(RecordPath));
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException or IOException)
        {
            throw Unreadable(exception.Message, exception);
        }

        if (!JsonNode.DeepEquals(stored["run"], _identity))
            throw new UsageException(
                $"'{_folder}' holds a demo with other settings: {Differences(stored["run"], _identity)}; use another --out");
        if (stored["stages"] is not JsonObject stages)
            throw Unreadable("it has no stages");
        foreach ((string key, JsonNode? stage) in stages)
        {
            if (stage is not JsonObject record || record["stage_seconds"] is not JsonValue value || !value.TryGetValue(out double _))
                throw Unreadable($"stage '{key}' has no stage_seconds");
        }

        return (JsonObject)stages.DeepClone();
    }

    private UsageException Unreadable(string reason, Exception? inner = null) =>
        new($"'{RecordPath}' is not readable as a demo's record: {reason}; use another --out", inner);

    private static string Differences(JsonNode? there, JsonObject here)
    {
        Dictionary<string, string> old = Flat(there as JsonObject ?? []), now = Flat(here);
        return string.Join(", ", now
            .Where(setting => old.GetValueOrDefault(setting.Key) != setting.Value)
            .Select(setting => $"{setting.Key} is {old.GetValueOrDefault(setting.Key, "missing")} there and {setting.Value} here"));

        static Dictionary<string, string> Flat(JsonObject settings) => settings
            .SelectMany(setting => setting.Value is JsonObject inner ? inner : new[] { setting }.AsEnumerable())
            .ToDictionary(setting => setting.Key, setting => setting.Value?.ToJsonString() ?? "null");
    }
}
