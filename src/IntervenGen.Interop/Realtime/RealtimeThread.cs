using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace IntervenGen.Interop.Realtime;

/// <summary>What a thread got of what a real-time loop needs.</summary>
/// <param name="HasPriority">Whether it runs under SCHED_FIFO.</param>
/// <param name="HasLockedMemory">Whether the process's pages stay in memory.</param>
/// <param name="IsKernelRealtime">Whether the kernel is a PREEMPT_RT one.</param>
/// <param name="Shortcomings">One sentence for each of these that is missing, with how to get it; empty if none is.</param>
public sealed record RealtimeStatus(bool HasPriority, bool HasLockedMemory, bool IsKernelRealtime, IReadOnlyList<string> Shortcomings)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => Shortcomings.Count == 0;
}

/// <summary>Makes the calling thread a real-time one, as far as the system lets it.</summary>
/// <remarks>
/// Linux. Priorities belong to a thread and end with it; locked memory belongs to the process, until as many threads have left
/// as have entered. While it is locked, a memory-mapped file cannot be flushed by the runtime (msync refuses to invalidate
/// locked pages), so enter for a motion and not for a program.
/// </remarks>
public static unsafe partial class RealtimeThread
{
    /// <summary>Below the kernel's own threads of the highest priority, above everything else.</summary>
    public const int UsualPriority = 80;

    private const int Fifo = 1;
    private const int LockCurrent = 1, LockFuture = 2, LockOnFault = 4;
    private static readonly Lock s_gate = new();
    private static int s_locks;

    private const string KernelFlag = "/sys/kernel/realtime";

    /// <summary>Asks for SCHED_FIFO and for locked memory.</summary>
    /// <param name="priority">1 to 99.</param>
    public static RealtimeStatus Enter(int priority = UsualPriority)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(priority, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, 99);
        if (!OperatingSystem.IsLinux())
            return new RealtimeStatus(false, false, false, ["real-time threads are built for Linux alone"]);
        var missing = new List<string>();
        int wanted = priority;
        bool hasPriority = SetScheduler(0, Fifo, &wanted) == 0;
        if (!hasPriority)
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"no SCHED_FIFO priority {priority} (errno " +
                $"{Marshal.GetLastSystemError()}): allow it with 'rtprio 99' in " +
                $"/etc/security/limits.conf"));
        // On fault: the runtime reserves far more addresses than it ever fills.
        bool hasMemory = LockMemory();
        if (!hasMemory)
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"memory is not locked (errno {Marshal.GetLastSystemError()}): " +
                $"allow it with 'memlock unlimited' in " +
                $"/etc/security/limits.conf"));
        bool hasKernel = File.Exists(KernelFlag) && File.ReadAllText(KernelFlag).Trim() == "1";
        if (!hasKernel)
            missing.Add("the kernel is not a PREEMPT_RT one");
        return new RealtimeStatus(hasPriority, hasMemory, hasKernel, missing);
    }

    /// <summary>Gives back what <see cref="Enter"/> took for the whole process.</summary>
    /// <param name="status">What it returned; null is nothing to give back.</param>
    public static void Leave(RealtimeStatus? status)
    {
        if (status is not { HasLockedMemory: true })
            return;
        lock (s_gate)
        {
            if (--s_locks == 0)
                _ = UnlockAll();
        }
    }

    /// <summary>Does something on a real-time thread of its own and waits for it.</summary>
    /// <param name="name">The thread's.</param>
    /// <param name="enter">Calls <see cref="Enter"/> on that thread, or returns null to do without; may refuse by throwing.</param>
    /// <param name="work">What to do, told what the thread got.</param>
    /// <returns>What <paramref name="work"/> returned. What it throws is thrown here, after the thread has left.</returns>
    public static T Run<T>(string name, Func<RealtimeStatus?> enter, Func<RealtimeStatus?, T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(() =>
        {
            RealtimeStatus? status = null;
            try
            {
                status = enter();
                result = work(status);
            }
            // Whatever it is, it is rethrown on the caller's thread.
            catch (Exception exception)
            {
                fault = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                Leave(status);
            }
        })
        { IsBackground = true, Name = name };
        thread.Start();
        thread.Join();
        fault?.Throw();
        return result!;
    }

    private static bool LockMemory()
    {
        lock (s_gate)
        {
            if (LockAll(LockCurrent | LockFuture | LockOnFault) != 0)
                return false;
            s_locks++;
            return true;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Thread id 0 means the calling thread. struct sched_param is one int.
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, int* parameters);

    [LibraryImport("libc", EntryPoint = "munlockall")]
    private static partial int UnlockAll();

    [LibraryImport("libc", EntryPoint = "mlockall")]
    private static partial int LockAll(int flags);
}
