using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>One world with one robot in it: a simulated lane, a fake in a test, or the real arm.</summary>
/// <remarks>Belongs to one worker; call it from that worker's thread alone. Nothing here allocates after the first episode.</remarks>
public interface IEnvironment : IStepSource
{
    /// <summary>Shapes, names and limits of the task.</summary>
    TaskSpec Spec { get; }

    /// <summary>Whether the physics has warned since the reset.</summary>
    bool HasDiverged { get; }

    /// <summary>Whether the manipulated object is still held or in its place; false once it is lost for good.</summary>
    bool IsRecoverable { get; }

    /// <summary>What motions of the hand would meet; null where that is not known.</summary>
    IMotionModel? Motion => null;

    /// <summary>Samples a scene and a belief, both from <paramref name="key"/> alone.</summary>
    void Reset(in EpisodeKey key);

    /// <summary>Advances one control step. The belief is revealed at the end of a step in which the trigger pair first touched.</summary>
    /// <param name="action">Components in [−1, 1], shape [<see cref="TaskSpec.ActionSize"/>]; values outside are clipped.</param>
    void Step(ReadOnlySpan<float> action);

    /// <summary>
    /// The robot stops and asks, or looks closely: where contact is not sensed (<see cref="Observability.OnRequest"/>), the truth
    /// enters the belief now. Elsewhere nothing happens.
    /// </summary>
    void Look()
    {
    }

    /// <summary>
    /// Sets the wrong belief about an object directly, before the first step; ignored for objects whose pose is always known.
    /// </summary>
    void Believe(int obj, in Pose worldFromObject);

    /// <summary>Whether a subtask's goal is reached now.</summary>
    bool IsSubtaskDone(int subtask);

    /// <summary>The action that asks for a target pose, as far as one step's limits allow.</summary>
    /// <param name="worldFromTarget">Desired end-effector pose, world frame.</param>
    /// <param name="gripper">+1 close, −1 open, 0 hold.</param>
    /// <param name="action">The action, shape [<see cref="TaskSpec.ActionSize"/>], components in [−1, 1].</param>
    void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action);

    /// <summary>Restores a saved state and continues from it, bit for bit.</summary>
    void RestoreState(ReadOnlySpan<double> state);
}
