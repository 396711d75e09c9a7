using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation;

/// <summary>I-Gen without a policy: a source's mistake is replayed open loop too, with the source's own wrong belief.</summary>
/// <remarks>
/// The paper's ablation "I-Gen − Policy", and its offline mode, in which the operator makes the mistake on purpose. New are
/// the scenes; the errors are the sources'. Everything moves with the reference object's true pose, beliefs included, so
/// that the mistake meets the object as it did in the source.
/// </remarks>
public sealed class ReplayedMistakeProgram : AttemptProgram
{
    private readonly IReadOnlyList<SourceIntervention> _sources;
    private readonly GenerationOptions _options;
    private readonly WaypointPath _path;
    private CounterRandom _noise;
    private SourceIntervention _source;
    private int _part;

    /// <summary>Makes the program of one lane.</summary>
    /// <param name="sources">Whole source interventions.</param>
    /// <param name="options">How to replay.</param>
    public ReplayedMistakeProgram(IReadOnlyList<SourceIntervention> sources, GenerationOptions options)
    {
        _sources = sources;
        _source = sources[0];
        _options = options.Validated();
        _path = new WaypointPath(sources.Max(source => source.LongestPart));
    }

    /// <inheritdoc/>
    public override EpisodeKind Kind => EpisodeKind.Intervention;

    /// <inheritdoc/>
    public override void Begin(Attempt attempt)
    {
        CounterRandom random = attempt.Key.Stream(RandomPurpose.SourceSelection);
        _noise = attempt.Key.Stream(RandomPurpose.ActionNoise);
        _source = _sources[random.NextInt32(_sources.Count)];
        _part = -1;
        _path.Clear();
        attempt.SourceEpisode = _source.Episode;

        SourceSegment first = _source.Parts[0].Segment;
        IEnvironment environment = attempt.Environment;
        Pose reference = environment.TruePose(environment.Spec.Subtasks[first.Subtask].ReferenceObject);
        Pose newFromOld = reference * first.WorldFromObjectAtStart.Inverse();
        for (int obj = 0; obj < _source.WorldFromBelief.Count; obj++)
            environment.Believe(obj, (newFromOld * _source.WorldFromBelief[obj]).Normalized);
    }

    /// <inheritdoc/>
    protected override Decision Decide(Attempt attempt)
    {
        IEnvironment environment = attempt.Environment;
        while (!_path.HasNext)
        {
            if (!environment.IsRecoverable || ++_part == _source.Parts.Count)
                return Finish(environment);
            (StepMode mode, SourceSegment segment) = _source.Parts[_part];
            attempt.Subtask = segment.Subtask;
            if (!SourceIntervention.IsMistake(mode) && attempt.MistakeSteps == 0)
                attempt.MistakeSteps = attempt.Steps;
            _path.Load(segment, environment, _options);
        }

        bool interpolating = _path.IsInterpolating;
        (Pose target, float gripper) = _path.Take();
        environment.ActionToward(target, gripper, attempt.Action);
        if (!interpolating)
            _options.AddNoise(attempt.Action, ref _noise);
        return Decision.Act(SourceIntervention.IsMistake(_source.Parts[_part].Mode) ? StepMode.Mistake
            : interpolating ? StepMode.Interpolation : StepMode.Replay);
    }

    private Decision Finish(IEnvironment environment)
    {
        if (!environment.IsRevealed)
            return Decision.Drop(EpisodeEnd.Failure, AttemptReason.NoTrigger);
        if (environment.IsSuccess)
            return _part == _source.Parts.Count ? Decision.Keep() : Decision.Drop(EpisodeEnd.Success, AttemptReason.NoMistake);
        return Decision.Drop(
            EpisodeEnd.Failure, environment.IsRecoverable ? AttemptReason.RecoveryFailed : AttemptReason.ObjectLost);
    }
}
