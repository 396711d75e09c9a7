namespace IntervenGen.Core;

/// <summary>A moment to stop waiting at, on a monotonic clock: nobody can set it back.</summary>
/// <remarks>Begins when it is made. A value; allocates nothing. Any thread.</remarks>
public readonly struct Deadline
{
    private readonly TimeProvider? _clock;
    private readonly long _start;

    /// <summary>A deadline that begins now.</summary>
    /// <param name="total">From now until it is over; zero or less is over at once.</param>
    /// <param name="clock">The clock to measure with; the machine's if null.</param>
    public Deadline(TimeSpan total, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
        Total = total;
    }

    /// <summary>The whole wait.</summary>
    public TimeSpan Total { get; }

    /// <summary>Time since the deadline was made.</summary>
    public TimeSpan Elapsed => _clock is null ? TimeSpan.Zero : _clock.GetElapsedTime(_start);

    /// <summary>Time that is left; never less than zero.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan left = Total - Elapsed;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether nothing is left.</summary>
    public bool IsOver => Left == TimeSpan.Zero;
}
