namespace IntervenGen.Core;

/// <summary>A point in time after which to stop waiting, measured on a monotonic clock.</summary>
/// <remarks>Starts when it is constructed. A value type; allocates nothing. Any thread.</remarks>
public readonly struct Deadline
{
    private readonly TimeProvider? _clock;
    private readonly long _start;

    /// <summary>Starts a deadline now.</summary>
    /// <param name="total">Time until the deadline expires; zero or less expires at once.</param>
    /// <param name="clock">The clock to measure with; the system's monotonic clock if null.</param>
    public Deadline(TimeSpan total, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
        Total = total;
    }

    /// <summary>Time from start to expiry.</summary>
    public TimeSpan Total { get; }

    /// <summary>Time since the deadline was made.</summary>
    public TimeSpan Elapsed => _clock is null ? TimeSpan.Zero : _clock.GetElapsedTime(_start);

    /// <summary>Time left until expiry; never negative.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan left = Total - Elapsed;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the deadline has expired.</summary>
    public bool IsOver => Left == TimeSpan.Zero;
}
