using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>
/// A policy and a person take turns in real time, as often as the person likes: human-gated interventions by teleoperation.
/// </summary>
/// <remarks>
/// Without a policy it is a demonstration, or, in offline mode, a mistake on purpose and its recovery. An episode in which
/// the person drove is kept once the task's predicate has held for ten steps, robosuite's rule, or when the person ends it in success.
/// </remarks>
/// <param name="person">The person driving.</param>
/// <param name="kind">The kind of episode recorded; it determines the reason given for a failure.</param>
/// <param name="withPolicy">Whether there is a policy to take turns with.</param>
/// <param name="trigger">
/// Makes the robot stop and ask the person for help, and say when it could go on: nobody is robbed of the controls. Null for a person
/// who watches alone.
/// </param>
/// <param name="mayReturn">Whether steps after a drop are labelled with the earlier subtask that came undone.</param>
public sealed class TeleopProgram(
    ITeleoperator person, EpisodeKind kind, bool withPolicy, ITrigger? trigger = null, bool mayReturn = false) : AttemptProgram
{
    private const int SteadySteps = 10;

    // A robot that was told to go on asks again after a second at the earliest.
    private const int DismissedSteps = 20;

    private SubtaskProgress _progress;
    private TeleopTurn _last;
    private bool _humanActed;
    private int _successSteps, _dismissedLeft;
    private float[] _chosen = [];
    private bool _hasAsked;

    /// <inheritdoc/>
    public override EpisodeKind Kind => kind;

    /// <inheritdoc/>
    public override bool UsesPolicy => withPolicy;

    /// <inheritdoc/>
    public override bool ReviewsActions => trigger is not null;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _progress = default;
        _last = TeleopTurn.Policy;
        _humanActed = false;
        _successSteps = 0;
        _dismissedLeft = 0;
        _hasAsked = false;
        if (trigger is null)
            return;
        if (_chosen.Length != attempt.Action.Length)
            _chosen = new float[attempt.Action.Length];
        trigger.Begin(attempt.Environment, attempt.Key);
    }

    /// <inheritdoc/>
    public override Decision Review(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (_last == TeleopTurn.Human)
        {
            person.OfferBack(trigger!.GivesBack(attempt.Environment, attempt.Action, _chosen));
            _chosen.CopyTo(attempt.Action, 0);
            return Decision.Act(StepMode.Human);
        }

        bool fires = trigger!.FiresOn(attempt.Environment, attempt.Action, _humanActed);
        if (_dismissedLeft > 0)
            _dismissedLeft--;
        else if (fires)
            Ask(attempt);
        return Decision.AskPolicy;
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt, mayReturn);
        _successSteps = attempt.Environment.IsSuccess ? _successSteps + 1 : 0;
        if (_successSteps >= SteadySteps)
            return Finish(attempt);
        TeleopTurn last = _last;
        _last = person.Next(attempt);
        if (_last == TeleopTurn.Human && !_humanActed)
            TakeOver(attempt);
        if (trigger is not null && _last is TeleopTurn.Policy or TeleopTurn.Human)
            return TakeTurns(attempt, last);
        return _last switch
        {
            TeleopTurn.Policy => last == TeleopTurn.Policy ? Decision.AskPolicy : Decision.HandBack,
            TeleopTurn.Human => Decision.Act(StepMode.Human),
            TeleopTurn.Mistake => Decision.Act(StepMode.Mistake),
            TeleopTurn.Finish => Finish(attempt),
            TeleopTurn.Discard => Decision.Drop(EpisodeEnd.Failure, AttemptReason.Discarded),
            _ => Decision.Drop(EpisodeEnd.Aborted, AttemptReason.Discarded),
        };
    }

    // The policy is asked whoever drives: what it would do decides whether it could go on.
    private Decision TakeTurns(Attempt attempt, TeleopTurn last)
    {
        if (_last == TeleopTurn.Human)
        {
            attempt.Action.CopyTo(_chosen, 0);
            return Decision.AskPolicy;
        }

        bool goesOn = _hasAsked && last == TeleopTurn.Policy;
        _hasAsked = false;
        if (goesOn)
            _dismissedLeft = DismissedSteps;
        if (goesOn || last != TeleopTurn.Policy)
            trigger!.HandBack(attempt.Environment);
        return last == TeleopTurn.Policy ? Decision.AskPolicy : Decision.HandBack;
    }

    private void Ask(Attempt attempt)
    {
        _hasAsked = true;
        attempt.Environment.Look();
        // It stands still with what it holds.
        attempt.Action.AsSpan(0, attempt.Action.Length - 1).Clear();
        person.AskForHelp();
    }

    private AttemptReason WhyFailed =>
        kind == EpisodeKind.Demonstration ? AttemptReason.DemonstrationFailed
        : _humanActed ? AttemptReason.RecoveryFailed
        : AttemptReason.NoTrigger;

    private void TakeOver(Attempt attempt)
    {
        _humanActed = true;
        attempt.MistakeSteps = kind == EpisodeKind.Demonstration ? 0 : attempt.Steps;
    }

    private Decision Finish(Attempt attempt)
    {
        if (!attempt.Environment.IsSuccess)
            return Decision.Drop(EpisodeEnd.Failure, WhyFailed);
        return _humanActed ? Decision.Keep() : Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
    }
}
