using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>A policy acts while an operator watches, takes over after a mistake and corrects it: a human-gated intervention.</summary>
/// <param name="op">The operator who watches and corrects.</param>
/// <param name="patience">Number of control steps for which the policy may try to recover by itself once its mistake shows; the
/// count restarts whenever it finishes a subtask. 0 for an operator who takes over after their reaction time alone.</param>
/// <param name="mayReturn">Whether steps after a drop are labelled with the earlier subtask that came undone.</param>
public sealed class InterventionProgram(IOperator op, int patience = 0, bool mayReturn = false) : AttemptProgram
{
    private SubtaskProgress _progress;
    private Phase _phase;
    private int _patienceLeft, _watchedSubtask;

    // Who drives. An operator who took over drives to the end.
    private enum Phase
    {
        Policy,
        Operator,
    }

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Intervention;

    /// <inheritdoc/>
    public override bool UsesPolicy => true;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _progress = default;
        _phase = Phase.Policy;
        _patienceLeft = patience;
        _watchedSubtask = 0;
        op.Begin(attempt.Environment, attempt.Key);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt, mayReturn);
        return _phase == Phase.Policy ? Watch(attempt) : OperatorTurn.Correct(op, attempt);
    }

    private Decision Watch(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        if (environment.IsSuccess)
            return Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
        if (!environment.IsRecoverable)
            return Decision.Drop(EpisodeEnd.Failure, AttemptReason.ObjectLost);
        if (SpendPatience(attempt) || !op.WantsControl(environment))
        {
            return attempt.HasStepsLeft
                ? Decision.AskPolicy
                : Decision.Drop(EpisodeEnd.Horizon, AttemptReason.NoTrigger);
        }

        _phase = Phase.Operator;
        attempt.MistakeSteps = attempt.Steps;
        return OperatorTurn.Correct(op, attempt);
    }

    // Uses up a step of the time in which the operator only looks on; false once there is none, or no mistake shows yet.
    private bool SpendPatience(Attempt attempt)
    {
        if (attempt.Subtask != _watchedSubtask)
            (_watchedSubtask, _patienceLeft) = (attempt.Subtask, patience);
        return attempt.Environment.IsRevealed && _patienceLeft-- > 0;
    }
}
