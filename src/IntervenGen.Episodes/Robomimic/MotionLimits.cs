using System.Globalization;
using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>What no arm's motion is: checks that find wrong units and broken recordings.</summary>
internal static class MotionLimits
{
    // Nothing that an arm can reach is as far from its hand.
    private const double MaxDistance = 20;

    // No arm's hand is as fast: 5 m/s.
    private const double MaxHandSpeed = 5;

    /// <summary>Refuses objects that are out of any reach: millimetres, or an object that was never seen. Nothing here could be done with
    /// either.</summary>
    /// <param name="motion">The motion.</param>
    /// <param name="objects">Names of its objects.</param>
    /// <param name="place">Where it is from, for the message.</param>
    /// <exception cref="UsageException">An object is too far from the hand.</exception>
    public static void RequireNearness(ForeignMotion motion, IReadOnlyList<string> objects, string place)
    {
        for (int obj = 0; obj < motion.Objects.Length; obj++)
        {
            for (int t = 0; t < motion.Count; t++)
            {
                double distance = (motion.Objects[obj][t].Position - motion.Eef[t].Position).Length;
                if (distance > MaxDistance)
                {
                    throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                        $"{place}: '{objects[obj]}' is {distance:0} m from the hand in step {t}; are these millimetres? Poses are in " +
                        $"metres"));
                }
            }
        }
    }

    /// <summary>Describes the first jump of the hand: two demonstrations glued together, or a tracker that lost it. The motion may be
    /// usable, but somebody should look.</summary>
    /// <param name="motion">The motion.</param>
    /// <param name="frequency">Its steps a second.</param>
    public static string? Jump(ForeignMotion motion, double frequency)
    {
        for (int t = 1; t < motion.Count; t++)
        {
            double distance = (motion.Eef[t].Position - motion.Eef[t - 1].Position).Length;
            if (distance > MaxHandSpeed / frequency)
                return FormattableString.Invariant($"the hand jumps by {distance:0.00} m from step {t - 1} to step {t}");
        }

        return null;
    }
}
