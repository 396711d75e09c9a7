using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Interop;
using TorchSharp;

namespace IntervenGen.Learning.Torch;

/// <summary>libtorch, loaded when something first needs it: CUDA, batched inference, TorchScript.</summary>
/// <remarks>Any thread. Training and inference by the CPU's kernels never load it.</remarks>
public static class LibTorch
{
    private static readonly Lazy<Loaded> s_loaded = new(Load);

    // In the order in which they need one another.
    private static readonly string[] s_libraries = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    /// <summary>libtorch's version, such as 2.10.0.</summary>
    /// <exception cref="UsageException">libtorch is not on this machine.</exception>
    public static string Version => s_loaded.Value.Version;

    /// <summary>The folder that it was loaded from.</summary>
    /// <exception cref="UsageException">libtorch is not on this machine.</exception>
    public static string Folder => s_loaded.Value.Folder;

    /// <summary>What had to be done so that it loads on this system; null for nothing.</summary>
    /// <exception cref="UsageException">libtorch is not on this machine.</exception>
    public static string? Note => s_loaded.Value.Note;

    /// <summary>Whether libtorch is on this machine, without loading it.</summary>
    public static bool IsAvailable
    {
        get
        {
            try
            {
                return Find().Length > 0;
            }
            catch (UsageException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether libtorch can compute on a GPU of this machine; a build for the CPU is not loaded to find out.</summary>
    /// <exception cref="UsageException">libtorch is not on this machine, or does not load.</exception>
    public static bool HasCuda => LibTorchFolder.HasCuda(Find()) && s_loaded.Value.Folder.Length > 0 && torch.cuda_is_available();

    /// <summary>Sets the number of threads of libtorch's operators on the CPU; 1 until it is set.</summary>
    /// <param name="threads">At least 1.</param>
    /// <exception cref="UsageException">libtorch is not on this machine.</exception>
    public static void SetThreads(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        _ = s_loaded.Value;
        torch.set_num_threads(threads);
    }

    /// <summary>Loads libtorch and returns a device of it.</summary>
    /// <exception cref="UsageException">libtorch is not on this machine, or has no CUDA or finds no GPU.</exception>
    internal static torch.Device Device(ComputeDevice device)
    {
        if (device == ComputeDevice.Cpu)
            return s_loaded.Value.Cpu;
        if (HasCuda)
            return torch.CUDA;
        string folder = Find();
        throw new UsageException(
            $"device is 'cuda', and libtorch in '{folder}' " + (LibTorchFolder.HasCuda(folder) ? "finds no GPU" : "is a build for the CPU")
            + $"; use 'cpu', or set LIBTORCH_HOME to a CUDA build of libtorch or PyTorch {LibTorchFolder.Version}");
    }

    private static string Find() => LibTorchFolder.Find(Environment.GetEnvironmentVariable("LIBTORCH_HOME"));

    private static Loaded Load()
    {
        string folder = Find();
        // Else MKL multiplies rows by different code paths according to their place in a matrix and to its alignment, which round
        // differently: a row's action would depend on the lane that it is in.
        NativeEnvironment.SetDefault("MKL_CBWR", "AVX2,STRICT");
        try
        {
            foreach (string library in s_libraries.Select(name => Path.Combine(folder, name)).Where(File.Exists))
                NativeLibrary.Load(library);
            string? note = TorchSharpLibrary.Load();
            if (LibTorchFolder.HasCuda(folder))
                torch.InitializeDeviceType(DeviceType.CUDA);
            // Its own operators alone use them; the pools of workers and of gradient steps are this program's.
            torch.set_num_threads(1);
            return new Loaded(folder, string.Join('.', torch.__version__.Split('.').Take(3)), note, torch.CPU);
        }
        catch (Exception exception) when (
            exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            throw new UsageException(
                $"libtorch in '{folder}' does not load; TorchSharp needs version {LibTorchFolder.Version}: "
                + $"{(exception.InnerException ?? exception).Message.Split('\n')[0]}", exception);
        }
    }

    private sealed record Loaded(string Folder, string Version, string? Note, torch.Device Cpu);
}
