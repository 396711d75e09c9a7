namespace IntervenGen.Core;

/// <summary>Writes steps into an episode buffer: the only recorder, for the engine, its benchmarks and the arm.</summary>
/// <remarks>Allocates nothing. Call it on the thread that owns the source and the buffer.</remarks>
public static class StepRecorder
{
    /// <summary>Adds a step, as it is before its action is carried out.</summary>
    /// <param name="record">The episode buffer to write to.</param>
    /// <param name="source">The measured, true and believed quantities before the step.</param>
    /// <param name="action">The action about to be carried out, shape [<see cref="TaskSpec.ActionSize"/>].</param>
    /// <param name="mode">Who chose the action.</param>
    /// <param name="subtask">Index of the subtask that the step belongs to.</param>
    /// <returns>The step's index, for <see cref="Close"/>.</returns>
    /// <exception cref="InvalidOperationException">The buffer is full.</exception>
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

    /// <summary>Completes a step with what only its end shows: whether the task is done.</summary>
    /// <param name="record">The episode buffer.</param>
    /// <param name="step">Index of the step, now carried out.</param>
    /// <param name="source">The measured quantities after the step.</param>
    public static void Close(EpisodeBuffer record, int step, IStepSource source)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(source);
        if (source.IsSuccess)
            record.Flags(step) |= StepFlags.Success;
    }
}
