using IntervenGen.Core;

namespace IntervenGen.Interop.Hdf5;

/// <summary>An HDF5 file that is being written. Files of others are read in managed code, never by this library.</summary>
/// <remarks>Any thread; the library works on one call at a time. Dispose groups, then <see cref="Complete"/> the file.</remarks>
public sealed unsafe class Hdf5File : IDisposable
{
    private const uint Truncate = 2;
    private const int LatestVersion = 2, StrongClose = 3, WholeFile = 1;

    // Thousands of small headers and arrays: without larger blocks each of them would be its own write.
    private const ulong BlockBytes = 4 << 20;

    private readonly Hdf5Handle _handle;
    private readonly Hdf5Faults _faults = new();
    private readonly Hdf5Spaces _spaces = new();

    private Hdf5File(long id, string path)
    {
        _handle = new Hdf5Handle(id, Hdf5Kind.File);
        Path = path;
        Root = new Hdf5Group(Hdf5Library.Check(OpenRoot(id), "H5Gopen", $"'{path}', /"), path, "", _faults, _spaces);
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The root group <c>/</c>.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Creates a file, replacing an existing one.</summary>
    /// <remarks>
    /// In the format of HDF5 1.10, which h5py's <c>libver="latest"</c> and single-writer reading ask for. Unlocked where the
    /// library can: a child process that starts meanwhile inherits the descriptor, and with it would keep a lock beyond this
    /// file's end. Write to a name that nobody reads yet, then rename.
    /// </remarks>
    /// <exception cref="NativeException">The file cannot be created.</exception>
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
                return new Hdf5File(Hdf5Library.Check(
                    Hdf5Native.FileCreate(text, Truncate, Hdf5Library.Known.FileCreation, access.Id), "H5Fcreate", $"'{path}'"), path);
        }
    }

    /// <summary>Flushes everything to the file and closes it. Without this call the file is incomplete.</summary>
    /// <exception cref="NativeException">Something could not be written, now or earlier; the disk may be full.</exception>
    public void Complete()
    {
        lock (Hdf5Library.Gate)
        {
            if (_faults.First is { } fault)
                throw new NativeException(Hdf5Library.Name, "H5?close", -1, $"'{Path}': {fault}");
            Hdf5Library.Check(Hdf5Native.FileFlush(_handle.Id, WholeFile), "H5Fflush", $"'{Path}'");
            Root.Dispose();
            _spaces.Dispose();
            Hdf5Library.Check(Hdf5Native.FileClose(_handle.Id), "H5Fclose", $"'{Path}'");
            _handle.SetHandleAsInvalid();
        }
    }

    /// <summary>Gives the file up where it was not completed: nothing more is written to it.</summary>
    /// <remarks>
    /// Closing would write what is left, and crashes in the library where that fails (1.10.8, on a full disk). So the library
    /// keeps its few buffers and the descriptor until the process ends.
    /// </remarks>
    public void Dispose()
    {
        _spaces.Dispose();
        _handle.SetHandleAsInvalid();
    }

    private static long OpenRoot(long file)
    {
        fixed (byte* text = "/\0"u8)
            return Hdf5Native.GroupOpen(file, text, 0);
    }
}
