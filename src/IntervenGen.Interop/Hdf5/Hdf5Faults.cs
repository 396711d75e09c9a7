namespace IntervenGen.Interop.Hdf5;

/// <summary>What went wrong in a file where nothing could be thrown: the first failure of closing a part of it.</summary>
internal sealed class Hdf5Faults
{
    /// <summary>The first failure; null while there was none.</summary>
    public string? First { get; private set; }

    public void Add(string fault) => First ??= fault;
}
