using IntervenGen.Core;
using IntervenGen.Interop;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>Options with which a workspace opens its task.</summary>
public sealed record WorkspaceOptions
{
    /// <summary>Name of the task, such as <c>nut-insertion</c>; <see cref="TaskCatalog"/> lists all.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the robot in the scene, or path of its folder; null for the one that the task names.</summary>
    public string? Robot { get; init; }

    /// <summary>A custom model that replaces the task's own; null for the task's own.</summary>
    public GivenModel? Model { get; init; }

    /// <summary>What the first contact reveals.</summary>
    public Observability Observability { get; init; }

    /// <summary>Number of simulated lanes over all workers, at least one per worker; results do not depend on it.</summary>
    public int Lanes { get; init; } = 16;

    /// <summary>Number of pinned worker threads; null for one per core. Results do not depend on it.</summary>
    public int? Workers { get; init; }

    /// <summary>How a control step is divided into physics substeps.</summary>
    public SteppingMode Stepping { get; init; } = SteppingMode.Fixed;

    /// <summary>How policies are evaluated.</summary>
    public PolicyInference Inference { get; init; } = PolicyInference.Kernel;

    /// <summary>Factor on the distance between true and believed poses; 1 for the task's own distribution.</summary>
    public double BeliefError { get; init; } = 1;

    /// <summary>How beliefs are wrong, where they are to be; the task's own way by default.</summary>
    public ErrorKind Error { get; init; }

    /// <summary>Chance, in [0, 1], that the hand loses what it carries in an episode, once, on the way.</summary>
    public double Drops { get; init; }

    /// <summary>Vector instructions for the physics; Auto for what <see cref="PhysicsKernels.Variable"/> says, or the widest.</summary>
    public PhysicsKernelLevel Kernels { get; init; }

    /// <summary>Index of the workers' first core among those available to the process.</summary>
    public int FirstCore { get; init; }
}
