using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop;

/// <summary>Finds the project's own native shims and says where it looked when they are not there.</summary>
/// <remarks>
/// Order: <c>IGEN_NATIVE_DIR</c>, beside the program, <c>runtimes/linux-x64/native</c> beside it and wherever else the runtime looks for
/// native assets of packages, then <c>native/build/lib</c> in any folder above the program.
/// </remarks>
public static class NativeLibraries
{
    internal const string MuJoCo = "igen_mujoco";
    internal const string Hdf5 = "hdf5";

    // What packages carry native code for.
    private const string Platform = "linux-x64";

    /// <summary>The folders that are searched, in order.</summary>
    public static IReadOnlyList<string> SearchPath()
    {
        var folders = new List<string>();
        if (Environment.GetEnvironmentVariable("IGEN_NATIVE_DIR") is { Length: > 0 } chosen)
            folders.Add(chosen);
        folders.Add(AppContext.BaseDirectory);
        folders.Add(Path.Combine(AppContext.BaseDirectory, "runtimes", Platform, "native"));
        // Packages that were not copied beside the program, as in a test host, and what a single file unpacked.
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string native)
        {
            string[] others = native.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            folders.AddRange(others.Select(Path.TrimEndingDirectorySeparator));
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "native", "build", "lib");
            if (Directory.Exists(candidate))
                folders.Add(candidate);
        }

        return [.. folders.Distinct()];
    }

    /// <summary>The path of the MuJoCo shim that is loaded; null before.</summary>
    internal static string? MuJoCoPath { get; private set; }

    /// <summary>The path of one of the shims' own programs: beside the libraries, or in <c>bin</c> beside their folder.</summary>
    /// <exception cref="AbiMismatchException">It is in none of the folders.</exception>
    internal static string Program(string name)
    {
        IReadOnlyList<string> folders = SearchPath();
        foreach (string folder in folders)
        {
            foreach (string path in (string[])[Path.Combine(folder, name), Path.Combine(folder, "..", "bin", name)])
            {
                if (File.Exists(path))
                    return Runnable(Path.GetFullPath(path));
            }
        }

        throw new AbiMismatchException($"{name} was not found; searched {string.Join(", ", folders)}; {Remedy}");
    }

    // A package is a zip file, and what unpacks it may leave out who may run a file.
    internal static string Runnable(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & execute) != 0)
            return path;
        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | execute);
            return path;
        }
        catch (UnauthorizedAccessException)
        {
            throw new AbiMismatchException($"'{path}' may not be run, and only its owner can change that: chmod a+x '{path}'");
        }
    }

    private static string Remedy => $"packages bring it for {Platform} alone; in a source tree run tools/setup to build it";

    // One resolver per assembly is all the runtime allows, so it is registered before any import can run.
#pragma warning disable CA2255 // A library may use it for exactly this: nothing else runs before its first import.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    private static string FileName(string library) => OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name == Hdf5)
            return Hdf5Loader.Load();
        if (name != MuJoCo)
            return 0;
        IReadOnlyList<string> folders = SearchPath();
        string? reason = null;
        // A folder has its variants beside one another, so that the nearest folder comes first and its best variant next.
        foreach (string folder in folders)
        {
            foreach ((string library, PhysicsKernelLevel level) in KernelVariants.Wanted())
            {
                string path = Path.Combine(folder, FileName(library));
                if (!File.Exists(path))
                    continue;
                try
                {
                    nint handle = NativeLibrary.Load(path);
                    KernelVariants.Loaded = level;
                    MuJoCoPath = path;
                    return handle;
                }
                catch (DllNotFoundException exception)
                {
                    reason = exception.Message;
                }
            }
        }

        throw new AbiMismatchException(
            $"{FileName(name)} could not be loaded: {reason ?? "not found"}; searched {string.Join(", ", folders)}; {Remedy}");
    }
}
