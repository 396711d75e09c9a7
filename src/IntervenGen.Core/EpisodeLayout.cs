using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>Byte offsets of a step record: the same in memory and on disk, fixed by the task's shapes.</summary>
/// <remarks>Doubles first, then singles, then bytes, so that every field is aligned to its size; the stride is a multiple of 8.</remarks>
public sealed class EpisodeLayout
{
    /// <summary>Version of the field order below; stored with every dataset.</summary>
    public const int Version = 1;

    /// <summary>Derives the layout from a task's shapes.</summary>
    public EpisodeLayout(TaskSpec spec)
        : this(spec.StateSize, spec.Objects.Count, spec.ObservationSize, spec.ActionSize)
    {
    }

    /// <summary>Derives the layout from bare shapes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the action or observation is empty.</exception>
    public EpisodeLayout(int stateSize, int objectCount, int observationSize, int actionSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stateSize);
        ArgumentOutOfRangeException.ThrowIfNegative(objectCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(actionSize);
        StateSize = stateSize;
        ObjectCount = objectCount;
        ObservationSize = observationSize;
        ActionSize = actionSize;

        const int poseBytes = Pose.Size * sizeof(double);
        StateOffset = 0;
        EefOffset = stateSize * sizeof(double);
        TargetOffset = EefOffset + poseBytes;
        TrueOffset = TargetOffset + poseBytes;
        BelievedOffset = TrueOffset + (objectCount * poseBytes);
        ContactPositionOffset = BelievedOffset + (objectCount * poseBytes);
        ObservationOffset = ContactPositionOffset + (3 * sizeof(double));
        ActionOffset = ObservationOffset + (observationSize * sizeof(float));
        FingersOffset = ActionOffset + (actionSize * sizeof(float));
        ModeOffset = FingersOffset + (2 * sizeof(float));
        SubtaskOffset = ModeOffset + 1;
        FlagsOffset = ModeOffset + 2;
        Stride = (ModeOffset + 4 + 7) & ~7;
    }

    /// <summary>Numbers in the simulator state.</summary>
    public int StateSize { get; }

    /// <summary>Objects whose poses are recorded.</summary>
    public int ObjectCount { get; }

    /// <summary>Numbers in the observation.</summary>
    public int ObservationSize { get; }

    /// <summary>Numbers in the action.</summary>
    public int ActionSize { get; }

    /// <summary>Bytes per step.</summary>
    public int Stride { get; }

    /// <summary>Simulator state before the action, double[StateSize].</summary>
    public int StateOffset { get; }

    /// <summary>Measured end-effector pose before the action, world frame, double[7].</summary>
    public int EefOffset { get; }

    /// <summary>End-effector pose that the action asks for, world frame, double[7].</summary>
    public int TargetOffset { get; }

    /// <summary>True object poses, world frame, double[ObjectCount × 7].</summary>
    public int TrueOffset { get; }

    /// <summary>Believed object poses, world frame, double[ObjectCount × 7].</summary>
    public int BelievedOffset { get; }

    /// <summary>Mean position of the trigger contact, world frame, double[3]; zeros without contact.</summary>
    public int ContactPositionOffset { get; }

    /// <summary>Observation before the action, float[ObservationSize].</summary>
    public int ObservationOffset { get; }

    /// <summary>Action, float[ActionSize].</summary>
    public int ActionOffset { get; }

    /// <summary>Finger joint positions, metres, float[2].</summary>
    public int FingersOffset { get; }

    /// <summary>A <see cref="StepMode"/>, one byte.</summary>
    public int ModeOffset { get; }

    /// <summary>Subtask index, one byte.</summary>
    public int SubtaskOffset { get; }

    /// <summary>A <see cref="StepFlags"/>, one byte.</summary>
    public int FlagsOffset { get; }
}

/// <summary>Facts about a step, sampled before its action.</summary>
[Flags]
public enum StepFlags : byte
{
    /// <summary>Nothing to report.</summary>
    None = 0,

    /// <summary>The task's trigger pair touches.</summary>
    TriggerContact = 1,

    /// <summary>The belief has been given the task's additional information.</summary>
    Revealed = 2,

    /// <summary>The success predicate holds after the action.</summary>
    Success = 4,
}
