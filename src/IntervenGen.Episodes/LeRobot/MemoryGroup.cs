using System.Numerics;
using IntervenGen.Core;
using IntervenGen.Episodes.Hdf5;

namespace IntervenGen.Episodes.LeRobot;

/// <summary>Groups and arrays that are computed when they are asked for.</summary>
internal sealed class MemoryGroup(string path) : IArrayGroup
{
    private readonly SortedDictionary<string, (int[] Shape, Func<double[]> Read)> _arrays = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MemoryGroup> _groups = new(StringComparer.Ordinal);

    public string Path => path;

    /// <summary>Adds an array.</summary>
    public void Add(string name, int[] shape, Func<double[]> read) => _arrays[name] = (shape, read);

    /// <summary>Adds a group.</summary>
    public MemoryGroup AddGroup(string name) => _groups[name] = new MemoryGroup($"{path}/{name}");

    public IReadOnlyList<string> Names() => [.. _arrays.Keys.Concat(_groups.Keys).Order(StringComparer.Ordinal)];

    public bool Exists(string name) => _arrays.ContainsKey(name) || _groups.ContainsKey(name);

    public IArrayGroup? TryOpenGroup(string name) => _groups.GetValueOrDefault(name);

    public int[] ShapeOf(string name) => Find(name).Shape;

    public T[] ReadArray<T>(string name, out int[] shape)
        where T : unmanaged, INumber<T>
    {
        (shape, Func<double[]> read) = Find(name);
        double[] values = read();
        return values as T[] ?? [.. values.Select(T.CreateSaturating)];
    }

    public long? TryReadInteger(string name) => null;

    private (int[] Shape, Func<double[]> Read) Find(string name) => _arrays.TryGetValue(name, out (int[] Shape, Func<double[]> Read) array)
        ? array
        : throw new EpisodeFormatException($"{path}/{name}: there is no such array; {path} holds {string.Join(", ", Names())}");
}
