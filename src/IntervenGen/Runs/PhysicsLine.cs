using IntervenGen.Interop.MuJoCo;

namespace IntervenGen;

/// <summary>Says once which physics a run has, where that is not what this program is fast with.</summary>
internal static class PhysicsLine
{
    private static int s_isSaid;

    /// <summary>Says why MuJoCo runs as it is; nothing where kernels are in use, or were switched off on purpose.</summary>
    public static void Say(RunMonitor monitor)
    {
        if (PhysicsKernels.Reason is { } reason && !PhysicsKernels.IsSwitchedOff && Interlocked.Exchange(ref s_isSaid, 1) == 0)
            monitor.Say($"  physics: MuJoCo {MuJoCoLibrary.Version} as it is; {reason}");
    }
}
