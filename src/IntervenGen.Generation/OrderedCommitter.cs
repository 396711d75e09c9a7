using IntervenGen.Core;
using Microsoft.Extensions.ObjectPool;

namespace IntervenGen.Generation;

/// <summary>Hands out attempts and puts their results into the sink in attempt order, whichever lane finishes first.</summary>
/// <remarks>
/// Successes are the first N in attempt order, so the result does not depend on workers or lanes. An attempt may run at
/// most <c>window</c> ahead of the oldest unfinished one; what runs past the last kept success is thrown away.
/// One lock, taken twice per attempt and never per step: an attempt is a hundred milliseconds of physics, the lock a
/// microsecond. Allocates nothing after construction.
/// </remarks>
internal sealed class OrderedCommitter
{
    // Not a Lock: the first thread that has to wait for one allocates what it waits on.
    private readonly object _lock = new();
    private readonly IEpisodeSink _sink;
    private readonly RunLimits _limits;
    private readonly Action<RunReport>? _progress;
    private readonly Finished[] _waiting;
    private readonly ObjectPool<EpisodeBuffer>? _pool;
    private readonly RunReport _report = new();
    private long _nextToStart;
    private volatile bool _done;

    /// <summary>Continues from the sink's present content.</summary>
    /// <param name="sink">Receives the results in attempt order.</param>
    /// <param name="limits">Which attempts to make, and when to stop.</param>
    /// <param name="window">How many attempts may run ahead of the oldest unfinished one.</param>
    /// <param name="make">Creates a buffer for an attempt's steps; returns null if steps are not kept.</param>
    /// <param name="progress">Called after every attempt, while the lock is held.</param>
    public OrderedCommitter(
        IEpisodeSink sink, RunLimits limits, int window, Func<EpisodeBuffer>? make, Action<RunReport>? progress)
    {
        _sink = sink;
        _limits = limits;
        _progress = progress;
        _waiting = new Finished[window];
        _pool = make is null ? null : BufferPool.Create(make, window);
        _nextToStart = sink.NextAttempt;
        UpdateDone();
    }

    public RunReport Report => _report;

    /// <summary>Whether everything that was asked for is in the sink; attempts still running are then discarded.</summary>
    public bool IsDone => _done;

    /// <summary>Takes the next attempt, if one may start now.</summary>
    public bool TryTake(out long attempt, out EpisodeBuffer? record)
    {
        lock (_lock)
        {
            attempt = _nextToStart;
            record = null;
            if (_done || attempt >= _limits.Attempts || attempt - _sink.NextAttempt >= _waiting.Length)
                return false;
            _nextToStart++;
            record = _pool?.Get();
            return true;
        }
    }

    /// <summary>Commits a finished attempt.</summary>
    /// <exception cref="ArgumentException">The attempt was never taken, or is in the sink already, so that its turn would never
    /// come.</exception>
    public void Commit(in EpisodeSummary summary, EpisodeBuffer? record)
    {
        lock (_lock)
        {
            if (summary.Attempt < _sink.NextAttempt || summary.Attempt >= _nextToStart)
            {
                throw new ArgumentException(
                    $"attempt {summary.Attempt} is handed in; under way are {_sink.NextAttempt} to {_nextToStart - 1}", nameof(summary));
            }

            // An attempt that was given up before its first step leaves nothing to be looked at.
            bool keep = summary.Reason == AttemptReason.Kept || (_sink.KeepsFailures && summary.Steps > 0);
            Place(summary.Attempt) = new Finished(true, summary, keep ? record : null);
            if (!keep && record is not null)
                _pool?.Return(record);
            while (!_done && Place(_sink.NextAttempt).IsThere)
            {
                ref Finished place = ref Place(_sink.NextAttempt);
                Finished next = place;
                place = default;
                _sink.Append(next.Summary, next.Episode);
                UpdateDone();
                _report.Add(next.Summary);
                RunMeter.Add(next.Summary);
                if (next.Episode is not null)
                    _pool?.Return(next.Episode);
                _progress?.Invoke(_report);
            }
        }
    }

    private ref Finished Place(long attempt) => ref _waiting[attempt % _waiting.Length];

    private void UpdateDone() => _done = _sink.KeptCount >= _limits.Successes || _sink.NextAttempt >= _limits.Attempts;

    private readonly record struct Finished(bool IsThere, EpisodeSummary Summary, EpisodeBuffer? Episode);
}
