using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>The quantities a step record is written from: those of a simulated lane, of a fake in a test, or of a real arm.</summary>
/// <remarks>One thread; nothing here allocates.</remarks>
public interface IStepSource
{
    /// <summary>Measured end-effector pose, world frame.</summary>
    Pose WorldFromEef { get; }

    /// <summary>Finger joint positions, metres.</summary>
    (double First, double Second) Fingers { get; }

    /// <summary>Whether the task's trigger pair touched during the last control step.</summary>
    bool TriggerContact { get; }

    /// <summary>Mean position of the trigger contact in the last step, world frame, metres; zero without contact.</summary>
    Vec3 TriggerPosition { get; }

    /// <summary>Whether the truth has been revealed to the belief, wholly or in part.</summary>
    bool IsRevealed { get; }

    /// <summary>Whether the task's success predicate holds now.</summary>
    bool IsSuccess { get; }

    /// <summary>
    /// True pose of an object, world frame; the best estimate where the truth is unknown. Privileged: for generation and
    /// scripted operators only.
    /// </summary>
    Pose TruePose(int obj);

    /// <summary>Believed pose of an object, world frame.</summary>
    Pose BelievedPose(int obj);

    /// <summary>Writes the observation: proprioception and <em>believed</em> object poses.</summary>
    /// <param name="observation">Shape [<see cref="TaskSpec.ObservationSize"/>].</param>
    void Observe(Span<float> observation);

    /// <summary>The end-effector pose that an action commands from the robot's present pose, world frame.</summary>
    Pose TargetOf(ReadOnlySpan<float> action);

    /// <summary>Writes the full simulator state, shape [<see cref="TaskSpec.StateSize"/>].</summary>
    void SaveState(Span<double> state);
}
