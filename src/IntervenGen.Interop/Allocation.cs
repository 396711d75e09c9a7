using System.Globalization;

namespace IntervenGen.Interop;

/// <summary>The processor cores that this process may use: what the machine, its container and its scheduler leave it.</summary>
/// <remarks>
/// The least of the affinity mask, the control group's quota (both through the runtime, which honours DOTNET_PROCESSOR_COUNT too) and the
/// scheduler's allocation: <c>IGEN_CPUS</c> of a job that igen started itself, else <c>SLURM_CPUS_PER_TASK</c>, else
/// <c>SLURM_CPUS_ON_NODE</c>. Where the mask is wider than that, as under Slurm's <c>TaskPlugin=task/none</c>, nobody has said which cores
/// are ours, and other jobs see the same mask: <see cref="CoreClaims"/> settles it, and a worker without a core of its own is not pinned.
/// Read once; any thread.
/// </remarks>
public sealed class Allocation
{
    /// <summary>Variable with the number of cores of a job that igen started.</summary>
    public const string CoresVariable = "IGEN_CPUS";

    private static readonly Lazy<Allocation> s_current = new(() => Of(
        ThreadAffinity.AllowedCores(), Environment.ProcessorCount, Environment.GetEnvironmentVariable, CoreClaims.Take));

    private readonly Lazy<IReadOnlyList<int>> _cores;

    private Allocation(int count, string reason, Func<IReadOnlyList<int>> cores)
    {
        (Count, Reason) = (count, reason);
        _cores = new Lazy<IReadOnlyList<int>>(cores);
    }

    /// <summary>The allocation of this process.</summary>
    public static Allocation Current => s_current.Value;

    /// <summary>Number of cores that may be busy at a time, at least 1.</summary>
    public int Count { get; }

    /// <summary>What limits the number, such as <c>SLURM_CPUS_PER_TASK</c>, for messages.</summary>
    public string Reason { get; }

    /// <summary>The cores that are this process's own, for pinning; fewer than <see cref="Count"/> where others hold them.</summary>
    /// <remarks>Claimed when first asked for, and kept as long as the process lives.</remarks>
    public IReadOnlyList<int> Cores => _cores.Value;

    internal static Allocation Of(
        IReadOnlyList<int> mask, int processors, Func<string, string?> variable, Func<IReadOnlyList<int>, int, IReadOnlyList<int>> claim)
    {
        int limit = mask.Count > 0 ? Math.Min(mask.Count, processors) : processors;
        int count = Math.Max(1, limit);
        string reason = limit < mask.Count ? "the control group's quota" : "the cores that the system gives this process";
        bool ofSlurm = variable("SLURM_JOB_ID") is { Length: > 0 };
        string[] sources = ofSlurm ? [CoresVariable, "SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE"] : [CoresVariable];
        foreach (string source in sources)
        {
            if (!int.TryParse(variable(source), NumberStyles.None, CultureInfo.InvariantCulture, out int given) || given < 1)
                continue;
            if (given < count)
                (count, reason) = (given, source);
            break;
        }

        return new Allocation(count, reason, () => count >= mask.Count ? mask : claim(mask, count));
    }
}
