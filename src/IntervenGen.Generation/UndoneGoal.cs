using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>
/// Tracks whether the goal of the subtask before has come undone, as by a drop: it counts once it has been so for a few steps.
/// </summary>
/// <remarks>A grip that flickers for a step is none lost, and whoever drives needs a moment to see that one is.</remarks>
internal struct UndoneGoal
{
    private int _steps;

    /// <summary>Whether the goal is undone at this step, if not yet for long enough.</summary>
    public readonly bool IsSuspected => _steps > 0;

    /// <summary>Updates the count; call it once before every control step.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <returns>Whether the goal has been undone for long enough; the count then begins anew.</returns>
    public bool Follow(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        int subtask = attempt.Subtask;
        // What is at its goal may be let go.
        bool isUndone = subtask > 0 && !environment.IsSubtaskDone(subtask - 1) && !environment.IsSubtaskDone(subtask);
        _steps = isUndone ? _steps + 1 : 0;
        if (_steps <= SubtaskProgress.SteadySteps)
            return false;
        _steps = 0;
        return true;
    }
}
