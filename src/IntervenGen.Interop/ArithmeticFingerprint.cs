using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IntervenGen.Interop;

/// <summary>Identifies what determines the last bit of this machine's results, besides program versions.</summary>
/// <remarks>
/// libm picks its code by processor, and may round differently. The policy's kernels compute every number in one order, whatever
/// vectors a machine has, so that the order's number stands for them. Two machines with equal fingerprints give equal bytes, except
/// where libtorch computes. Any thread.
/// </remarks>
public static partial class ArithmeticFingerprint
{
    // Raised whenever the order changes in which the policy's kernels add and round. 1 was one order per instruction set, 2 gave the
    // mixture's least shares gradients below the normal numbers.
    private const int KernelOrder = 3;

    private const int Probes = 256;

    private static readonly Lazy<string> s_current = new(Describe);

    /// <summary>The fingerprint of this machine, such as <c>x64, kernels 3, glibc 2.36, libm 5e0c2a91</c>.</summary>
    public static string Current => s_current.Value;

    /// <summary>The widest vectors of this machine that are used: <c>AVX-512</c>, <c>AVX2</c> or <c>SSE</c>. They change the duration,
    /// never a result.</summary>
    public static string Vectors =>
        Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated && Fma.IsSupported ? "AVX2" : "SSE";

    private static string Describe() =>
        $"{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, kernels {KernelOrder}, {LibraryName()}, libm {Libm():x8}";

    // Results say more than a version: distributions patch libm, and it picks its code by processor.
    private static uint Libm()
    {
        Span<double> results = stackalloc double[8];
        var hash = new XxHash32();
        for (int i = 1; i <= Probes; i++)
        {
            double x = i * 0.0371, unit = i / (Probes + 1.0);
            results[0] = Math.Sin(x);
            results[1] = Math.Cos(x);
            results[2] = Math.Tan(x);
            results[3] = Math.Atan2(x, 1 + unit);
            results[4] = Math.Acos(unit);
            results[5] = Math.Exp(-x);
            results[6] = Math.Log(x);
            results[7] = Math.Pow(x, 1 + unit);
            hash.Append(MemoryMarshal.AsBytes(results));
        }

        return hash.GetCurrentHashAsUInt32();
    }

    private static string LibraryName()
    {
        try
        {
            return $"glibc {Marshal.PtrToStringUTF8(LibraryVersion())}";
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return "another C library";
        }
    }

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint LibraryVersion();
}
