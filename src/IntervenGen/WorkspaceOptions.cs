using IntervenGen.Core;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>How a task is opened.</summary>
public sealed record WorkspaceOptions
{
    /// <summary>The task's name, such as <c>nut-insertion</c>; <see cref="TaskCatalog"/> has them all.</summary>
    public required string Task { get; init; }

    /// <summary>A model in place of the task's own; null for its own.</summary>
    public GivenModel? Model { get; init; }

    /// <summary>What the first contact reveals.</summary>
    public Observability Observability { get; init; }

    /// <summary>Simulated worlds in all, at least one per worker; results do not depend on it.</summary>
    public int Lanes { get; init; } = 16;

    /// <summary>Pinned threads; null for one per core. Results do not depend on it.</summary>
    public int? Workers { get; init; }

    /// <summary>How physics substeps are chosen.</summary>
    public SteppingMode Stepping { get; init; } = SteppingMode.Fixed;

    /// <summary>Where a policy is evaluated.</summary>
    public PolicyInference Inference { get; init; } = PolicyInference.Kernel;

    /// <summary>How many times as far from the truth as the task's own law puts it a wrong belief is.</summary>
    public double BeliefError { get; init; } = 1;

    /// <summary>The first core of the workers, among those that the process may use.</summary>
    public int FirstCore { get; init; }
}
