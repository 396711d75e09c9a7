using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>Moves source segments to new scenes: MimicGen demonstrations without a policy, I-Gen interventions with one.</summary>
/// <remarks>
/// Per subtask: (a) the policy acts on the corrupted belief until a trigger fires, the subtask is done, or its time is up;
/// (b) a source recovery moves with its object, X'ₜ = O' · O⁻¹ · Xₜ, is joined by a straight way and replayed open loop;
/// back to (a) while the subtask is not done and recoveries are left. Where the source's operator went straight on with
/// the next subtask, so does the replay. Without a policy only (b) happens, once per subtask.
/// </remarks>
public sealed class ReplayProgram : AttemptProgram
{
    private readonly SourceSelection _selection;
    private readonly GenerationOptions _options;
    private readonly bool _withPolicy;
    private readonly WaypointPath _path;
    private CounterRandom _selectionRandom, _noise, _reaction;
    private int _policySteps, _recoveries, _reactionLeft;
    private bool _replaying, _handback;

    /// <summary>Makes the program of one lane.</summary>
    /// <param name="segments">Source segments of every subtask.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="withPolicy">True: interventions, after genuine mistakes. False: full demonstrations.</param>
    public ReplayProgram(IReadOnlyList<SourceSegment> segments, GenerationOptions options, bool withPolicy)
    {
        _options = options.Validated();
        _selection = new SourceSelection(segments, options.Selection);
        _withPolicy = withPolicy;
        _path = new WaypointPath(segments.Max(segment => segment.Length));
    }

    /// <inheritdoc/>
    public override EpisodeKind Kind => _withPolicy ? EpisodeKind.Intervention : EpisodeKind.Demonstration;

    /// <inheritdoc/>
    public override bool UsesPolicy => _withPolicy;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _selectionRandom = attempt.Key.Stream(RandomPurpose.SourceSelection);
        _noise = attempt.Key.Stream(RandomPurpose.ActionNoise);
        _reaction = attempt.Key.Stream(RandomPurpose.Reaction);
        _path.Clear();
        StartSubtask();
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
        IEnvironment environment = attempt.Environment;
        while (true)
        {
            if (_replaying && _path.HasNext)
                return Replay(attempt);
            if (_replaying && !_withPolicy)
            {
                // A demonstration goes through its subtasks once; the predicate at the end decides.
                if (attempt.Subtask + 1 == environment.Spec.Subtasks.Count)
                    return Finish(attempt);
                NextSubtask(attempt);
            }
            else if (_replaying)
            {
                if (_path.GoesOn && attempt.Subtask + 1 < environment.Spec.Subtasks.Count && environment.IsSubtaskDone(attempt.Subtask))
                {
                    NextSubtask(attempt);
                    StartRecovery(attempt);
                    continue;
                }

                _replaying = false;
                StartPolicy();
                _handback = true;
            }

            if (_withPolicy)
            {
                if (environment.IsSubtaskDone(attempt.Subtask))
                {
                    if (attempt.Subtask + 1 == environment.Spec.Subtasks.Count)
                        return Finish(attempt);
                    NextSubtask(attempt);
                    continue;
                }

                if (!environment.IsRecoverable)
                    return Finish(attempt);
                if (HasComeUndone(attempt))
                {
                    attempt.Subtask--;
                    StartSubtask();
                    continue;
                }

                // The first trigger is remembered until it is answered; any later one counts while it lasts.
                bool triggered = environment.TriggerContact || (environment.IsRevealed && attempt.SourceEpisode < 0);
                if ((!triggered || _reactionLeft > 0) && _policySteps < _options.PolicyHorizon)
                {
                    _reactionLeft -= triggered ? 1 : 0;
                    _policySteps++;
                    return Decision.AskPolicy;
                }

                if (!triggered && attempt.SourceEpisode < 0)
                    return Decision.Drop(EpisodeEnd.Failure, AttemptReason.NoTrigger);
                if ((!triggered && _recoveries == 0) || _recoveries == _options.RecoveryLimit)
                    return Finish(attempt);
            }

            StartRecovery(attempt);
        }
    }

    private void StartRecovery(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        SubtaskSpec subtask = environment.Spec.Subtasks[attempt.Subtask];
        Pose reference = environment.TruePose(subtask.ReferenceObject), eef = environment.WorldFromEef;
        SourceSegment segment = _selection.Pick(
            attempt.Subtask, reference, eef, ref _selectionRandom, WaypointPath.HeldIn(environment, subtask));
        _path.Load(segment, environment, _options);
        if (_recoveries++ == 0 && _withPolicy && attempt.MistakeSteps == 0)
            attempt.MistakeSteps = attempt.Steps;
        attempt.SourceEpisode = _path.SourceEpisode;
        _replaying = true;
    }

    private Decision Replay(Attempt attempt)
    {
        StepMode mode = _path.IsInterpolating ? StepMode.Interpolation : StepMode.Replay;
        (Pose target, float gripper) = _path.Take();
        attempt.Environment.ActionToward(target, gripper, attempt.Action);
        if (mode == StepMode.Replay)
            _options.AddNoise(attempt.Action, ref _noise);

        return Decision.Act(mode);
    }

    private Decision Finish(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        if (environment.IsSuccess)
        {
            return _withPolicy && attempt.SourceEpisode < 0
                ? Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake)
                : Decision.Keep();
        }

        AttemptReason reason = !environment.IsRecoverable ? AttemptReason.ObjectLost
            : _withPolicy ? AttemptReason.RecoveryFailed : AttemptReason.DemonstrationFailed;
        return Decision.Drop(EpisodeEnd.Failure, reason);
    }

    private bool HasComeUndone(Attempt attempt) =>
        _options.ReturnToEarlierSubtasks && attempt.Subtask > 0 && !attempt.Environment.IsSubtaskDone(attempt.Subtask - 1);

    private void NextSubtask(Attempt attempt)
    {
        attempt.Subtask++;
        StartSubtask();
    }

    private void StartPolicy()
    {
        _policySteps = 0;
        _reactionLeft = _withPolicy ? _options.Patience + _reaction.NextInt32(_options.ReactionLimit + 1) : 0;
    }

    private void StartSubtask()
    {
        StartPolicy();
        _recoveries = 0;
        _replaying = false;
    }
}
