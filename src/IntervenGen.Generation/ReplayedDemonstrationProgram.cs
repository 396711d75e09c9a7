using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>MimicGen: generates a demonstration without a policy, from one moved source segment per subtask.</summary>
public sealed class ReplayedDemonstrationProgram : AttemptProgram
{
    private readonly RecoveryChoice _choice;
    private readonly OpenLoopReplay _replay;
    private CounterRandom _random;
    private int _nextSubtask;

    /// <summary>Creates the program of one lane.</summary>
    /// <param name="segments">Source segments of every subtask.</param>
    /// <param name="options">How segments are selected and replayed.</param>
    /// <exception cref="UsageException">An option is outside its range.</exception>
    public ReplayedDemonstrationProgram(IReadOnlyList<SourceSegment> segments, GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _replay = new OpenLoopReplay(options.Validated(), segments.Max(segment => segment.Length));
        _choice = new RecoveryChoice(segments, options, _replay);
    }

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Demonstration;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        _random = attempt.Key.Stream(RandomPurpose.SourceSelection);
        _replay.Begin(attempt.Key);
        _nextSubtask = 0;
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        // Each subtask is gone through once; the predicate at the end decides.
        if (!_replay.HasNext)
        {
            if (_nextSubtask == attempt.Environment.Spec.Subtasks.Count)
                return Finish(attempt.Environment);
            if (!TryBeginSubtask(attempt))
                return Decision.Drop(EpisodeEnd.Failure, AttemptReason.NoRecoveryFits);
        }

        return Decision.Act(_replay.Act(attempt));
    }

    private bool TryBeginSubtask(Attempt attempt)
    {
        attempt.Subtask = _nextSubtask++;
        if (_choice.LoadFitting(attempt, ref _random) is not { } segment)
            return false;
        attempt.SourceEpisode = segment.Episode;
        return true;
    }

    private static Decision Finish(IEnvironment environment) => environment.IsSuccess
        ? Decision.Keep()
        : Decision.Fail(environment, AttemptReason.DemonstrationFailed);
}
