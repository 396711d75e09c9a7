using IntervenGen.Interop.Realtime;

namespace IntervenGen.Franka.Connection;

/// <summary>How a state stream kept time over a while, on this machine's clock.</summary>
/// <param name="Seconds">On the robot's clock: its ids count milliseconds.</param>
/// <param name="Received">States that came, without those that came late or twice.</param>
/// <param name="Lost">States that never came.</param>
/// <param name="Late">Datagrams that a newer one had overtaken, or that came twice.</param>
/// <param name="Intervals">Between two states that were read one after the other, sorted, microseconds.</param>
public sealed record StreamTiming(double Seconds, long Received, long Lost, long Late, IReadOnlyList<float> Intervals)
{
    /// <summary>Share of the states that came, 0 to 1.</summary>
    public double ArrivedShare => Received + Lost == 0 ? 0 : (double)Received / (Received + Lost);

    /// <summary>The interval that a share of all intervals does not exceed, microseconds; 0 if there is none.</summary>
    /// <param name="share">0 to 1; 1 is the longest.</param>
    public double Interval(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return Intervals.Count == 0 ? 0 : Intervals[Math.Max(0, (int)Math.Ceiling(share * Intervals.Count) - 1)];
    }

    /// <summary>Listens to a robot's states without a gap, as a loop would: on a real-time thread where the system allows it.</summary>
    /// <param name="connection">Nobody else may read states meanwhile.</param>
    /// <param name="seconds">How long, on the robot's clock.</param>
    /// <param name="last">Receives the last state.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FrankaNetworkException">The robot fell silent.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public static StreamTiming Listen(FciConnection connection, double seconds, RobotState last, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(last);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        return RealtimeThread.Run(
            "state listener",
            () => RealtimeThread.Enter(),
            _ => Count(connection, (ulong)Math.Ceiling(seconds * 1000), last, cancellation));
    }

    private static StreamTiming Count(FciConnection connection, ulong wanted, RobotState last, CancellationToken cancellation)
    {
        float[] intervals = new float[wanted];
        int read = 0;
        // What has queued up before is stale.
        connection.ReadState(last);
        StreamCounts before = connection.StateCounts;
        ulong first = last.MessageId;
        long arrival = RealtimeClock.Now;
        while (last.MessageId - first < wanted)
        {
            cancellation.ThrowIfCancellationRequested();
            connection.ReadNextState(last);
            long now = RealtimeClock.Now;
            intervals[read++] = (now - arrival) / 1000f;
            arrival = now;
        }

        StreamCounts after = connection.StateCounts;
        long late = after.Late - before.Late;
        Array.Sort(intervals, 0, read);
        return new StreamTiming(
            (last.MessageId - first) / 1000.0, after.Received - before.Received - late, after.Lost - before.Lost, late, intervals[..read]);
    }
}
