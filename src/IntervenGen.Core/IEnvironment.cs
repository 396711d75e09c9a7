using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>One world with one robot in it: a simulated lane, a fake in a test, or the real arm.</summary>
/// <remarks>Belongs to one worker; call it from that worker's thread alone. Nothing here allocates after the first episode.</remarks>
public interface IEnvironment
{
    /// <summary>Shapes, names and limits.</summary>
    TaskSpec Spec { get; }

    /// <summary>Measured end-effector pose, world frame.</summary>
    Pose WorldFromEef { get; }

    /// <summary>Finger joint positions, metres.</summary>
    (double First, double Second) Fingers { get; }

    /// <summary>Whether the task's trigger pair touched during the last control step.</summary>
    bool TriggerContact { get; }

    /// <summary>Mean position of the trigger contact in the last step, world frame; zero without one.</summary>
    Vec3 TriggerPosition { get; }

    /// <summary>Whether the belief has been given the task's additional information.</summary>
    bool IsRevealed { get; }

    /// <summary>Whether the task's success predicate holds now.</summary>
    bool IsSuccess { get; }

    /// <summary>Whether the physics gave a warning since the reset.</summary>
    bool HasDiverged { get; }

    /// <summary>Whether the manipulated object is still held or where it belongs; false once it is lost for good.</summary>
    bool IsRecoverable { get; }

    /// <summary>Samples a scene and a belief, both from <paramref name="key"/> alone.</summary>
    void Reset(in EpisodeKey key);

    /// <summary>Advances one control step. The belief is revealed at the end of a step in which the trigger pair first touched.</summary>
    /// <param name="action">Components in [−1, 1], shape [<see cref="TaskSpec.ActionSize"/>]; values outside are clipped.</param>
    void Step(ReadOnlySpan<float> action);

    /// <summary>Writes the observation: proprioception and <em>believed</em> object poses.</summary>
    /// <param name="observation">Shape [<see cref="TaskSpec.ObservationSize"/>].</param>
    void Observe(Span<float> observation);

    /// <summary>True pose of an object, world frame. Privileged: generation and scripted operators only.</summary>
    Pose TruePose(int obj);

    /// <summary>Believed pose of an object, world frame.</summary>
    Pose BelievedPose(int obj);

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

    /// <summary>The end-effector pose that an action asks for, from where the robot is now, world frame.</summary>
    Pose TargetOf(ReadOnlySpan<float> action);

    /// <summary>Writes the full simulator state, shape [<see cref="TaskSpec.StateSize"/>].</summary>
    void SaveState(Span<double> state);

    /// <summary>Continues from a saved state, bit for bit.</summary>
    void RestoreState(ReadOnlySpan<double> state);
}
