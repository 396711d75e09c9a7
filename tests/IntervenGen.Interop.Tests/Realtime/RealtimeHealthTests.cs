using IntervenGen.Interop.Realtime;

namespace IntervenGen.Interop.Tests.Realtime;

public sealed class RealtimeHealthTests
{
    private static readonly RealtimeStatus s_all = new(true, true, true, []), s_nothing = new(false, false, false, ["a", "b", "c"]);

    [Fact]
    public void A_machine_with_everything_needs_no_advice()
    {
        IReadOnlyList<RealtimeFinding> findings = RealtimeHealth.Describe(s_all, ["performance", "performance"]);
        Assert.Equal(["sched_fifo", "memory_locked", "realtime_kernel", "cpu_governor"], findings.Select(finding => finding.Name));
        Assert.All(findings, finding => Assert.True(finding.IsGood == true && finding.Remedy is null, finding.Name));
    }

    [Fact]
    public void Each_thing_that_is_missing_comes_with_what_to_do()
    {
        IReadOnlyList<RealtimeFinding> findings = RealtimeHealth.Describe(s_nothing, ["performance", "powersave", "powersave"]);
        Assert.All(findings, finding => Assert.False(finding.IsGood));
        Assert.Collection(
            findings,
            finding => Assert.Contains("rtprio 99", finding.Remedy, StringComparison.Ordinal),
            finding => Assert.Contains("memlock unlimited", finding.Remedy, StringComparison.Ordinal),
            finding => Assert.Contains("PREEMPT_RT", finding.Remedy, StringComparison.Ordinal),
            finding => Assert.Contains("cpupower frequency-set -g performance", finding.Remedy, StringComparison.Ordinal));
        Assert.Contains("'powersave'", findings[3].Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_governors_is_neither_good_nor_bad()
    {
        RealtimeFinding governor = RealtimeHealth.Describe(s_all, [])[3];
        Assert.Null(governor.IsGood);
        Assert.Null(governor.Remedy);
        Assert.Empty(RealtimeHealth.Governors("/no/such/folder"));
    }

    [Fact]
    public void Governors_are_read_processor_by_processor()
    {
        string folder = Directory.CreateTempSubdirectory("cpus-").FullName;
        try
        {
            foreach ((string processor, string governor) in ((string, string)[])[("cpu0", "performance\n"), ("cpu1", "schedutil\n")])
            {
                Directory.CreateDirectory(Path.Combine(folder, processor, "cpufreq"));
                File.WriteAllText(Path.Combine(folder, processor, "cpufreq", "scaling_governor"), governor);
            }

            // Beside the processors the system keeps other folders whose names begin alike.
            Directory.CreateDirectory(Path.Combine(folder, "cpuidle"));
            Assert.Equal(["performance", "schedutil"], RealtimeHealth.Governors(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void This_machine_is_examined_without_a_trace_on_the_calling_thread()
    {
        ThreadPriority before = Thread.CurrentThread.Priority;
        IReadOnlyList<RealtimeFinding> findings = RealtimeHealth.Examine();
        Assert.Equal(4, findings.Count);
        Assert.All(findings, finding => Assert.Equal(finding.IsGood == false, finding.Remedy is not null));
        Assert.Equal(before, Thread.CurrentThread.Priority);
    }
}
