using System.Runtime.InteropServices;

namespace IntervenGen.Interop.Hdf5;

/// <summary>The calls of libhdf5 that are used, one to one; ids are 64-bit since 1.10.</summary>
internal static unsafe partial class Hdf5Native
{
    private const string Library = NativeLibraries.Hdf5;

    [LibraryImport(Library, EntryPoint = "H5open")]
    public static partial int Open();

    [LibraryImport(Library, EntryPoint = "H5dont_atexit")]
    public static partial int DoNotRunAtExit();

    [LibraryImport(Library, EntryPoint = "H5get_libversion")]
    public static partial int LibraryVersion(uint* major, uint* minor, uint* release);

    [LibraryImport(Library, EntryPoint = "H5Eset_auto2")]
    public static partial int SetErrorPrinter(long stack, void* function, void* data);

    [LibraryImport(Library, EntryPoint = "H5Ewalk2")]
    public static partial int WalkErrors(long stack, int direction, delegate* unmanaged<uint, Hdf5Error*, void*, int> visit, void* data);

    [LibraryImport(Library, EntryPoint = "H5Fcreate")]
    public static partial long FileCreate(byte* path, uint flags, long creation, long access);

    [LibraryImport(Library, EntryPoint = "H5Fflush")]
    public static partial int FileFlush(long file, int scope);

    [LibraryImport(Library, EntryPoint = "H5Fclose")]
    public static partial int FileClose(long file);

    [LibraryImport(Library, EntryPoint = "H5Gcreate2")]
    public static partial long GroupCreate(long place, byte* name, long link, long creation, long access);

    [LibraryImport(Library, EntryPoint = "H5Gopen2")]
    public static partial long GroupOpen(long place, byte* name, long access);

    [LibraryImport(Library, EntryPoint = "H5Gclose")]
    public static partial int GroupClose(long group);

    [LibraryImport(Library, EntryPoint = "H5Screate")]
    public static partial long SpaceCreate(int kind);

    [LibraryImport(Library, EntryPoint = "H5Screate_simple")]
    public static partial long SpaceCreateSimple(int rank, ulong* sizes, ulong* limits);

    [LibraryImport(Library, EntryPoint = "H5Sclose")]
    public static partial int SpaceClose(long space);

    [LibraryImport(Library, EntryPoint = "H5Dcreate2")]
    public static partial long DatasetCreate(long place, byte* name, long type, long space, long link, long creation, long access);

    [LibraryImport(Library, EntryPoint = "H5Dwrite")]
    public static partial int DatasetWrite(long dataset, long type, long memory, long file, long transfer, void* source);

    [LibraryImport(Library, EntryPoint = "H5Dclose")]
    public static partial int DatasetClose(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Acreate2")]
    public static partial long AttributeCreate(long place, byte* name, long type, long space, long creation, long access);

    [LibraryImport(Library, EntryPoint = "H5Awrite")]
    public static partial int AttributeWrite(long attribute, long type, void* source);

    [LibraryImport(Library, EntryPoint = "H5Aclose")]
    public static partial int AttributeClose(long attribute);

    [LibraryImport(Library, EntryPoint = "H5Tcopy")]
    public static partial long TypeCopy(long type);

    [LibraryImport(Library, EntryPoint = "H5Tset_size")]
    public static partial int TypeSetSize(long type, nuint size);

    [LibraryImport(Library, EntryPoint = "H5Tset_cset")]
    public static partial int TypeSetCharacters(long type, int set);

    [LibraryImport(Library, EntryPoint = "H5Tset_strpad")]
    public static partial int TypeSetPadding(long type, int padding);

    [LibraryImport(Library, EntryPoint = "H5Tclose")]
    public static partial int TypeClose(long type);

    [LibraryImport(Library, EntryPoint = "H5Pcreate")]
    public static partial long PropertiesCreate(long kind);

    [LibraryImport(Library, EntryPoint = "H5Pset_obj_track_times")]
    public static partial int SetTrackTimes(long creation, byte track);

    [LibraryImport(Library, EntryPoint = "H5Pset_libver_bounds")]
    public static partial int SetVersionBounds(long access, int low, int high);

    [LibraryImport(Library, EntryPoint = "H5Pset_meta_block_size")]
    public static partial int SetMetadataBlock(long access, ulong size);

    [LibraryImport(Library, EntryPoint = "H5Pset_small_data_block_size")]
    public static partial int SetSmallDataBlock(long access, ulong size);

    [LibraryImport(Library, EntryPoint = "H5Pset_fclose_degree")]
    public static partial int SetCloseDegree(long access, int degree);

    [LibraryImport(Library, EntryPoint = "H5Pset_file_locking")]
    public static partial int SetFileLocking(long access, byte useLocks, byte ignoreWhenDisabled);

    [LibraryImport(Library, EntryPoint = "H5Pclose")]
    public static partial int PropertiesClose(long properties);
}

/// <summary><c>H5E_error2_t</c>: one entry of the library's error stack.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Hdf5Error
{
    public long Class, Major, Minor;
    public uint Line;
    public byte* Function, File, Description;
}
