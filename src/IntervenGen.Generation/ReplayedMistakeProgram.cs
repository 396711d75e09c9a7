using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>I-Gen without a policy: replays a source's mistake open loop too, under the source's own wrong belief.</summary>
/// <remarks>
/// The paper's ablation "I-Gen − Policy", and its offline mode, in which the operator makes the mistake on purpose. The scenes
/// are new, the belief errors are the sources'. Everything moves with the reference object's true pose, beliefs included, so
/// that the mistake meets the object as it did in the source.
/// </remarks>
public sealed class ReplayedMistakeProgram : AttemptProgram
{
    private readonly IReadOnlyList<SourceIntervention> _sources;
    private readonly OpenLoopReplay _replay;
    private SourceIntervention _source;
    private int _part;

    /// <summary>Creates the program of one lane.</summary>
    /// <param name="sources">Whole source interventions.</param>
    /// <param name="options">How interventions are selected and replayed.</param>
    /// <exception cref="UsageException">An option is outside its range.</exception>
    public ReplayedMistakeProgram(IReadOnlyList<SourceIntervention> sources, GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _sources = sources;
        _source = sources[0];
        _replay = new OpenLoopReplay(options.Validated(), sources.Max(source => source.LongestPart));
    }

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Intervention;

    private bool IsMistake => SourceIntervention.IsMistake(_source.Parts[_part].Mode);

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        CounterRandom random = attempt.Key.Stream(RandomPurpose.SourceSelection);
        _replay.Begin(attempt.Key);
        _source = _sources[random.NextInt32(_sources.Count)];
        _part = -1;
        attempt.SourceEpisode = _source.Episode;
        BelieveLikeSource(attempt.Environment);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        while (!_replay.HasNext)
        {
            if (!attempt.Environment.IsRecoverable || ++_part == _source.Parts.Count)
                return Finish(attempt.Environment);
            BeginPart(attempt);
        }

        StepMode mode = _replay.Act(attempt);
        return Decision.Act(IsMistake ? StepMode.Mistake : mode);
    }

    // The source's wrong beliefs, moved with the reference object as its motion is.
    private void BelieveLikeSource(IEnvironment environment)
    {
        SourceSegment first = _source.Parts[0].Segment;
        Pose reference = environment.TruePose(environment.Spec.Subtasks[first.Subtask].ReferenceObject);
        Pose newFromOld = reference * first.WorldFromObjectAtStart.Inverse();
        for (int obj = 0; obj < _source.WorldFromBelief.Count; obj++)
            environment.Believe(obj, (newFromOld * _source.WorldFromBelief[obj]).Normalized);
    }

    private void BeginPart(Attempt attempt)
    {
        SourceSegment segment = _source.Parts[_part].Segment;
        attempt.Subtask = segment.Subtask;
        if (!IsMistake && attempt.MistakeSteps == 0)
            attempt.MistakeSteps = attempt.Steps;
        _replay.Load(segment, attempt.Environment);
    }

    private Decision Finish(IEnvironment environment)
    {
        if (!environment.IsRevealed)
            return Decision.Drop(EpisodeEnd.Failure, AttemptReason.NoTrigger);
        if (environment.IsSuccess)
            return _part == _source.Parts.Count ? Decision.Keep() : Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
        return Decision.Fail(environment, AttemptReason.RecoveryFailed);
    }
}
