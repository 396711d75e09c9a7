namespace IntervenGen.Core;

/// <summary>Writes steps into an episode's record, for the engine, its benchmarks and an arm alike.</summary>
/// <remarks>Allocates nothing. The thread of the source and the record.</remarks>
public static class StepRecorder
{
    /// <summary>Adds a step as it is before its action is carried out.</summary>
    /// <param name="record">Where to.</param>
    /// <param name="source">What is measured and believed now.</param>
    /// <param name="action">What will be carried out, shape [<see cref="TaskSpec.ActionSize"/>].</param>
    /// <param name="mode">Who chose it.</param>
    /// <param name="subtask">Index of the subtask that is being done.</param>
    /// <returns>The step's index, for <see cref="Close"/>.</returns>
    /// <exception cref="InvalidOperationException">The record is full.</exception>
    public static int Add(EpisodeBuffer record, IStepSource source, ReadOnlySpan<float> action, StepMode mode, int subtask)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(source);
        int step = record.AddStep();
        source.SaveState(record.State(step));
        source.Observe(record.Observation(step));
        action.CopyTo(record.Action(step));
        record.SetEef(step, source.WorldFromEef);
        record.SetTarget(step, source.TargetOf(action));
        for (int obj = 0; obj < record.Layout.ObjectCount; obj++)
        {
            record.SetTruePose(step, obj, source.TruePose(obj));
            record.SetBelievedPose(step, obj, source.BelievedPose(obj));
        }

        source.TriggerPosition.WriteTo(record.ContactPosition(step));
        (double first, double second) = source.Fingers;
        Span<float> fingers = record.Fingers(step);
        (fingers[0], fingers[1]) = ((float)first, (float)second);
        record.Mode(step) = mode;
        record.Subtask(step) = (byte)subtask;
        record.Flags(step) = (source.TriggerContact ? StepFlags.TriggerContact : StepFlags.None)
            | (source.IsRevealed ? StepFlags.Revealed : StepFlags.None);
        return step;
    }

    /// <summary>Adds what only the end of a step tells: whether the task is done.</summary>
    /// <param name="record">The record.</param>
    /// <param name="step">The step, carried out.</param>
    /// <param name="source">What is measured now.</param>
    public static void Close(EpisodeBuffer record, int step, IStepSource source)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(source);
        if (source.IsSuccess)
            record.Flags(step) |= StepFlags.Success;
    }
}
