using System.IO.Hashing;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Interop;

namespace IntervenGen.Learning.Torch;

/// <summary>Loads TorchSharp's native library, where the system's libstdc++ is older than it asks for in a copy that loads.</summary>
/// <remarks>
/// TorchSharp 0.107.0 asks for a symbol version that libstdc++ has since GCC 13, for one symbol that is never called. Debian 12 has
/// GCC 12: a copy with that one requirement marked as weak is kept in the user's cache folder.
/// </remarks>
internal static class TorchSharpLibrary
{
    private const string File = "libLibTorchSharp.so", Newer = "GLIBCXX_3.4.32";

    /// <summary>Loads it; libtorch must be loaded already.</summary>
    /// <returns>A sentence about the copy; null where none was needed.</returns>
    /// <exception cref="AbiMismatchException">It is missing, or does not load.</exception>
    public static string? Load()
    {
        string original = NativeLibraries.SearchPath().Select(folder => Path.Combine(folder, File)).FirstOrDefault(System.IO.File.Exists)
            ?? throw new AbiMismatchException($"{File} is not beside the program");
        try
        {
            NativeLibrary.Load(original);
            return null;
        }
        catch (DllNotFoundException exception) when (exception.Message.Contains(Newer, StringComparison.Ordinal))
        {
            string copy = Prepare(original);
            NativeLibrary.Load(copy);
            return $"this system's libstdc++ has no {Newer}; a copy of {File} that does without it is in '{Path.GetDirectoryName(copy)}'";
        }
    }

    // Named by its content, so that another version of TorchSharp gets another copy.
    private static string Prepare(string original)
    {
        byte[] bytes = System.IO.File.ReadAllBytes(original);
        string name = Convert.ToHexStringLower(XxHash128.Hash(bytes));
        foreach (string cache in Caches())
        {
            string folder = Path.Combine(cache, "intervengen", $"torchsharp-{name}"), copy = Path.Combine(folder, File);
            if (System.IO.File.Exists(copy))
                return copy;
            try
            {
                Directory.CreateDirectory(folder);
                ElfVersionNeeds.Weaken(bytes, Newer);
                OutputFile.Write(copy, bytes, overwrite: true);
                return copy;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or UsageException)
            {
                // Somebody else's, or read-only: the next.
            }
        }

        throw new AbiMismatchException($"no folder can be written for a copy of {File}; set XDG_CACHE_HOME");
    }

    private static IEnumerable<string> Caches()
    {
        foreach (string cache in CacheFolder.Candidates())
            yield return cache;
        yield return Directory.CreateTempSubdirectory("igen-").FullName;
    }
}
