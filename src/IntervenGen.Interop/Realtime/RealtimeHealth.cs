using System.Globalization;

namespace IntervenGen.Interop.Realtime;

/// <summary>One thing that a 1 kHz loop needs of its machine.</summary>
/// <param name="Name">Short and stable, for machines: <c>sched_fifo</c>, <c>memory_locked</c>, <c>realtime_kernel</c> or
/// <c>cpu_governor</c>.</param>
/// <param name="IsGood">Whether it is there; null where the system does not say.</param>
/// <param name="Found">What was found, for people.</param>
/// <param name="Remedy">What to do about it; null if nothing need be done.</param>
public sealed record RealtimeFinding(string Name, bool? IsGood, string Found, string? Remedy);

/// <summary>Says whether this machine is fit for a real-time loop, and what to do where it is not.</summary>
public static class RealtimeHealth
{
    private const string GovernorFolder = "/sys/devices/system/cpu";
    private const string FastGovernor = "performance";

    /// <summary>Tries what a loop would ask for, on a thread of its own, and reads the rest from the system.</summary>
    /// <remarks>The thread's priority ends with it, and locked memory is given back.</remarks>
    public static IReadOnlyList<RealtimeFinding> Examine()
    {
        RealtimeStatus? status = null;
        var thread = new Thread(() =>
        {
            status = RealtimeThread.Enter();
            RealtimeThread.Leave(status);
        })
        { IsBackground = true, Name = "real-time probe" };
        thread.Start();
        thread.Join();
        return Describe(status!, Governors(GovernorFolder));
    }

    /// <summary>What a status and the processors' governors mean.</summary>
    /// <param name="status">Of a thread that asked for real-time scheduling.</param>
    /// <param name="governors">From <see cref="Governors"/>.</param>
    public static IReadOnlyList<RealtimeFinding> Describe(RealtimeStatus status, IReadOnlyList<string> governors)
    {
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(governors);
        string[] slow = [.. governors.Where(governor => governor != FastGovernor).Distinct().Order(StringComparer.Ordinal)];
        return
        [
            new("sched_fifo", status.HasPriority, status.HasPriority ? "SCHED_FIFO is allowed" : "SCHED_FIFO is refused", status.HasPriority
                ? null
                : "put '@realtime - rtprio 99' into /etc/security/limits.conf, join the group realtime and log in anew (in a container: " +
                    "--cap-add=sys_nice --ulimit rtprio=99)"),
            new("memory_locked", status.HasLockedMemory, status.HasLockedMemory
                ? "memory can be locked"
                : "memory cannot be locked", status.HasLockedMemory
                ? null
                : "put '@realtime - memlock unlimited' into /etc/security/limits.conf and log in anew (in a container: --ulimit " +
                    "memlock=-1)"),
            new("realtime_kernel", status.IsKernelRealtime, status.IsKernelRealtime
                ? "the kernel is a PREEMPT_RT one"
                : "the kernel is not a PREEMPT_RT one", status.IsKernelRealtime
                ? null
                : "install and boot a PREEMPT_RT kernel; afterwards /sys/kernel/realtime reads 1"),
            Governor(governors.Count, slow),
        ];
    }

    /// <summary>The governor of each processor; empty where the system shows none, as in most virtual machines.</summary>
    /// <param name="folder">Where the system lists its processors: one folder <c>cpuN</c> each.</param>
    public static IReadOnlyList<string> Governors(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        var found = new List<string>();
        foreach (string processor in Directory.GetDirectories(folder, "cpu*").Order(StringComparer.Ordinal))
        {
            string file = Path.Combine(processor, "cpufreq", "scaling_governor");
            if (File.Exists(file))
                found.Add(File.ReadAllText(file).Trim());
        }

        return found;
    }

    private static RealtimeFinding Governor(int count, string[] slow) => (count, slow.Length) switch
    {
        (0, _) => new("cpu_governor", null, "the system shows no CPU governor", null),
        (_, 0) =>
            new("cpu_governor", true, string.Create(
                CultureInfo.InvariantCulture, $"the CPU governor is '{FastGovernor}' on all {count} processors"), null),
        _ =>
            new(
                "cpu_governor", false, $"the CPU governor is '{string.Join("', '", slow)}'",
                $"run 'sudo cpupower frequency-set -g {FastGovernor}'"),
    };
}
