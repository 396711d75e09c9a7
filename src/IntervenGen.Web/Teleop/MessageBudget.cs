using System.Diagnostics;

namespace IntervenGen.Web.Teleop;

/// <summary>How many messages one page may send: twenty a second are usual, and a burst after a pause of the network.</summary>
/// <remarks>One thread.</remarks>
internal struct MessageBudget()
{
    private const double MaxAtOnce = 400, PerSecond = 200;

    // Who only makes mistakes by hand makes fewer.
    private const int MaxMalformed = 20;

    private double _left = MaxAtOnce;
    private long _at = Stopwatch.GetTimestamp();
    private int _malformed;

    /// <summary>Counts a message.</summary>
    /// <returns>False for one too many.</returns>
    public bool Spend()
    {
        long now = Stopwatch.GetTimestamp();
        _left = Math.Min(MaxAtOnce, _left + (PerSecond * Stopwatch.GetElapsedTime(_at, now).TotalSeconds)) - 1;
        _at = now;
        return _left >= 0;
    }

    /// <summary>Counts a message that could not be read.</summary>
    /// <returns>False for one too many.</returns>
    public bool SpendMalformed() => ++_malformed <= MaxMalformed;
}
