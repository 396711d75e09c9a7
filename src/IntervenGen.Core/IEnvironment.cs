using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>One world with one robot in it: a simulated lane, a fake in a test, or the real arm.</summary>
/// <remarks>Belongs to one worker; call it from that worker's thread alone. Nothing here allocates after the first episode.</remarks>
public interface IEnvironment : IStepSource
{
    /// <summary>Shapes, names and limits.</summary>
    TaskSpec Spec { get; }

    /// <summary>Whether the physics gave a warning since the reset.</summary>
    bool HasDiverged { get; }

    /// <summary>Whether the manipulated object is still held or where it belongs; false once it is lost for good.</summary>
    bool IsRecoverable { get; }

    /// <summary>Samples a scene and a belief, both from <paramref name="key"/> alone.</summary>
    void Reset(in EpisodeKey key);

    /// <summary>Advances one control step. The belief is revealed at the end of a step in which the trigger pair first touched.</summary>
    /// <param name="action">Components in [−1, 1], shape [<see cref="TaskSpec.ActionSize"/>]; values outside are clipped.</param>
    void Step(ReadOnlySpan<float> action);

    /// <summary>Sets the wrong belief about an object outright, before the first step; ignored for objects whose pose is always
    /// known.</summary>
    void Believe(int obj, in Pose worldFromObject);

    /// <summary>Whether a subtask's goal is reached now.</summary>
    bool IsSubtaskDone(int subtask);

    /// <summary>The action that asks for a target pose, as far as one step's limits allow.</summary>
    /// <param name="worldFromTarget">Wanted end-effector pose, world frame.</param>
    /// <param name="gripper">+1 close, −1 open, 0 hold.</param>
    /// <param name="action">Shape [<see cref="TaskSpec.ActionSize"/>].</param>
    void ActionToward(in Pose worldFromTarget, float gripper, Span<float> action);

    /// <summary>Continues from a saved state, bit for bit.</summary>
    void RestoreState(ReadOnlySpan<double> state);
}
