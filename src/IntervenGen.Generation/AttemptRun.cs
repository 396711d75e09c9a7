using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Runs attempts on every lane of a batch until enough succeed: the one loop behind collecting, generating and evaluating.</summary>
public static class AttemptRun
{
    /// <summary>Runs to its limits, or until cancelled; what is in the sink then is kept.</summary>
    /// <param name="batch">Lanes on workers.</param>
    /// <param name="policy">Asked by programs that use one; null otherwise.</param>
    /// <param name="createProgram">Makes the program of one lane.</param>
    /// <param name="keys">
    /// Seed, split and corruption of the attempts, and the number of the first one: 0 for a whole run, more for a later
    /// part of one that is split over machines. In the sink attempts count from 0 all the same.
    /// </param>
    /// <param name="limits">When to stop.</param>
    /// <param name="sink">Where results go, in attempt order; a partly filled one is continued.</param>
    /// <param name="progress">Called after every attempt, under the run's lock.</param>
    /// <param name="cancellation">Stops at the next control step; unfinished attempts are made again on resumption.</param>
    /// <returns>What was done in this call. The result does not depend on the number of workers or lanes.</returns>
    public static RunReport Run(
        IBatchEnvironment batch,
        IBatchPolicy? policy,
        Func<AttemptProgram> createProgram,
        EpisodeKey keys,
        RunLimits limits,
        IEpisodeSink sink,
        Action<RunReport>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var layout = new EpisodeLayout(batch.Spec);
        var committer = new OrderedCommitter(
            sink, limits, (4 * batch.LaneCount) + 32, () => new EpisodeBuffer(layout, batch.Spec.Horizon), progress);
        using var failed = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, failed.Token);
        batch.Dispatch((_, lanes) =>
        {
            try
            {
                using var loop = new WorkerLoop(lanes, policy, createProgram, keys, committer);
                loop.Run(stop.Token);
            }
            catch
            {
                failed.Cancel();
                throw;
            }
        });
        return committer.Report;
    }

    private sealed class WorkerLoop : IDisposable
    {
        private readonly Attempt[] _attempts;
        private readonly AttemptProgram[] _programs;
        private readonly Decision[] _decisions;
        private readonly int[] _rows;
        private readonly IPolicySession? _session;
        private readonly EpisodeKey _keys;
        private readonly OrderedCommitter _committer;

        public WorkerLoop(
            IReadOnlyList<IEnvironment> lanes, IBatchPolicy? policy, Func<AttemptProgram> createProgram,
            EpisodeKey keys, OrderedCommitter committer)
        {
            _attempts = [.. lanes.Select(lane => new Attempt(lane))];
            _programs = [.. lanes.Select(_ => createProgram())];
            _decisions = new Decision[lanes.Count];
            _rows = new int[lanes.Count];
            _keys = keys;
            _committer = committer;
            if (_programs.Any(program => program.UsesPolicy))
                _session = (policy ?? throw new ArgumentNullException(nameof(policy))).CreateSession(lanes.Count);
        }

        public void Dispose() => _session?.Dispose();

        public void Run(CancellationToken cancellation)
        {
            var idle = default(SpinWait);
            while (!cancellation.IsCancellationRequested)
            {
                int rows = 0, active = 0;
                for (int lane = 0; lane < _attempts.Length; lane++)
                {
                    if (!Decide(lane))
                        continue;
                    active++;
                    if (_decisions[lane].UsesPolicy)
                    {
                        if (_programs[lane].TakeHandback())
                            _session!.Begin(lane, _attempts[lane].Key);
                        _attempts[lane].Environment.Observe(_session!.Observation(lane));
                        _rows[rows++] = lane;
                    }
                }

                if (active == 0)
                {
                    if (_committer.IsDone)
                        return;
                    idle.SpinOnce();
                    continue;
                }

                if (rows > 0)
                    _session!.Infer(_rows.AsSpan(0, rows));
                for (int lane = 0; lane < _attempts.Length; lane++)
                {
                    if (!_attempts[lane].IsActive)
                        continue;
                    if (_decisions[lane].UsesPolicy)
                        _session!.Action(lane).CopyTo(_attempts[lane].Action);
                    _attempts[lane].Step(_decisions[lane].Mode);
                }
            }
        }

        // Finishes and starts attempts until this lane has a step to make; false where none is to be had now.
        private bool Decide(int lane)
        {
            Attempt attempt = _attempts[lane];
            while (true)
            {
                if (!attempt.IsActive)
                {
                    if (!_committer.TryTake(out long index, out EpisodeBuffer record))
                        return false;
                    EpisodeKey key = _keys with { Attempt = _keys.Attempt + index };
                    attempt.Begin(key, record);
                    _programs[lane].Begin(attempt);
                    _session?.Begin(lane, key);
                }

                _decisions[lane] = _programs[lane].Next(attempt);
                if (!_decisions[lane].IsFinished)
                    return true;
                var summary = new EpisodeSummary
                {
                    Attempt = attempt.Key.Attempt - _keys.Attempt,
                    Kind = _programs[lane].Kind,
                    End = _decisions[lane].End,
                    Reason = _decisions[lane].Reason,
                    Steps = attempt.Steps,
                    MistakeSteps = attempt.MistakeSteps,
                    SourceEpisode = attempt.SourceEpisode,
                };
                _committer.Commit(summary, attempt.End()!);
            }
        }
    }
}
