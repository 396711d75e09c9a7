using IntervenGen.Numerics;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>How the belief about an object is wrong at the beginning of an episode.</summary>
/// <remarks>Immutable and shared by all lanes; allocates nothing.</remarks>
public abstract class BeliefLaw
{
    /// <summary>Whether the error is a distance, which can be scaled; a turn is none.</summary>
    public virtual bool IsDistance => true;

    /// <summary>Whether the error depends on where the object is: the law then gets a pose in the world of any object.</summary>
    internal virtual bool IsOfPlace => false;

    /// <summary>The wrong pose for a true one.</summary>
    /// <param name="truth">True pose, world frame; of an object that is seen, no rotation: the law then gives the pose in its own
    /// frame.</param>
    /// <param name="random">The random numbers of this belief in this attempt.</param>
    public abstract Pose Apply(in Pose truth, ref CounterRandom random);
}
