using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>An operator demonstrates the whole task.</summary>
/// <param name="op">The operator who demonstrates.</param>
/// <param name="mayReturn">Whether steps after a drop are labelled with the earlier subtask that came undone.</param>
public sealed class DemonstrationProgram(IOperator op, bool mayReturn = false) : AttemptProgram
{
    private SubtaskProgress _progress;

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Demonstration;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _progress = default;
        op.Begin(attempt.Environment, attempt.Key);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt, mayReturn);
        if (op.Act(attempt.Environment, attempt.Action))
            return Decision.Act(StepMode.Human);
        return attempt.Environment.IsSuccess
            ? Decision.Keep()
            : Decision.Drop(EpisodeEnd.Failure, AttemptReason.DemonstrationFailed);
    }
}
