using IntervenGen.Core;

namespace IntervenGen.Interop.Hdf5;

/// <summary>An HDF5 file.</summary>
/// <remarks>Any thread; the library works on one call at a time. Dispose groups before their file.</remarks>
public sealed unsafe class Hdf5File : IDisposable
{
    private const uint Truncate = 2, ReadOnly = 0;
    private const int LatestVersion = 2, StrongClose = 3;

    // Thousands of small headers and arrays: without larger blocks each of them would be its own write.
    private const ulong BlockBytes = 4 << 20;

    private readonly Hdf5Handle _handle;

    private Hdf5File(long id, string path)
    {
        _handle = new Hdf5Handle(id, Hdf5Kind.File);
        Path = path;
        Root = new Hdf5Group(Hdf5Library.Check(OpenRoot(id), "H5Gopen", $"'{path}', /"), path, "");
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>The group <c>/</c>.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Makes a file, in the place of one that may be there.</summary>
    /// <remarks>
    /// In the format of HDF5 1.10, which h5py's <c>libver="latest"</c> and single-writer reading ask for. Unlocked where the
    /// library can: a child process that starts meanwhile inherits the descriptor, and with it would keep a lock beyond this
    /// file's end. Write to a name that nobody reads yet, then rename.
    /// </remarks>
    /// <exception cref="NativeException">The file cannot be made.</exception>
    public static Hdf5File Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long kind = Hdf5Library.Known.FileAccess;
        lock (Hdf5Library.Gate)
        {
            using var access = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.PropertiesCreate(kind), "H5Pcreate", path), Hdf5Kind.Properties);
            Hdf5Library.Check(Hdf5Native.SetVersionBounds(access.Id, LatestVersion, LatestVersion), "H5Pset_libver_bounds", path);
            Hdf5Library.Check(Hdf5Native.SetMetadataBlock(access.Id, BlockBytes), "H5Pset_meta_block_size", path);
            Hdf5Library.Check(Hdf5Native.SetSmallDataBlock(access.Id, BlockBytes), "H5Pset_small_data_block_size", path);
            Hdf5Library.Check(Hdf5Native.SetCloseDegree(access.Id, StrongClose), "H5Pset_fclose_degree", path);
            Hdf5Library.Known.Unlock(access.Id);
            fixed (byte* text = Hdf5Group.Terminated(path))
                return new Hdf5File(Hdf5Library.Check(Hdf5Native.FileCreate(text, Truncate, 0, access.Id), "H5Fcreate", $"'{path}'"), path);
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    /// <exception cref="EpisodeFormatException">It is not HDF5, or is damaged; the reason is the library's own.</exception>
    public static Hdf5File Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new UsageException($"'{path}' is not a file");
        _ = Hdf5Library.Known;
        lock (Hdf5Library.Gate)
        {
            long id;
            fixed (byte* text = Hdf5Group.Terminated(path))
                id = Hdf5Native.FileOpen(text, ReadOnly, 0);
            return id >= 0
                ? new Hdf5File(id, path)
                : throw new EpisodeFormatException($"'{path}' is not a readable HDF5 file: {Hdf5Library.LastError()} ({Hdf5Library.Name})");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _handle.Dispose();
    }

    private static long OpenRoot(long file)
    {
        fixed (byte* text = "/\0"u8)
            return Hdf5Native.GroupOpen(file, text, 0);
    }
}
