using System.Numerics;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>A group that shows arrays and groups of others under new names.</summary>
/// <remarks>So a layout of somebody else's is read as MimicGen's: only names differ, and where they stand.</remarks>
internal sealed class ArrayView(string path) : IArrayGroup
{
    private readonly SortedDictionary<string, (IArrayGroup From, string Name)> _arrays = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IArrayGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    public string Path => path;

    /// <summary>Shows an array of another group.</summary>
    public ArrayView Add(string name, IArrayGroup from, string theirs)
    {
        _arrays[name] = (from, theirs);
        return this;
    }

    /// <summary>Shows a group.</summary>
    public ArrayView Add(string name, IArrayGroup group)
    {
        _groups[name] = group;
        return this;
    }

    /// <summary>Shows an attribute, where there is one.</summary>
    public ArrayView Add(string name, long? number)
    {
        if (number is { } known)
            _numbers[name] = known;
        return this;
    }

    public IReadOnlyList<string> Names() => [.. _arrays.Keys.Concat(_groups.Keys).Order(StringComparer.Ordinal)];

    public bool Exists(string name) => _arrays.ContainsKey(name) || _groups.ContainsKey(name);

    public IArrayGroup? TryOpenGroup(string name) => _groups.GetValueOrDefault(name);

    public int[] ShapeOf(string name)
    {
        (IArrayGroup from, string theirs) = Find(name);
        return from.ShapeOf(theirs);
    }

    public T[] ReadArray<T>(string name, out int[] shape)
        where T : unmanaged, INumber<T>
    {
        (IArrayGroup from, string theirs) = Find(name);
        return from.ReadArray<T>(theirs, out shape);
    }

    public long? TryReadInteger(string name) => _numbers.TryGetValue(name, out long number) ? number : null;

    private (IArrayGroup From, string Name) Find(string name) => _arrays.TryGetValue(name, out (IArrayGroup From, string Name) array)
        ? array
        : throw new EpisodeFormatException($"{path}/{name}: there is no such array; {path} holds {string.Join(", ", Names().Take(12))}");
}
