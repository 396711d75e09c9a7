using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IntervenGen.Core;

namespace IntervenGen.Interop.Torch;

/// <summary>The loaded libtorch: its version, capabilities and thread limit.</summary>
public static unsafe partial class TorchLibrary
{
    internal const int AbiVersion = 3;

    private static readonly Lazy<string> Loaded = new(Check);

    /// <summary>libtorch's version, such as 1.13.1.</summary>
    public static string Version => Loaded.Value;

    internal static string Name => $"libtorch {Version}";

    /// <summary>Whether the loaded libtorch can compute on a GPU of this machine.</summary>
    public static bool HasCuda
    {
        get
        {
            EnsureLoaded();
            int available;
            ThrowIfFailed(CudaAvailableNative(&available));
            return available != 0;
        }
    }

    /// <summary>The widest instruction set of this machine that the CPU kernels are compiled for.</summary>
    public static TorchInstructionSet BestInstructionSet
    {
        get
        {
            EnsureLoaded();
            int isa;
            ThrowIfFailed(BestIsaNative(&isa));
            return (TorchInstructionSet)isa;
        }
    }

    /// <summary>Loads the library and compares its ABI with this build's.</summary>
    /// <exception cref="AbiMismatchException">The library is missing or is another one than this build was made for.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    /// <summary>Sets the threads of libtorch's own operators; the BLAS below them gets one, so that two pools cannot fight.</summary>
    /// <param name="threads">1 to 1024. Gradient steps on the CPU use <see cref="TorchPolicyConfig.Threads"/> instead.</param>
    /// <remarks>For the process and, in part, the calling thread: call it on the thread that will compute.</remarks>
    /// <exception cref="NativeException"><paramref name="threads"/> is out of range.</exception>
    public static void SetThreads(int threads)
    {
        EnsureLoaded();
        ThrowIfFailed(SetThreadsNative(threads));
    }

    internal static void ThrowIfFailed(int status, [CallerMemberName] string function = "")
    {
        if (status != (int)NativeStatus.Ok)
            NativeText.Throw(Name, function, status, &LastErrorNative);
    }

    private static string Check()
    {
        int version = AbiVersionNative(), size = ConfigSizeNative();
        if (version != AbiVersion || size != sizeof(TorchPolicy.NativeConfig))
        {
            throw new AbiMismatchException(
                $"libigen_torch has ABI version {version} and a policy config of {size} bytes; this build takes " +
                $"{AbiVersion} and {sizeof(TorchPolicy.NativeConfig)}; run tools/setup to build it again");
        }

        Span<byte> buffer = stackalloc byte[64];
        fixed (byte* pointer = buffer)
        {
            int status = LibraryVersionNative(pointer, buffer.Length);
            if (status != 0)
                throw new NativeException("libtorch", nameof(Version), status, NativeText.Read(&LastErrorNative));
        }

        return NativeText.UntilZero(buffer);
    }

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_abi_version")]
    private static partial int AbiVersionNative();

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_config_size")]
    private static partial int ConfigSizeNative();

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_last_error")]
    private static partial int LastErrorNative(byte* buffer, int capacity);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_library_version")]
    private static partial int LibraryVersionNative(byte* buffer, int capacity);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_cuda_available")]
    private static partial int CudaAvailableNative(int* available);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_best_isa")]
    private static partial int BestIsaNative(int* isa);

    [LibraryImport(NativeLibraries.Torch, EntryPoint = "igen_torch_set_threads")]
    private static partial int SetThreadsNative(int threads);
}
