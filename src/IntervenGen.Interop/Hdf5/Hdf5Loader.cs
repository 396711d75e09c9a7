using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop;

/// <summary>Finds libhdf5 under the names that distributions give it: beside the shims (published folders) or the system's.</summary>
/// <remarks><c>IGEN_HDF5</c> names a library file outright. Debian keeps the serial build apart as <c>libhdf5_serial</c>.</remarks>
internal static class Hdf5Loader
{
    // Library versions: .103 is 1.10, .200 1.12, .310 and .320 1.14; the bare name comes with the development files.
    private static readonly string[] s_names =
    [
        "libhdf5_serial.so.103", "libhdf5_serial.so.200", "libhdf5_serial.so.310", "libhdf5_serial.so.320", "libhdf5_serial.so",
        "libhdf5.so.103", "libhdf5.so.200", "libhdf5.so.310", "libhdf5.so.320", "libhdf5.so", "libhdf5.dylib",
    ];

    public static nint Load()
    {
        string? chosen = Environment.GetEnvironmentVariable("IGEN_HDF5");
        string[] beside = [.. NativeLibraries.SearchPath().SelectMany(_ => s_names, Path.Combine).Where(File.Exists)];
        foreach (string name in chosen is { Length: > 0 } ? [chosen] : (string[])[.. beside, .. s_names])
        {
            if (NativeLibrary.TryLoad(name, out nint library))
                return library;
        }

        throw new AbiMismatchException(
            $"libhdf5 could not be loaded; tried {chosen ?? string.Join(", ", s_names)}; "
            + "install it (Debian: apt-get install libhdf5-103), or name the file in IGEN_HDF5");
    }
}
