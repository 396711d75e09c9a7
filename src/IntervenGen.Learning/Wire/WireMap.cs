namespace IntervenGen.Learning.Wire;

/// <summary>A map of a message, by its keys; asking for a value of another type than it has is the peer's fault.</summary>
/// <param name="values">
/// The values: null, <see cref="bool"/>, <see cref="long"/>, <see cref="ulong"/> beyond it, <see cref="double"/>, <see cref="string"/>,
/// <see cref="NumpyArray"/>, <see cref="WireMap"/>, bytes, or an array of these.
/// </param>
internal sealed class WireMap(IReadOnlyDictionary<string, object?> values)
{
    /// <summary>A map without a value.</summary>
    public static WireMap Empty { get; } = new(new Dictionary<string, object?>());

    /// <summary>Keys and values.</summary>
    public IReadOnlyDictionary<string, object?> Values => values;

    /// <summary>An array of numbers; null where there is none.</summary>
    public NumpyArray? Array(string key) => Of<NumpyArray>(key, "a numpy array");

    /// <summary>A map; null where there is none.</summary>
    public WireMap? Map(string key) => Of<WireMap>(key, "a map");

    /// <summary>A text; null where there is none.</summary>
    public string? Text(string key) => Of<string>(key, "a text");

    /// <summary>A list; null where there is none.</summary>
    public object?[]? List(string key) => Of<object?[]>(key, "a list");

    /// <summary>Whether a flag is set; false where there is none.</summary>
    public bool Flag(string key) => values.GetValueOrDefault(key) switch
    {
        null => false,
        bool flag => flag,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>A whole number; null where there is none.</summary>
    public long? Integer(string key) => values.GetValueOrDefault(key) switch
    {
        null => null,
        long number => number,
        _ => throw Wrong(key, "a whole number"),
    };

    /// <summary>A whole number of up to 64 bits, 0 or more; null where there is none.</summary>
    public ulong? Unsigned(string key) => values.GetValueOrDefault(key) switch
    {
        null => null,
        long and >= 0 and var number => (ulong)number,
        ulong number => number,
        _ => throw Wrong(key, "a whole number, 0 or more"),
    };

    private T? Of<T>(string key, string words)
        where T : class =>
        values.GetValueOrDefault(key) is not { } value ? null : value as T ?? throw Wrong(key, words);

    private WireException Wrong(string key, string words) => new($"'{key}' is {Describe(values[key])}; it must be {words}");

    private static string Describe(object? value) => value switch
    {
        NumpyArray array => $"an array {array.Description}",
        string => "a text",
        WireMap => "a map",
        object?[] => "a list",
        byte[] => "bytes",
        bool => "true or false",
        double => "a fraction",
        _ => "a whole number",
    };
}
