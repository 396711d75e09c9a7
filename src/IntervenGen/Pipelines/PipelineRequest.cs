using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Request to carry a run out.</summary>
public sealed record PipelineRequest
{
    /// <summary>What is to be done.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>Folder of all results. The same request continues, and what did not change is not made again.</summary>
    public required string Out { get; init; }

    /// <summary>Stages that run at the same time; null for one, or as many as there are variants and cores. Results do not depend on it.</summary>
    public int? Jobs { get; init; }

    /// <summary>Worker threads over all stages; null for one per core. Results do not depend on it.</summary>
    public int? Workers { get; init; }

    /// <summary>Simulated worlds of each stage; results do not depend on it.</summary>
    public int Lanes { get; init; } = 16;

    internal int JobsAtOnce => Math.Min(Jobs ?? Spec.RunCount, CoresAtHand);

    internal int WorkersEach => Math.Max(1, CoresAtHand / JobsAtOnce);

    private int CoresAtHand => Workers ?? Environment.ProcessorCount;

    /// <summary>Checks the values.</summary>
    /// <exception cref="UsageException">A number is out of range.</exception>
    internal void Validate()
    {
        if (Jobs is < 1 || Workers is < 1 || Lanes < 1)
            throw new UsageException($"{Jobs} jobs, {Workers} workers and {Lanes} lanes are asked for; there must be at least one of each");
    }
}

/// <summary>Result of a run.</summary>
/// <param name="Plan">What was planned.</param>
/// <param name="Folder">Folder of all results.</param>
/// <param name="Runs">What every variant came to.</param>
/// <param name="Seconds">Duration of all stages, over all invocations, seconds.</param>
public sealed record PipelineResult(RunPlan Plan, string Folder, IReadOnlyList<VariantResult> Runs, double Seconds)
{
    internal IReadOnlyDictionary<Experiments.Recipe, Experiments.Artifact> Artifacts { get; init; } =
        new Dictionary<Experiments.Recipe, Experiments.Artifact>();

    /// <summary>Whether every variant came to its end.</summary>
    public bool IsWhole => Runs.All(run => run.Failure is null);
}
