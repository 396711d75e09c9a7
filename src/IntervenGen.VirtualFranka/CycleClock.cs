using IntervenGen.Interop.Realtime;

namespace IntervenGen.VirtualFranka;

/// <summary>When the robot's milliseconds begin and end by this machine's clock, and which of them the robot itself was late for.</summary>
/// <remarks>
/// A real controller is never late; this one shares a machine. What it was late for is not charged to the client: a cycle whose
/// state was sent late, or whose end was overslept, is excused, and after more than a millisecond the clock starts anew instead
/// of hurrying after. Times are nanoseconds of <see cref="RealtimeClock"/>. One thread; allocates nothing.
/// </remarks>
/// <param name="longestDebt">Nanoseconds by which the robot may be late and hurry after: a millisecond where a client is measured
/// by it, more in lock-step, where nothing is lost and a busy machine would else slow the robot down.</param>
internal sealed class CycleClock(long longestDebt = CycleClock.Millisecond)
{
    /// <summary>One cycle.</summary>
    public const long Millisecond = 1_000_000;

    // Later than this a client no longer has what it may count on: a thread that sleeps is woken within some 0.1 ms.
    private const long Grace = Millisecond / 4;

    private bool _isLate;

    /// <summary>When the state of this cycle was sent.</summary>
    public long Sent { get; private set; }

    /// <summary>When this cycle ends.</summary>
    public long End { get; private set; } = RealtimeClock.Now;

    /// <summary>Cycles that were excused.</summary>
    public long LateCycles { get; private set; }

    /// <summary>How often the clock was started anew.</summary>
    public long Restarts { get; private set; }

    /// <summary>Begins the next cycle: its state is sent now.</summary>
    public void Begin()
    {
        Sent = RealtimeClock.Now;
        long late = Sent - End;
        _isLate = late > Grace;
        if (late > longestDebt)
        {
            Restarts++;
            End = Sent;
        }

        End += Millisecond;
    }

    /// <summary>Lets this cycle end now, whenever it was due: the robot waited for its client.</summary>
    public void EndNow() => End = RealtimeClock.Now;

    /// <summary>Whether a command that did not come is the robot's own fault.</summary>
    public bool Excuses()
    {
        if (!_isLate && RealtimeClock.Now - End <= Grace)
            return false;
        LateCycles++;
        return true;
    }
}
