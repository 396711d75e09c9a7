using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>What a person wants of the next control step.</summary>
public enum LiveWish
{
    /// <summary>The policy is to act.</summary>
    Policy = 0,

    /// <summary>The person acts: a demonstration, or the correction of a mistake.</summary>
    Human = 1,

    /// <summary>The person acts and makes a mistake on purpose.</summary>
    Mistake = 2,

    /// <summary>The episode is over and good, if the task's predicate agrees.</summary>
    Finish = 3,

    /// <summary>The episode is to be thrown away.</summary>
    Discard = 4,

    /// <summary>Nobody is there any more: stop, and keep what was recorded to be looked at.</summary>
    Abort = 5,
}

/// <summary>A person who drives in real time.</summary>
public interface ILiveOperator
{
    /// <summary>Shows the person the present state, waits until the next control step is due, and asks what to do.</summary>
    /// <param name="attempt">The attempt; the action is to be written where the person drives.</param>
    /// <remarks>Blocks for as long as nobody may act: before the start, and in a hold.</remarks>
    LiveWish Next(Attempt attempt);
}

/// <summary>A policy and a person take turns in real time, as often as the person likes: remote human-gated interventions.</summary>
/// <remarks>
/// Without a policy it is a demonstration, or, in offline mode, a mistake on purpose and its recovery. An episode in which
/// the person drove is kept once the task's predicate has held for ten steps, robosuite's rule, or when the person says so.
/// </remarks>
public sealed class LiveProgram(ILiveOperator person, EpisodeKind kind, bool withPolicy) : AttemptProgram
{
    private const int SteadySteps = 10;

    private SubtaskProgress _progress;
    private LiveWish _last;
    private bool _humanActed;
    private bool _handback;
    private int _successSteps;

    /// <inheritdoc/>
    public override EpisodeKind Kind => kind;

    /// <inheritdoc/>
    public override bool UsesPolicy => withPolicy;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _progress = default;
        _last = LiveWish.Policy;
        _humanActed = false;
        _handback = false;
        _successSteps = 0;
    }

    /// <inheritdoc/>
    public override bool TakeHandback()
    {
        bool handback = _handback;
        _handback = false;
        return handback;
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        _progress.Follow(attempt);
        _successSteps = attempt.Environment.IsSuccess ? _successSteps + 1 : 0;
        if (_successSteps >= SteadySteps)
            return Finish(attempt);
        LiveWish wish = person.Next(attempt);
        bool tookOver = wish == LiveWish.Human && !_humanActed;
        _handback = wish == LiveWish.Policy && _last != LiveWish.Policy;
        _last = wish;
        if (tookOver)
        {
            _humanActed = true;
            attempt.MistakeSteps = kind == EpisodeKind.Demonstration ? 0 : attempt.Steps;
        }

        return wish switch
        {
            LiveWish.Policy => Decision.AskPolicy,
            LiveWish.Human => Decision.Act(StepMode.Human),
            LiveWish.Mistake => Decision.Act(StepMode.Mistake),
            LiveWish.Finish => Finish(attempt),
            LiveWish.Discard => Decision.Drop(EpisodeEnd.Failure, AttemptReason.Discarded),
            _ => Decision.Drop(EpisodeEnd.Aborted, AttemptReason.Discarded),
        };
    }

    private Decision Finish(Attempt attempt)
    {
        if (!attempt.Environment.IsSuccess)
            return Decision.Drop(EpisodeEnd.Failure, _humanActed ? AttemptReason.RecoveryFailed : AttemptReason.NoTrigger);
        return _humanActed ? Decision.Keep() : Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
    }
}
