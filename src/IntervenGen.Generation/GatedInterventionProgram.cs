using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>A policy acts until a trigger asks for help; an operator takes over, and gives the robot back: robot-gated.</summary>
/// <remarks>
/// The policy is asked in every step, also while the operator drives: what it would do then decides when it may go on. Where the
/// trigger has no rule for that, the operator drives to the end. Where contact is not sensed, the truth enters the belief when the
/// robot asks.
/// </remarks>
/// <param name="op">The operator who is called.</param>
/// <param name="trigger">Calls the operator; one instance per lane.</param>
/// <param name="mayReturn">Whether steps after a drop are labelled with the earlier subtask that came undone.</param>
public sealed class GatedInterventionProgram(IOperator op, ITrigger trigger, bool mayReturn = false) : AttemptProgram
{
    private SubtaskProgress _progress;
    private float[] _chosen = [];
    private bool _isOperators, _isCalled;

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Intervention;

    /// <inheritdoc/>
    public override bool UsesPolicy => true;

    /// <inheritdoc/>
    public override bool ReviewsActions => true;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        _progress = default;
        _isOperators = _isCalled = false;
        if (_chosen.Length != attempt.Action.Length)
            _chosen = new float[attempt.Action.Length];
        op.Begin(attempt.Environment, attempt.Key);
        trigger.Begin(attempt.Environment, attempt.Key);
    }

    /// <inheritdoc/>
    public override Decision Review(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        IEnvironment environment = attempt.Environment;
        if (_isOperators && trigger.GivesBack(environment, attempt.Action, _chosen))
            _isOperators = false;
        else if (!_isOperators && (_isCalled || trigger.FiresOn(environment, attempt.Action, HasHelped(attempt))))
            Call(attempt);
        _isCalled = false;
        if (!_isOperators)
            return Decision.AskPolicy;
        _chosen.CopyTo(attempt.Action, 0);
        return Decision.Act(StepMode.Human);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt, mayReturn);
        IEnvironment environment = attempt.Environment;
        if (_isOperators)
            return op.Act(environment, _chosen) ? Decision.AskPolicy : Finish(attempt);
        if (environment.IsSuccess || !environment.IsRecoverable)
            return Finish(attempt);
        _isCalled = trigger.Fires(environment, HasHelped(attempt));
        return Decision.AskPolicy;
    }

    private static bool HasHelped(Attempt attempt) => attempt.MistakeSteps > 0;

    private void Call(Attempt attempt)
    {
        attempt.Environment.Look();
        _isOperators = op.Act(attempt.Environment, _chosen);
        if (_isOperators && !HasHelped(attempt))
            attempt.MistakeSteps = Math.Max(1, attempt.Steps);
    }

    private static Decision Finish(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        if (!environment.IsSuccess)
            return Decision.Fail(environment, HasHelped(attempt) ? AttemptReason.RecoveryFailed : AttemptReason.NoTrigger);
        if (!HasHelped(attempt))
            return Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
        // A recovery that no observation explains teaches nothing.
        return environment.IsRevealed ? Decision.Keep() : Decision.Drop(EpisodeEnd.Success, AttemptReason.NoTrigger);
    }
}
