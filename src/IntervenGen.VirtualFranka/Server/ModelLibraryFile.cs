using System.Runtime.InteropServices;
using IntervenGen.Franka.Wire;
using IntervenGen.Interop;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>The arm's model as the shared library that clients up to version 9 load: built from <c>native/franka</c>.</summary>
/// <remarks>There is one for the machine that the robot runs on, and for no other.</remarks>
internal static class ModelLibraryFile
{
    /// <summary>The library's bytes.</summary>
    /// <param name="isPanda">Which arm's.</param>
    /// <param name="platform">What the client runs on.</param>
    /// <returns>Null if there is none for it.</returns>
    public static byte[]? Read(bool isPanda, ModelLibraryRequest platform)
    {
        if (platform.System != LibrarySystem.Linux || !OperatingSystem.IsLinux() || platform.Architecture != Own)
            return null;
        string name = isPanda ? "libigen_model_panda.so" : "libigen_model_fr3.so";
        string? path = NativeLibraries.SearchPath().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return path is null ? null : File.ReadAllBytes(path);
    }

    private static LibraryArchitecture? Own => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => LibraryArchitecture.X64,
        Architecture.X86 => LibraryArchitecture.X86,
        Architecture.Arm => LibraryArchitecture.Arm,
        Architecture.Arm64 => LibraryArchitecture.Arm64,
        _ => null,
    };
}
