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
public sealed class TeleopProgram(ITeleoperator person, EpisodeKind kind, bool withPolicy) : AttemptProgram
{
    private const int SteadySteps = 10;

    private SubtaskProgress _progress;
    private TeleopTurn _last;
    private bool _humanActed;
    private int _successSteps;

    /// <inheritdoc/>
    public override EpisodeKind Kind => kind;

    /// <inheritdoc/>
    public override bool UsesPolicy => withPolicy;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _progress = default;
        _last = TeleopTurn.Policy;
        _humanActed = false;
        _successSteps = 0;
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt);
        _successSteps = attempt.Environment.IsSuccess ? _successSteps + 1 : 0;
        if (_successSteps >= SteadySteps)
            return Finish(attempt);
        TeleopTurn last = _last;
        _last = person.Next(attempt);
        if (_last == TeleopTurn.Human && !_humanActed)
            TakeOver(attempt);
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
