namespace IntervenGen.Generation;

/// <summary>Tracks the subtask an operator is at: a goal counts once it has held for a few steps.</summary>
/// <remarks>
/// The steps until then still belong to the finished subtask, so that a replay of it ends well past its goal and not on
/// the edge of it; MimicGen's random end offsets serve the same purpose.
/// </remarks>
internal struct SubtaskProgress
{
    /// <summary>Control steps for which a goal has to hold, or to be undone, before that counts.</summary>
    public const int SteadySteps = 5;

    private int _done;
    private UndoneGoal _undone;

    /// <summary>Updates the subtask; call it once before every control step.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="mayReturn">Whether to go back to an earlier subtask whose goal came undone for as long, as by a drop.</param>
    public void Follow(Attempt attempt, bool mayReturn = false)
    {
        if (mayReturn && _undone.Follow(attempt))
        {
            attempt.Subtask--;
            _done = 0;
            return;
        }

        if (attempt.Subtask + 1 == attempt.Environment.Spec.Subtasks.Count)
            return;
        _done = attempt.Environment.IsSubtaskDone(attempt.Subtask) ? _done + 1 : 0;
        if (_done <= SteadySteps)
            return;
        attempt.Subtask++;
        _done = 0;
    }
}
