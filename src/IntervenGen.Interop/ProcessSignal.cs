using System.Runtime.InteropServices;

namespace IntervenGen.Interop;

/// <summary>Signals to other processes, which .NET can only kill.</summary>
public static partial class ProcessSignal
{
    private const int Sigterm = 15;

    /// <summary>Asks a process to end.</summary>
    /// <param name="process">Its number, greater than 1.</param>
    /// <returns>False where there is none, or it is not ours.</returns>
    public static bool Terminate(int process)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(process, 1);
        return Kill(process, Sigterm) == 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
