using System.Runtime;
using IntervenGen.Franka.Motion;
using IntervenGen.Interop.Realtime;

namespace IntervenGen.Franka.Connection;

// Motions: one at a time, on a thread of their own.
public sealed partial class FciConnection
{
    // Enough for what other threads of a deployment allocate meanwhile, so that no collection stops the loop.
    private const long QuietBytes = 128 << 20;

    private int _moves;

    /// <summary>Runs a motion and returns when it has ended.</summary>
    /// <param name="motion">What to command.</param>
    /// <param name="options">Priority, filter, limits and deadlines.</param>
    /// <param name="stop">Brakes the arm and ends the motion; the report says so.</param>
    /// <returns>How the loop kept time.</returns>
    /// <remarks>
    /// The loop has a thread of its own, under SCHED_FIFO where the system allows it, and the collector is kept quiet. The
    /// caller waits; it must not read states meanwhile. What <paramref name="motion"/> throws is thrown here, after a stop.
    /// </remarks>
    /// <exception cref="FrankaMotionException">The robot refused the motion or ended it.</exception>
    /// <exception cref="FrankaCommandException">The robot is moving already.</exception>
    /// <exception cref="FrankaInvalidCommandException">The motion asked for something that must not be sent.</exception>
    /// <exception cref="FrankaNetworkException">The robot fell silent.</exception>
    /// <exception cref="FrankaRealtimeException">Priority was required and refused.</exception>
    public MotionReport Run(IMotion motion, MotionOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(motion);
        if (Interlocked.Exchange(ref _moves, 1) != 0)
            throw new FrankaCommandException(FciRequest.Move, FciStatus.NotPossible);
        try
        {
            options ??= new MotionOptions();
            var loop = new MotionLoop(motion, options, new MotionLink(_states, _commands, _options, Version));
            return RealtimeThread.Run(
                "fci motion", () => Enter(options.Realtime), status => Quietly(() => loop.Run(status, stop), options.Realtime));
        }
        finally
        {
            Volatile.Write(ref _moves, 0);
        }
    }

    private static RealtimeStatus? Enter(RealtimeWish wish)
    {
        if (wish == RealtimeWish.Off)
            return null;
        RealtimeStatus status = RealtimeThread.Enter();
        if (wish != RealtimeWish.Require || status.HasPriority)
            return status;
        RealtimeThread.Leave(status);
        throw new FrankaRealtimeException($"the motion needs real-time priority: {string.Join("; ", status.Shortcomings)}");
    }

    private static MotionReport Quietly(Func<MotionReport> run, RealtimeWish wish)
    {
        bool isQuiet = wish != RealtimeWish.Off && TryQuiet();
        try
        {
            return run();
        }
        finally
        {
            // A collection that came all the same has ended the region by itself.
            if (isQuiet && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                GC.EndNoGCRegion();
        }
    }

    private static bool TryQuiet()
    {
        try
        {
            return GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.TryStartNoGCRegion(QuietBytes);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or InvalidOperationException)
        {
            // A heap that is limited to less, or another motion in this process that was first: then collections may come.
            return false;
        }
    }
}
