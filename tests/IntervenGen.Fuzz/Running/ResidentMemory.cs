using System.Globalization;
using System.Runtime.InteropServices;

namespace IntervenGen.Fuzz.Running;

/// <summary>How much memory this process has had at most.</summary>
internal static partial class ResidentMemory
{
    // Linux, 64 bits: two times of 16 bytes, then ru_maxrss in kB; 144 bytes in all.
    private const int UsageBytes = 144, PeakOffset = 32;

    /// <summary>Most bytes resident since the process began. A microsecond, so that it can be asked after every input.</summary>
    public static unsafe long Peak()
    {
        byte* usage = stackalloc byte[UsageBytes];
        return getrusage(0, usage) == 0 ? *(long*)(usage + PeakOffset) * 1024 : 0;
    }

    /// <summary>Lets <see cref="Peak"/> count from now on.</summary>
    /// <returns>False where the system does not allow it.</returns>
    public static bool TryForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Bytes resident now, of any process; 0 if it has ended.</summary>
    public static long Of(int process)
    {
        try
        {
            string pages = File.ReadAllText($"/proc/{process}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LibraryImport("libc")]
    private static unsafe partial int getrusage(int who, byte* usage);
}
