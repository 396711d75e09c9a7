using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Robots;

namespace IntervenGen.Tasks.Parts;

/// <summary>Options with which a task is opened.</summary>
/// <param name="Mjcf">A custom MJCF model; null for the built-in one.</param>
/// <param name="Observability">What the robot learns when the trigger fires.</param>
/// <param name="Names">The custom model's names for the task's elements; the task's own by default.</param>
/// <param name="Robot">The robot in the scene; null for the one that the task names.</param>
public sealed record TaskOptions(
    MjcfSource? Mjcf = null, Observability Observability = Observability.Full, ElementNames? Names = null, Robot? Robot = null)
{
    /// <summary>How beliefs are wrong, where they are to be.</summary>
    public ErrorKind Error { get; init; }

    /// <summary>Chance, in [0, 1], that the hand loses what it carries in an episode.</summary>
    public double Drops { get; init; }
}
