using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>An operator demonstrates the whole task.</summary>
public sealed class DemonstrationProgram(IOperator op) : AttemptProgram
{
    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Demonstration;

    private SubtaskProgress _progress;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _progress = default;
        op.Begin(attempt.Environment, attempt.Key);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt);
        if (op.Act(attempt.Environment, attempt.Action))
            return Decision.Act(StepMode.Human);
        return attempt.Environment.IsSuccess
            ? Decision.Keep()
            : Decision.Drop(EpisodeEnd.Failure, AttemptReason.DemonstrationFailed);
    }
}

/// <summary>A policy drives, an operator watches, takes over after a mistake and corrects it: human-gated interventions.</summary>
/// <param name="op">Whoever watches and corrects.</param>
/// <param name="patience">
/// Control steps that the policy has, from when its mistake shows, to recover by itself; they begin anew whenever it finishes a
/// subtask meanwhile. 0 for an operator who takes over as soon as they have reacted.
/// </param>
public sealed class InterventionProgram(IOperator op, int patience = 0) : AttemptProgram
{
    private SubtaskProgress _progress;
    private bool _operatorDrives;
    private int _patienceLeft, _watchedSubtask;

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Intervention;

    /// <inheritdoc/>
    public override bool UsesPolicy => true;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _progress = default;
        _operatorDrives = false;
        _patienceLeft = patience;
        _watchedSubtask = 0;
        op.Begin(attempt.Environment, attempt.Key);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        _progress.Follow(attempt);
        if (!_operatorDrives)
        {
            if (environment.IsSuccess)
                return Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
            if (!environment.IsRecoverable)
                return Decision.Drop(EpisodeEnd.Failure, AttemptReason.ObjectLost);
            if (MayRecover(attempt) || !op.WantsControl(environment))
            {
                return attempt.Steps < environment.Spec.Horizon
                    ? Decision.AskPolicy
                    : Decision.Drop(EpisodeEnd.Horizon, AttemptReason.NoTrigger);
            }

            _operatorDrives = true;
            attempt.MistakeSteps = attempt.Steps;
        }

        if (op.Act(environment, attempt.Action))
            return Decision.Act(StepMode.Human);
        if (environment.IsSuccess)
            return Decision.Keep();
        return Decision.Drop(
            EpisodeEnd.Failure, environment.IsRecoverable ? AttemptReason.RecoveryFailed : AttemptReason.ObjectLost);
    }

    // Whether the operator still waits to see if the policy comes out of its mistake alone.
    private bool MayRecover(Attempt attempt)
    {
        if (attempt.Subtask != _watchedSubtask)
            (_watchedSubtask, _patienceLeft) = (attempt.Subtask, patience);
        return attempt.Environment.IsRevealed && _patienceLeft-- > 0;
    }
}

/// <summary>A policy on its own, until it succeeds or its time is up.</summary>
public sealed class RolloutProgram : AttemptProgram
{
    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Rollout;

    /// <inheritdoc/>
    public override bool UsesPolicy => true;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        if (attempt.Environment.IsSuccess)
            return Decision.Keep();
        return attempt.Environment.IsRecoverable
            ? Decision.AskPolicy
            : Decision.Drop(EpisodeEnd.Failure, AttemptReason.ObjectLost);
    }
}
