using IntervenGen.Core;

namespace IntervenGen.Generation;

/// <summary>Hands out attempts and puts their results into the sink in attempt order, whichever lane finishes first.</summary>
/// <remarks>
/// Successes are the first N in attempt order, so the result does not depend on workers or lanes. An attempt may run at
/// most <c>window</c> ahead of the oldest unfinished one; what runs past the last kept success is thrown away.
/// One lock, taken twice per attempt: an attempt is a hundred milliseconds of physics, the lock a microsecond.
/// </remarks>
internal sealed class OrderedCommitter
{
    private readonly Lock _lock = new();
    private readonly IEpisodeSink _sink;
    private readonly RunLimits _limits;
    private readonly Action<RunReport>? _progress;
    private readonly SortedDictionary<long, (EpisodeSummary Summary, EpisodeBuffer? Episode)> _waiting = [];
    private readonly Stack<EpisodeBuffer> _pool = new();
    private readonly Func<EpisodeBuffer> _make;
    private readonly int _window;
    private readonly RunReport _report = new();
    private long _nextToStart;

    public OrderedCommitter(
        IEpisodeSink sink, RunLimits limits, int window, Func<EpisodeBuffer> make, Action<RunReport>? progress)
    {
        _sink = sink;
        _limits = limits;
        _window = window;
        _make = make;
        _progress = progress;
        _nextToStart = sink.NextAttempt;
    }

    public RunReport Report => _report;

    /// <summary>Whether everything that was asked for is in the sink.</summary>
    public bool IsDone
    {
        get
        {
            lock (_lock)
                return Done();
        }
    }

    /// <summary>Takes the next attempt, if one may be started now.</summary>
    public bool TryTake(out long attempt, out EpisodeBuffer record)
    {
        lock (_lock)
        {
            attempt = _nextToStart;
            record = null!;
            if (Done() || attempt >= _limits.Attempts || attempt - _sink.NextAttempt >= _window)
                return false;
            _nextToStart++;
            record = _pool.Count > 0 ? _pool.Pop() : _make();
            return true;
        }
    }

    /// <summary>Hands in a finished attempt.</summary>
    public void Commit(in EpisodeSummary summary, EpisodeBuffer record)
    {
        lock (_lock)
        {
            bool keep = summary.Reason == AttemptReason.Kept;
            _waiting.Add(summary.Attempt, (summary, keep ? record : null));
            if (!keep)
                _pool.Push(record);
            while (!Done() && _waiting.Remove(_sink.NextAttempt, out (EpisodeSummary Summary, EpisodeBuffer? Episode) next))
            {
                _sink.Append(next.Summary, next.Episode);
                _report.Add(next.Summary);
                if (next.Episode is not null)
                    _pool.Push(next.Episode);
                _progress?.Invoke(_report);
            }
        }
    }

    private bool Done() => _sink.KeptCount >= _limits.Successes || _sink.NextAttempt >= _limits.Attempts;
}
