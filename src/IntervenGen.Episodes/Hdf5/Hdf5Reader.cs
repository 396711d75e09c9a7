using IntervenGen.Core;

namespace IntervenGen.Episodes.Hdf5;

/// <summary>An HDF5 file of anybody's, read in managed code and within limits.</summary>
/// <remarks>
/// One thread at a time. Nothing outside the file is ever opened: external links, external storage, virtual datasets and filter
/// plug-ins are named and refused. Every failure is an <see cref="EpisodeFormatException"/> that names the file and the place.
/// </remarks>
public sealed class Hdf5Reader : IDisposable
{
    private readonly FileBytes _file;

    private Hdf5Reader(FileBytes file)
    {
        _file = file;
        Root = new Hdf5ReaderGroup(file, new GlobalHeap(file), ObjectHeader.Read(file, Superblock.Open(file)), "");
    }

    /// <summary>The group <c>/</c>.</summary>
    public Hdf5ReaderGroup Root { get; }

    /// <summary>Where the file lies.</summary>
    public string Path => _file.Path;

    /// <summary>Bytes of the file.</summary>
    public long Length => _file.Length;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="limits">What it may ask for.</param>
    /// <exception cref="UsageException">There is no such file, or it is a folder, a pipe or a device.</exception>
    /// <exception cref="EpisodeFormatException">It is not HDF5, or is damaged.</exception>
    public static Hdf5Reader Open(string path, Hdf5Limits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileBytes(path, limits ?? new Hdf5Limits());
        try
        {
            return new Hdf5Reader(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
