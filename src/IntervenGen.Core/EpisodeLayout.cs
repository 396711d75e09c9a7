using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>Byte offsets of the fields of a step record: the same in memory and on disk, determined by the task's shapes.</summary>
/// <remarks>Doubles first, then singles, then bytes, so that every field is aligned to its size; the stride is a multiple of 8.</remarks>
public sealed class EpisodeLayout
{
    /// <summary>Version of the order of the fields; stored with every dataset.</summary>
    public const int Version = 1;

    /// <summary>Derives the layout from a task's specification.</summary>
    public EpisodeLayout(TaskSpec spec)
        : this(spec.StateSize, spec.Objects.Count, spec.ObservationSize, spec.ActionSize)
    {
    }

    /// <summary>Derives the layout from the shapes alone.</summary>
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

    /// <summary>Number of components of the simulator state.</summary>
    public int StateSize { get; }

    /// <summary>Number of objects whose poses are recorded.</summary>
    public int ObjectCount { get; }

    /// <summary>Number of components of the observation.</summary>
    public int ObservationSize { get; }

    /// <summary>Number of components of the action.</summary>
    public int ActionSize { get; }

    /// <summary>Size of a step record, bytes; a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>Offset of the simulator state before the action, double[StateSize].</summary>
    public int StateOffset { get; }

    /// <summary>Offset of the measured end-effector pose before the action, world frame, double[7]: x y z, w x y z.</summary>
    public int EefOffset { get; }

    /// <summary>Offset of the end-effector pose that the action commands, world frame, double[7].</summary>
    public int TargetOffset { get; }

    /// <summary>Offset of the true object poses, world frame, double[ObjectCount × 7].</summary>
    public int TrueOffset { get; }

    /// <summary>Offset of the believed object poses, world frame, double[ObjectCount × 7].</summary>
    public int BelievedOffset { get; }

    /// <summary>Offset of the mean position of the trigger contact, world frame, metres, double[3]; zeros without contact.</summary>
    public int ContactPositionOffset { get; }

    /// <summary>Offset of the observation before the action, float[ObservationSize].</summary>
    public int ObservationOffset { get; }

    /// <summary>Offset of the action, float[ActionSize].</summary>
    public int ActionOffset { get; }

    /// <summary>Offset of the finger joint positions, metres, float[2].</summary>
    public int FingersOffset { get; }

    /// <summary>Offset of the <see cref="StepMode"/>, one byte.</summary>
    public int ModeOffset { get; }

    /// <summary>Offset of the subtask index, one byte.</summary>
    public int SubtaskOffset { get; }

    /// <summary>Offset of the <see cref="StepFlags"/>, one byte.</summary>
    public int FlagsOffset { get; }
}

/// <summary>What holds at a step: contact and revelation before its action, success after it.</summary>
[Flags]
public enum StepFlags : byte
{
    /// <summary>No flag is set.</summary>
    None = 0,

    /// <summary>The task's trigger pair is in contact.</summary>
    TriggerContact = 1,

    /// <summary>The truth has been revealed to the belief, wholly or in part.</summary>
    Revealed = 2,

    /// <summary>The task's success predicate holds after the action.</summary>
    Success = 4,
}
