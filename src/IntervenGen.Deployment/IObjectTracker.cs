using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>Where the things of a task are: a tracker beside the arm, or the control port of a virtual one.</summary>
public interface IObjectTracker
{
    /// <summary>Reads the newest poses.</summary>
    /// <param name="bodies">Names of bodies of the task's scene.</param>
    /// <param name="baseFromBody">Result, base frame, shape of <paramref name="bodies"/>.</param>
    /// <exception cref="Core.IntervenGenException">It does not answer, or does not know one of them.</exception>
    void Track(IReadOnlyList<string> bodies, Span<Pose> baseFromBody);
}
