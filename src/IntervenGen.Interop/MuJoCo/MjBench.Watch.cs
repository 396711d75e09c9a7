using System.Runtime.InteropServices;

namespace IntervenGen.Interop.MuJoCo;

/// <summary>Processor time of one thread, seconds.</summary>
/// <param name="Busy">Total time since the thread began.</param>
/// <param name="Inside">Time inside MuJoCo's substeps while watching: one substep in 16 is timed and counts for 16.</param>
public readonly record struct MjThreadTimes(double Busy, double Inside)
{
    /// <summary>The times between two measurements.</summary>
    public static MjThreadTimes operator -(MjThreadTimes later, MjThreadTimes earlier) =>
        new(later.Busy - earlier.Busy, later.Inside - earlier.Inside);
}

public sealed unsafe partial class MjBench
{
    /// <summary>Switches the timing of substeps on or off for the whole process; call it while no lane is being stepped.</summary>
    public static void Watch(bool on) => MuJoCoLibrary.ThrowIfFailed(WatchNative(on ? 1 : 0));

    /// <summary>The processor times of the calling thread.</summary>
    public static MjThreadTimes ThreadTimes()
    {
        long busy, inside;
        MuJoCoLibrary.ThrowIfFailed(ThreadTimesNative(&busy, &inside));
        return new MjThreadTimes(busy * 1e-9, inside * 1e-9);
    }

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_watch")]
    private static partial int WatchNative(int on);

    [LibraryImport(NativeLibraries.MuJoCo, EntryPoint = "igen_mj_thread_times")]
    private static partial int ThreadTimesNative(long* busy, long* inside);
}
