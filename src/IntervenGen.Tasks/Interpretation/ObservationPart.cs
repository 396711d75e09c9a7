using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>A part of a task's observation: a number of components, and what they are.</summary>
/// <remarks>Immutable and shared by all lanes; allocates nothing. Must tell nothing that the robot could not know.</remarks>
public abstract class ObservationPart
{
    /// <summary>Number of components.</summary>
    public abstract int Size { get; }

    /// <summary>Writes the components.</summary>
    /// <param name="lane">The lane; use <see cref="SimulatedLane.BelievedPose"/>, never a true pose.</param>
    /// <param name="worldFromHand">The grip site's position with the orientation of the hand's body, world frame.</param>
    /// <param name="target">The components, shape [<see cref="Size"/>].</param>
    public abstract void Write(SimulatedLane lane, in Pose worldFromHand, Span<float> target);
}
