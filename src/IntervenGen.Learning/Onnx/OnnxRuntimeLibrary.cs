using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using IntervenGen.Learning.Packages;

namespace IntervenGen.Learning.Onnx;

/// <summary>Finds ONNX Runtime's native library where the runtime does not: in NuGet's packages.</summary>
internal static class OnnxRuntimeLibrary
{
    /// <summary>The version of the managed part, which the native one must have.</summary>
    public const string Version = "1.31.1";

    private const string Name = "onnxruntime", File = "libonnxruntime.so";

    private static int s_installed;

    /// <summary>Adds the place; before the runtime is first used.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref s_installed, 1) == 0)
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
    }

    // Asked only after what lies beside the program was tried.
    private static nint Resolve(Assembly assembly, string name)
    {
        string path = Path.Combine(NuGetFolder.NativeOf("microsoft.ml.onnxruntime", Version), File);
        return name.StartsWith(Name, StringComparison.Ordinal) && NativeLibrary.TryLoad(path, out nint handle) ? handle : 0;
    }
}
