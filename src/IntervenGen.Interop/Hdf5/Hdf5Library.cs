using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using IntervenGen.Core;

namespace IntervenGen.Interop.Hdf5;

/// <summary>libhdf5 as loaded: its version, its type ids, its error stack.</summary>
/// <remarks>Distributions build it without locks of its own, so every call is made under <see cref="Gate"/>.</remarks>
public static unsafe partial class Hdf5Library
{
    private static readonly Lock s_gate = new();
    private static readonly Lazy<Ids> s_ids = new(Load);

    /// <summary>The library with its version, such as <c>HDF5 1.10.8</c>.</summary>
    public static string Name => s_ids.Value.Name;

    internal static Lock Gate => s_gate;

    internal static Ids Known => s_ids.Value;

    /// <summary>Throws if a call reported failure by a negative result, with what the library says about it.</summary>
    /// <param name="result">An id or a status.</param>
    /// <param name="function">The call.</param>
    /// <param name="place">File and path inside it.</param>
    /// <returns>The result.</returns>
    internal static long Check(long result, string function, string place)
    {
        if (result < 0)
            Throw((int)result, function, place);
        return result;
    }

    [DoesNotReturn]
    private static void Throw(int code, string function, string place) =>
        throw new NativeException(Name, function, code, $"{place}: {LastError()}");

    /// <summary>The innermost reason on the error stack of the last failed call.</summary>
    internal static string LastError()
    {
        byte* description = null;
        // Upward: the first visited entry is the innermost, the only one that says what really went wrong.
        _ = Hdf5Native.WalkErrors(0, 0, &Keep, &description);
        return Marshal.PtrToStringUTF8((nint)description) is { Length: > 0 } text ? Condensed(text) : "no reason given";
    }

    // The library adds time, addresses and counters to a system's error; its number and words are what helps.
    private static string Condensed(string text) =>
        SystemError().Match(text) is { Success: true } match ? $"{match.Groups["what"].Value}: {match.Groups["why"].Value}" : text;

    [GeneratedRegex("^(?<what>[^:]+): .*error message = '(?<why>[^']+)'")]
    private static partial Regex SystemError();

    [UnmanagedCallersOnly]
    private static int Keep(uint index, Hdf5Error* error, void* target)
    {
        if (index == 0)
            *(byte**)target = error->Description;
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Ids Load()
    {
        nint library = Hdf5Loader.Load();
        // At the end of a process the library closes what is open; after a write that failed it crashes there.
        if (Hdf5Native.DoNotRunAtExit() < 0 || Hdf5Native.Open() < 0)
            throw new AbiMismatchException("libhdf5 does not start: H5open failed");
        uint major, minor, release;
        _ = Hdf5Native.LibraryVersion(&major, &minor, &release);
        if (major != 1 || minor < 10)
            throw new AbiMismatchException(
                $"libhdf5 is {major}.{minor}.{release}, expected 1.10 or a later 1.x: ids were 32 bits wide before");
        // What fails becomes an exception with the reason in it; the library's own printing to stderr is switched off.
        _ = Hdf5Native.SetErrorPrinter(0, null, null);
        long Id(string name) => *(long*)NativeLibrary.GetExport(library, name);
        return new Ids(
            $"HDF5 {major}.{minor}.{release}", Id("H5T_NATIVE_DOUBLE_g"), Id("H5T_NATIVE_FLOAT_g"), Id(
                "H5T_NATIVE_INT64_g"), Id("H5T_NATIVE_UINT8_g"),
            Id("H5T_C_S1_g"), Id("H5P_CLS_FILE_ACCESS_ID_g"), HasLockProperty: NativeLibrary.TryGetExport(
                library, "H5Pset_file_locking", out _),
            Timeless(Id("H5P_CLS_FILE_CREATE_ID_g")), Timeless(Id("H5P_CLS_GROUP_CREATE_ID_g")), Timeless(
                Id("H5P_CLS_DATASET_CREATE_ID_g")));
    }

    // Objects that do not say when they were made: the same export then gives the same bytes. Kept as long as the process.
    private static long Timeless(long kind)
    {
        long properties = Hdf5Native.PropertiesCreate(kind);
        return properties >= 0 && Hdf5Native.SetTrackTimes(properties, track: 0) >= 0
            ? properties
            : throw new AbiMismatchException("libhdf5 cannot leave times out: H5Pset_obj_track_times failed");
    }

    /// <summary>Ids that the library makes up when it starts.</summary>
    internal sealed record Ids(
        string Name, long Double, long Single, long Int64, long Byte, long Text, long FileAccess, bool HasLockProperty,
        long FileCreation, long GroupCreation, long DatasetCreation)
    {
        /// <summary>Asks for a file without a lock. Before 1.10.7 and in 1.12.0 only HDF5_USE_FILE_LOCKING can.</summary>
        public void Unlock(long access)
        {
            if (HasLockProperty)
                Check(Hdf5Native.SetFileLocking(access, useLocks: 0, ignoreWhenDisabled: 1), "H5Pset_file_locking", Name);
        }

        /// <summary>The type of a number in memory, which is the type on the disk as well.</summary>
        public long TypeOf<T>()
            where T : unmanaged =>
            typeof(T) == typeof(double) ? Double
            : typeof(T) == typeof(float) ? Single
            : typeof(T) == typeof(long) ? Int64
            : typeof(T) == typeof(byte) ? Byte
            : throw new NotSupportedException($"no HDF5 type for {typeof(T).Name}");
    }
}
