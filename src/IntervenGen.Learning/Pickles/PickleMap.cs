namespace IntervenGen.Learning.Pickles;

/// <summary>A Python dictionary, in the order of its insertions.</summary>
internal sealed class PickleMap
{
    private readonly OrderedDictionary<object, object?> _entries = [];

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>The entries with names for keys, in order.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Named => _entries
        .Where(entry => entry.Key is string).Select(entry => KeyValuePair.Create((string)entry.Key, entry.Value));

    /// <summary>All entries, in order.</summary>
    public IEnumerable<KeyValuePair<object, object?>> Entries => _entries;

    /// <summary>The value of a name; null where there is none, and where it is Python's None.</summary>
    public object? this[string name] => _entries.GetValueOrDefault(name);

    /// <summary>Whether there is an entry of that name.</summary>
    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>Adds an entry; one with the same key is replaced in its place.</summary>
    public void Set(object key, object? value) => _entries[key] = value;
}
