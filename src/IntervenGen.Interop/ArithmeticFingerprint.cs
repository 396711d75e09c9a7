using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace IntervenGen.Interop;

/// <summary>Names what decides the last bit of this machine's numbers, besides the versions of programs.</summary>
/// <remarks>
/// The policy's kernels are compiled for several instruction sets, and libm picks its own by processor; either may round
/// differently. Two machines with equal fingerprints give equal bytes. Any thread.
/// </remarks>
public static partial class ArithmeticFingerprint
{
    private const int Probes = 256;

    private static readonly Lazy<string> s_current = new(Describe);

    /// <summary>This machine's, such as <c>x64 avx512, glibc 2.36, libm 5e0c2a91</c>.</summary>
    public static string Current => s_current.Value;

    private static string Describe() =>
        $"{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()} {Kernels()}, {LibraryName()}, libm {Libm():x8}";

    // What the kernels ask the processor for, asked the same way: switches of .NET do not reach them.
    private static string Kernels()
    {
        const int avx2 = 1 << 5, fma = 1 << 12;
        const int avx512 = (1 << 16) | (1 << 17) | (1 << 28) | (1 << 30) | (1 << 31);
        if (!X86Base.IsSupported)
            return "base";
        int features = X86Base.CpuId(7, 0).Ebx;
        bool hasAvx2 = (features & avx2) != 0 && (X86Base.CpuId(1, 0).Ecx & fma) != 0;
        return hasAvx2 && (features & avx512) == avx512 ? "avx512" : hasAvx2 ? "avx2" : "base";
    }

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
