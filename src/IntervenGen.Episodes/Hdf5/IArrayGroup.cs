using System.Numerics;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>Named groups, arrays and attributes, wherever they come from: what an importer of demonstrations reads.</summary>
internal interface IArrayGroup
{
    /// <summary>Where it is, for messages.</summary>
    string Path { get; }

    /// <summary>Names of everything in this group, in ordinal order.</summary>
    IReadOnlyList<string> Names();

    /// <summary>Whether this group holds something of that name.</summary>
    bool Exists(string name);

    /// <summary>Opens a group in this one; null if there is none of that name.</summary>
    /// <exception cref="Core.EpisodeFormatException">It is an array.</exception>
    IArrayGroup? TryOpenGroup(string name);

    /// <summary>Shape of an array in this group.</summary>
    /// <exception cref="Core.EpisodeFormatException">There is none of that name.</exception>
    int[] ShapeOf(string name);

    /// <summary>Reads a whole array of numbers, row-major, converted to <typeparamref name="T"/>.</summary>
    /// <exception cref="Core.EpisodeFormatException">Missing, not of numbers, too large, or damaged.</exception>
    T[] ReadArray<T>(string name, out int[] shape)
        where T : unmanaged, INumber<T>;

    /// <summary>Reads a whole number; null if there is no such attribute.</summary>
    long? TryReadInteger(string name);

    /// <summary>Opens a group in this one.</summary>
    /// <exception cref="Core.EpisodeFormatException">There is none of that name, or it is an array.</exception>
    IArrayGroup OpenGroup(string name) => TryOpenGroup(name)
        ?? throw new Core.EpisodeFormatException($"{Path}: there is no group '{name}'; it holds {string.Join(", ", Names().Take(12))}");
}
