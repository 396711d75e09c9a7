using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>One worker's loop over its lanes until the run is over: decide, infer for the lanes that need the policy, step.</summary>
/// <remarks>
/// A lane's whole control step stays together, and no lane waits for another worker's: episodes differ in length. Where
/// inference is shared, one group of lanes is stepped while another's actions are computed. Nothing allocates per step.
/// </remarks>
internal sealed class WorkerLoop : IDisposable
{
    private readonly Attempt[] _attempts;
    private readonly AttemptProgram[] _programs;
    private readonly Decision[] _decisions;
    private readonly int[] _asking;
    private readonly bool[] _submitted;
    private readonly LaneInference _inference;
    private readonly EpisodeKey _run;
    private readonly AttemptSpan _span;
    private readonly OrderedCommitter _committer;
    private WorkerClock _clock;

    public WorkerLoop(
        IReadOnlyList<IEnvironment> lanes, LaneInference inference, Func<AttemptProgram> createProgram,
        EpisodeKey run, RunLimits limits, OrderedCommitter committer)
    {
        _attempts = [.. lanes.Select(lane => new Attempt(lane, limits.Horizon))];
        _programs = [.. lanes.Select(_ => createProgram())];
        _decisions = new Decision[lanes.Count];
        _asking = new int[lanes.Count];
        _inference = inference;
        _submitted = new bool[inference.Halves];
        _run = run;
        _span = limits.Span;
        _committer = committer;
    }

    public void Dispose() => _inference.Dispose();

    public void Run(CancellationToken cancellation)
    {
        var idle = default(SpinWait);
        while (!cancellation.IsCancellationRequested && !_committer.IsDone)
        {
            bool active = false;
            _clock.Begin();
            for (int half = 0; half < _submitted.Length; half++)
            {
                StepLanes(half);
                active |= DecideLanes(half, cancellation);
            }

            // All of this worker's lanes wait for an earlier attempt on another worker.
            if (!active)
            {
                idle.SpinOnce();
                _clock.Split(WorkerClock.Queue);
            }

            _clock.Flush();
        }
    }

    private bool DecideLanes(int half, CancellationToken cancellation)
    {
        (int first, int end) = _inference.Lanes(half);
        bool active = false;
        int asking = 0;
        for (int lane = first; lane < end; lane++)
        {
            if (!Decide(lane, cancellation))
                continue;
            active = true;
            if (!_decisions[lane].UsesPolicy)
                continue;
            if (_decisions[lane].IsHandback)
                _inference.Begin(lane, _attempts[lane].Key);
            _attempts[lane].Environment.Observe(_inference.Observation(lane));
            _asking[asking++] = lane;
        }

        _submitted[half] = asking > 0;
        _clock.Split(WorkerClock.Program);
        if (asking > 0)
            _inference.Submit(half, _asking.AsSpan(0, asking));
        _clock.Split(WorkerClock.Policy);
        return active;
    }

    private void StepLanes(int half)
    {
        if (_submitted[half])
            _inference.Await(half);
        _clock.Split(WorkerClock.Policy);
        _submitted[half] = false;
        (int first, int end) = _inference.Lanes(half);
        for (int lane = first; lane < end; lane++)
        {
            if (!_attempts[lane].IsActive)
                continue;
            if (_decisions[lane].UsesPolicy)
            {
                _inference.Action(lane).CopyTo(_attempts[lane].Action);
                if (_programs[lane].ReviewsActions)
                    _decisions[lane] = _programs[lane].Review(_attempts[lane]);
            }

            _attempts[lane].Step(_decisions[lane].Mode);
        }

        _clock.Split(WorkerClock.Physics);
    }

    // Finishes and starts attempts until this lane has a step to make; false where none is to be had now.
    private bool Decide(int lane, CancellationToken cancellation)
    {
        Attempt attempt = _attempts[lane];
        while (true)
        {
            if (!attempt.IsActive)
            {
                // A program that ends its attempt because the run is stopped would otherwise begin and end the next for ever.
                if (cancellation.IsCancellationRequested || !_committer.TryTake(out long index, out EpisodeBuffer? record))
                    return false;
                attempt.Begin(_span.KeyOf(_run, index), record);
                _programs[lane].Begin(attempt);
                if (_programs[lane].UsesPolicy)
                    _inference.Begin(lane, attempt.Key);
            }

            _decisions[lane] = _programs[lane].Next(attempt);
            if (!_decisions[lane].IsFinished)
                return true;
            // Stopped before anything happened in it, the attempt was not made: whoever goes on later begins with it.
            if (attempt.Steps == 0 && _decisions[lane].End == EpisodeEnd.Aborted && cancellation.IsCancellationRequested)
                return false;
            var summary = new EpisodeSummary
            {
                Attempt = _span.IndexOf(attempt.Key),
                Kind = _programs[lane].Kind,
                End = _decisions[lane].End,
                Reason = _decisions[lane].Reason,
                Steps = attempt.Steps,
                MistakeSteps = attempt.MistakeSteps,
                SourceEpisode = attempt.SourceEpisode,
                Subtask = attempt.Subtask,
            };
            _committer.Commit(summary, attempt.End());
        }
    }
}
