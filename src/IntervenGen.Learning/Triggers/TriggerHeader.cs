using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntervenGen.Core;

namespace IntervenGen.Learning.Triggers;

/// <summary>The text part of a trigger's file.</summary>
internal sealed record TriggerHeader
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public required LearnedTriggerKind Kind { get; init; }

    public required string Task { get; init; }

    public required ObservationField[] Observations { get; init; }

    public required int ActionSize { get; init; }

    /// <summary>Control steps over which changes are taken.</summary>
    public required int Window { get; init; }

    /// <summary>Units of each hidden layer.</summary>
    public required int Hidden { get; init; }

    /// <summary>Policies of an ensemble, or states kept for distances.</summary>
    public required int Count { get; init; }

    /// <summary>Thresholds by the scores' names.</summary>
    public required SortedDictionary<string, double> Thresholds { get; init; }

    public TriggerHandBack? HandBack { get; init; }

    /// <summary>Digests of the data.</summary>
    public required string[] Data { get; init; }

    public static TriggerHeader Parse(string json, string where)
    {
        try
        {
            TriggerHeader header = JsonSerializer.Deserialize<TriggerHeader>(json, s_options)
                ?? throw new JsonException("the text is null");
            return header.Fault() is { } fault ? throw new JsonException(fault) : header;
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new EpisodeFormatException($"{where}: {exception.Message}", exception);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, s_options);

    /// <summary>Everything of it that decides when the trigger fires.</summary>
    public string Identity() => (this with { Data = [] }).ToJson();

    // Sizes are limited before memory is reserved by them.
    private string? Fault()
    {
        const int Most = 100_000;
        if (Window != TriggerHistory.Window)
            return $"window is {Window}; this version has {TriggerHistory.Window}";
        // Null is what the reader lets stand within a list.
        if (Observations.Any(field => field?.Name is null) || Data.Any(digest => digest is null))
            return "an entry of observations or data is null";
        if (Observations.Length is 0 || Observations.Any(field => field.Size < 1) || Observations.Sum(field => (long)field.Size) > Most
            || ActionSize is < 1 or > 1000)
            return "observations or actionSize are out of range";
        if (Hidden is < 16 or > 4096 || Hidden % 16 != 0)
            return string.Create(CultureInfo.InvariantCulture, $"hidden is {Hidden}; it must be a multiple of 16 up to 4096");
        if (Count is < 0 or > Most)
            return string.Create(CultureInfo.InvariantCulture, $"count is {Count}; it must be between 0 and {Most}");
        if (HandBack is { } limits && !(double.IsFinite(limits.Discrepancy) && double.IsFinite(limits.Risk)))
            return "a number of handBack is not finite";
        return Thresholds.Values.All(double.IsFinite) ? null : "a threshold is not finite";
    }
}
