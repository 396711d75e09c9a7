using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>I-Gen: a policy makes its own mistake, and a source recovery, moved with its object, corrects it.</summary>
/// <remarks>
/// Per subtask the policy acts on its wrong belief until the trigger fires, the subtask is done or its time is up. Then a source
/// recovery moves with its object, X'ₜ = O' · O⁻¹ · Xₜ, is joined by an approach and replayed open loop. Then the policy again,
/// while the subtask is not done and recoveries are left. Where the source's operator went straight on with the next subtask, so
/// does the replay.
/// </remarks>
public sealed class ReplayedRecoveryProgram : AttemptProgram
{
    private readonly GenerationOptions _options;
    private readonly ITrigger _trigger;
    private readonly RecoveryChoice _choice;
    private readonly OpenLoopReplay _replay;
    private readonly DeliberateMiss _miss;
    private readonly PushGuard _push;
    private CounterRandom _selectionRandom, _reactionRandom;
    private Phase _phase;
    private PolicyTurn _turn;
    private UndoneGoal _undone;
    private int _recoveries;
    private bool _isGivenUp, _fits, _isBack;

    /// <summary>Creates the program of one lane.</summary>
    /// <param name="segments">Source segments of every subtask.</param>
    /// <param name="options">How segments are selected and replayed.</param>
    /// <param name="trigger">Ends policy execution; one instance per lane. Null for <see cref="ContactTrigger"/>, as in the paper.</param>
    /// <exception cref="UsageException">An option is outside its range.</exception>
    public ReplayedRecoveryProgram(IReadOnlyList<SourceSegment> segments, GenerationOptions options, ITrigger? trigger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Validated();
        _trigger = trigger ?? new ContactTrigger();
        _replay = new OpenLoopReplay(options, segments.Max(segment => segment.Length));
        _choice = new RecoveryChoice(segments, options, _replay);
        _miss = new DeliberateMiss(options);
        _push = new PushGuard(options.PushLimit);
    }

    // Who made the last step; before the first, the policy, which begins.
    private enum Phase
    {
        Policy,
        Miss,
        Recovery,
    }

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Intervention;

    /// <inheritdoc/>
    public override bool UsesPolicy => true;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _selectionRandom = attempt.Key.Stream(RandomPurpose.SourceSelection);
        _reactionRandom = attempt.Key.Stream(RandomPurpose.Reaction);
        _replay.Begin(attempt.Key);
        _miss.Begin(attempt.Key);
        _trigger.Begin(attempt.Environment, attempt.Key);
        _phase = Phase.Policy;
        (_isGivenUp, _fits, _isBack) = (false, true, false);
        _undone = default;
        _push.End();
        BeginSubtask(attempt, 0);
    }

    /// <inheritdoc/>
    public override bool ReviewsActions => _trigger.JudgesActions;

    /// <inheritdoc/>
    public override Decision Review(Attempt attempt)
    {
        // A firing ends the turn after the same moment, whether it shows before the policy's action or by it.
        if (!_trigger.FiresOn(attempt.Environment, attempt.Action, HasRecovered(attempt)) || _turn.TryReact())
            return Decision.AskPolicy;
        _isGivenUp = !MayRecover(fires: true);
        if (_isGivenUp)
            return Decision.AskPolicy;
        BeginRecovery(attempt);
        return _fits ? Replay(attempt) : Decision.AskPolicy;
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        if (_push.IsOver(attempt.Environment))
            return Decision.Fail(attempt.Environment, AttemptReason.Pushed);
        if (_options.ReturnToEarlierSubtasks && _undone.Follow(attempt))
            GoBack(attempt);
        else if (_phase == Phase.Miss && (!_replay.HasNext || _replay.OpensNext || _miss.Shows(attempt.Environment)))
            BeginRecovery(attempt);
        else if (_phase == Phase.Recovery && !_replay.HasNext)
            EndRecovery(attempt);
        // A recovery is replayed open loop, to its end.
        if (_replay.HasNext)
            return Replay(attempt);
        // The episode is kept only if the task succeeds at its end.
        if (!FindSubtask(attempt) || _isGivenUp)
            return Finish(attempt);
        // The policy acts closed loop until it makes its own mistake, and for a moment longer.
        bool fires = _trigger.Fires(attempt.Environment, HasRecovered(attempt)) || _isBack;
        if (_turn.TryStep(fires))
            return AskPolicy(attempt.Environment);
        // Then a source recovery is picked and moved with its object.
        if (!fires && !HasRecovered(attempt))
            return Decision.Drop(EpisodeEnd.Failure, AttemptReason.NoTrigger);
        if (!MayRecover(fires))
            return Finish(attempt);
        BeginRecovery(attempt);
        return _fits ? Replay(attempt) : Finish(attempt);
    }

    private static bool HasRecovered(Attempt attempt) => attempt.SourceEpisode >= 0;

    private static bool IsLastSubtask(Attempt attempt) => attempt.Subtask + 1 == attempt.Environment.Spec.Subtasks.Count;

    // Without a trigger, only what an earlier recovery of the subtask did not achieve is tried again.
    private bool MayRecover(bool fires) => _recoveries < _options.RecoveryLimit && (fires || _recoveries > 0);

    private Decision Replay(Attempt attempt)
    {
        if (_replay.HasGripped)
            _push.End();
        StepMode mode = _replay.Act(attempt);
        // An empty hand that goes on as if it carried something is no example.
        return Decision.Act(_phase == Phase.Miss || _undone.IsSuspected ? StepMode.Mistake : mode);
    }

    private Decision AskPolicy(IEnvironment environment)
    {
        bool isHandback = _phase == Phase.Recovery;
        _phase = Phase.Policy;
        if (isHandback)
            _trigger.HandBack(environment);
        return isHandback ? Decision.HandBack : Decision.AskPolicy;
    }

    // Goes back to what came undone, as by a drop. That is a mistake made already: it is corrected whether or not the trigger fires
    // again, at once where a replay made it, and after the policy's reaction where that did.
    private void GoBack(Attempt attempt)
    {
        int subtask = attempt.Subtask - 1;
        while (subtask > 0 && !attempt.Environment.IsSubtaskDone(subtask - 1))
            subtask--;
        _push.End();
        _replay.Clear();
        BeginSubtask(attempt, subtask);
        _isBack = true;
        if (_phase != Phase.Policy)
            _turn = new PolicyTurn(_options.PolicyHorizon, triggeredSteps: 0);
    }

    // Moves on past subtasks that are done; false where nothing is left to do, or to save.
    private bool FindSubtask(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        while (environment.IsSubtaskDone(attempt.Subtask))
        {
            if (IsLastSubtask(attempt))
                return false;
            BeginSubtask(attempt, attempt.Subtask + 1);
        }

        return environment.IsRecoverable;
    }

    private void BeginSubtask(Attempt attempt, int subtask)
    {
        attempt.Subtask = subtask;
        (_recoveries, _isBack) = (0, false);
        BeginTurn();
    }

    // A turn draws its reaction whether or not it comes to be used: how often is part of what a seed means.
    private void BeginTurn() => _turn = new PolicyTurn(
        _options.PolicyHorizon, _options.Patience + _reactionRandom.NextInt32(_options.ReactionLimit + 1));

    private void BeginRecovery(Attempt attempt)
    {
        attempt.Environment.Look();
        IEnvironment environment = attempt.Environment;
        int obj = environment.Spec.Subtasks[attempt.Subtask].ReferenceObject;
        if (_miss.Draw(environment.TruePose(obj), environment.BelievedPose(obj)) is { } missed)
        {
            _replay.Load(_choice.Draw(attempt, ref _selectionRandom), environment, missed);
            _phase = Phase.Miss;
            return;
        }

        if (_choice.LoadFitting(attempt, ref _selectionRandom) is not { } segment)
        {
            (_isGivenUp, _fits) = (true, false);
            return;
        }

        _push.Begin(environment, attempt.Subtask);
        if (_recoveries++ == 0 && attempt.MistakeSteps == 0)
            attempt.MistakeSteps = attempt.Steps;
        attempt.SourceEpisode = segment.Episode;
        _phase = Phase.Recovery;
    }

    private void EndRecovery(Attempt attempt)
    {
        _push.End();
        if (_replay.GoesOn && !IsLastSubtask(attempt) && attempt.Environment.IsSubtaskDone(attempt.Subtask))
        {
            BeginSubtask(attempt, attempt.Subtask + 1);
            BeginRecovery(attempt);
        }
        else
        {
            BeginTurn();
        }
    }

    private Decision Finish(Attempt attempt)
    {
        if (!_fits)
            return Decision.Fail(attempt.Environment, AttemptReason.NoRecoveryFits);
        if (!attempt.Environment.IsSuccess)
            return Decision.Fail(attempt.Environment, AttemptReason.RecoveryFailed);
        if (!HasRecovered(attempt))
            return Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
        // A trigger that reveals nothing leaves a recovery that no observation explains. Contact always reveals.
        return attempt.Environment.IsRevealed
            ? Decision.Keep()
            : Decision.Drop(EpisodeEnd.Success, AttemptReason.NoTrigger);
    }
}
