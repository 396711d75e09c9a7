using System.Runtime.InteropServices;

namespace IntervenGen.Interop;

/// <summary>Ties the calling thread to one processor core.</summary>
public static unsafe partial class ThreadAffinity
{
    private const int MaskBytes = 128;

    /// <summary>Cores this process may use, in ascending order; empty where the system does not say.</summary>
    public static IReadOnlyList<int> AllowedCores()
    {
        if (!OperatingSystem.IsLinux())
            return [];
        byte* mask = stackalloc byte[MaskBytes];
        int written = GetAffinity(0, MaskBytes, mask);
        if (written != 0)
            return [];
        var cores = new List<int>();
        for (int core = 0; core < MaskBytes * 8; core++)
        {
            if ((mask[core / 8] & (1 << (core % 8))) != 0)
                cores.Add(core);
        }

        return cores;
    }

    /// <summary>Pins the calling thread.</summary>
    /// <param name="core">Core number, as in <see cref="AllowedCores"/>.</param>
    /// <returns>False where the system refuses; the caller reports it and goes on unpinned.</returns>
    public static bool TryPin(int core)
    {
        if (!OperatingSystem.IsLinux() || core < 0 || core >= MaskBytes * 8)
            return false;
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        return SetAffinity(0, MaskBytes, mask) == 0;
    }

    // glibc's wrappers: 0 on success. Process id 0 means the calling thread.
    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint size, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, byte* mask);
}
