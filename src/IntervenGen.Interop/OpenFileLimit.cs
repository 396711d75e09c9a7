using System.Runtime.InteropServices;
using System.Text;

namespace IntervenGen.Interop;

/// <summary>How many files this process may have open: raised to what the system allows, and refused where that is too few.</summary>
/// <remarks>
/// The runtime opens several dozen by itself, and where they run out it ends without a word or with a stack. Call it before
/// anything else; it needs no file to say what is wrong. Thread-safe.
/// </remarks>
public static partial class OpenFileLimit
{
    /// <summary>Fewest files with which a command runs: the runtime's own, two shards, a model and a web page's connections.</summary>
    public const ulong Min = 256;

    // Enough for every command; a huge limit makes programs slow that close all descriptors before they start another one.
    private const ulong Wanted = 4096;

    // RLIMIT_NOFILE, on Linux.
    private const int OpenFiles = 7;

    private const int StandardError = 2;

    /// <summary>Raises the soft limit as far as it helps.</summary>
    /// <returns>False where even then it is below <see cref="Min"/>; a line that says so has been written to stderr.</returns>
    public static bool Raise()
    {
        if (!OperatingSystem.IsLinux() || GetLimit(OpenFiles, out Limit limit) != 0)
            return true;
        ulong soft = Math.Min(limit.Hard, Math.Max(limit.Soft, Wanted));
        if (soft > limit.Soft && SetLimit(OpenFiles, new Limit { Soft = soft, Hard = limit.Hard }) == 0)
            limit.Soft = soft;
        if (limit.Soft >= Min)
            return true;
        byte[] line = Encoding.UTF8.GetBytes(
            $"igen: this process may open {limit.Soft} files at a time, and needs {Min}: raise the limit, such as with 'ulimit -n " +
            "1024', or ask whoever set it\n");
        _ = Write(StandardError, line, (nuint)line.Length);
        return false;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, [In] byte[] bytes, nuint count);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
