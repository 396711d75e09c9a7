using IntervenGen.Core;
using IntervenGen.Learning.Packages;

namespace IntervenGen.Learning.Torch;

/// <summary>Finds the folder of libtorch's libraries.</summary>
/// <remarks>
/// Order: <c>LIBTORCH_HOME</c> (an unpacked libtorch, or the <c>torch</c> folder of a PyTorch installation), the program's folder and
/// what the runtime searches for native libraries, then NuGet's packages.
/// </remarks>
internal static class LibTorchFolder
{
    /// <summary>The version of libtorch that TorchSharp was compiled for.</summary>
    public const string Version = "2.10.0";

    private const string Variable = "LIBTORCH_HOME", Main = "libtorch_cpu.so", Cuda = "libtorch_cuda.so";

    /// <summary>The folder.</summary>
    /// <param name="home">What <c>LIBTORCH_HOME</c> says; null or empty where it is not set.</param>
    /// <exception cref="UsageException">It is not found; the message says how to get it.</exception>
    public static string Find(string? home)
    {
        if (home is { Length: > 0 })
            return new[] { home, Path.Combine(home, "lib") }.FirstOrDefault(Holds)
                ?? throw new UsageException($"{Variable} is '{home}', and neither it nor its lib folder holds {Main}");
        return Folders().FirstOrDefault(Holds) ?? throw new UsageException(
            $"libtorch {Version} is not on this machine; it is needed for CUDA, for --inference Batched and for TorchScript alone: "
            + $"in a source tree run tools/setup --torch, or set {Variable} to an unpacked libtorch or to the torch folder of PyTorch");
    }

    /// <summary>Whether a folder's libtorch is built for CUDA.</summary>
    public static bool HasCuda(string folder) => File.Exists(Path.Combine(folder, Cuda));

    private static bool Holds(string folder) => File.Exists(Path.Combine(folder, Main));

    private static IEnumerable<string> Folders()
    {
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string searched)
        {
            foreach (string folder in searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
                yield return folder;
        }

        yield return NuGetFolder.NativeOf("libtorch-cpu-linux-x64", Version);
    }
}
