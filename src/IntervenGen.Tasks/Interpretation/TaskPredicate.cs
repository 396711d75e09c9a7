using IntervenGen.Simulation;

namespace IntervenGen.Tasks.Interpretation;

/// <summary>Something that holds or does not hold of a lane's true state.</summary>
/// <remarks>Immutable and shared by all lanes; called on a lane's thread, allocates nothing.</remarks>
public abstract class TaskPredicate
{
    /// <summary>Whether it holds now.</summary>
    public abstract bool Holds(SimulatedLane lane);
}
