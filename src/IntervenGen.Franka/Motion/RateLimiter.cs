using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Motion;

/// <summary>Bounds velocity, acceleration and jerk of successive commands at 1 kHz.</summary>
/// <remarks>
/// Each command is taken as a velocity; its jerk is clipped, then its acceleration, which shrinks towards the velocity's bound
/// with slope jerk / acceleration, so that the bound is reached without overshoot. Allocates nothing.
/// </remarks>
public static class RateLimiter
{
    /// <summary>Time between two commands, seconds.</summary>
    public const double Period = 1e-3;

    /// <summary>Kept below every limit, in the limit's own unit: what the robot computes from rounded commands must not exceed
    /// it.</summary>
    public const double Margin = 1e-3;

    /// <summary>Limits one velocity by its range, acceleration and jerk.</summary>
    /// <param name="velocity">Wanted.</param>
    /// <param name="lowest">Lowest velocity.</param>
    /// <param name="highest">Highest velocity.</param>
    /// <param name="acceleration">Highest acceleration, either way.</param>
    /// <param name="jerk">Highest jerk, either way.</param>
    /// <param name="lastVelocity">Of the command before.</param>
    /// <param name="lastAcceleration">Of the command before.</param>
    public static double Velocity(
        double velocity, double lowest, double highest, double acceleration, double jerk, double lastVelocity, double lastAcceleration)
    {
        double wantedJerk = ((velocity - lastVelocity) / Period - lastAcceleration) / Period;
        double wanted = lastAcceleration + (Math.Clamp(wantedJerk, -jerk, jerk) * Period);
        // A bound that moves towards a joint faster than it may brake, as an FR3's wrist's does, is overrun rather than the brake.
        double max = Math.Clamp(jerk / acceleration * (highest - lastVelocity), -acceleration, acceleration);
        double min = Math.Clamp(jerk / acceleration * (lowest - lastVelocity), -acceleration, acceleration);
        return lastVelocity + (Math.Min(Math.Max(wanted, min), max) * Period);
    }

    /// <summary>Limits joint velocities in place by the arm's ranges, accelerations and jerks.</summary>
    /// <param name="velocities">Wanted, shape [7], rad/s; the result.</param>
    /// <param name="limits">The arm's.</param>
    /// <param name="positions">Where the joints are, shape [7], rad.</param>
    /// <param name="lastVelocities">Of the command before, shape [7].</param>
    /// <param name="lastAccelerations">Of the command before, shape [7].</param>
    public static void JointVelocities(
        Span<double> velocities,
        ArmLimits limits,
        ReadOnlySpan<double> positions,
        ReadOnlySpan<double> lastVelocities,
        ReadOnlySpan<double> lastAccelerations)
    {
        ReadOnlySpan<double> acceleration = limits.Acceleration, jerk = limits.Jerk;
        for (int i = 0; i < velocities.Length; i++)
        {
            (double lowest, double highest) = limits.VelocityAt(i, positions[i]);
            velocities[i] = Velocity(
                velocities[i], lowest + Margin, highest - Margin, acceleration[i] - Margin, jerk[i] - Margin, lastVelocities[i],
                lastAccelerations[i]);
        }
    }

    /// <summary>Limits joint positions in place, through the velocities that they mean.</summary>
    /// <param name="positions">Wanted, shape [7], rad; the result.</param>
    /// <param name="limits">The arm's.</param>
    /// <param name="lastPositions">The command before, shape [7].</param>
    /// <param name="lastVelocities">Its velocities, shape [7].</param>
    /// <param name="lastAccelerations">Its accelerations, shape [7].</param>
    public static void JointPositions(
        Span<double> positions,
        ArmLimits limits,
        ReadOnlySpan<double> lastPositions,
        ReadOnlySpan<double> lastVelocities,
        ReadOnlySpan<double> lastAccelerations)
    {
        Span<double> velocities = stackalloc double[FrankaArm.Joints];
        for (int i = 0; i < velocities.Length; i++)
            velocities[i] = (positions[i] - lastPositions[i]) / Period;
        JointVelocities(velocities, limits, lastPositions, lastVelocities, lastAccelerations);
        for (int i = 0; i < velocities.Length; i++)
            positions[i] = lastPositions[i] + (velocities[i] * Period);
    }

    /// <summary>Limits a velocity in space by its length, and its acceleration and jerk by theirs.</summary>
    public static Vec3 Velocity(Vec3 velocity, MotionLimit limit, Vec3 lastVelocity, Vec3 lastAcceleration)
    {
        double max = limit.Velocity - Margin, acceleration = limit.Acceleration - Margin, jerk = limit.Jerk - Margin;
        Vec3 wantedJerk = ((velocity - lastVelocity) * (1 / Period) - lastAcceleration) * (1 / Period);
        Vec3 wanted = lastAcceleration + (wantedJerk.LimitedTo(jerk) * Period);
        double length = wanted.Length;
        if (length <= 0)
            return lastVelocity;
        Vec3 direction = wanted * (1 / length);
        // Along the direction, how far the sphere of allowed velocities is.
        double along = Vec3.Dot(direction, lastVelocity);
        double inside = (along * along) - Vec3.Dot(lastVelocity, lastVelocity) + (max * max);
        double left = -along + Math.Sqrt(Math.Max(0, inside));
        return lastVelocity + (direction * (Math.Min(length, Math.Min(jerk / acceleration * left, acceleration)) * Period));
    }

    /// <summary>Limits a twist: its linear part by the limits of translation, its angular part by those of rotation.</summary>
    public static Twist Twist(in Twist twist, ArmLimits limits, in Twist last, in Twist lastAcceleration) => new(
        Velocity(twist.Linear, limits.Translation, last.Linear, lastAcceleration.Linear),
        Velocity(twist.Angular, limits.Rotation, last.Angular, lastAcceleration.Angular));

    /// <summary>Limits a pose through the twist that leads to it, base frame.</summary>
    public static Pose Pose(in Pose pose, ArmLimits limits, in Pose last, in Twist lastTwist, in Twist lastAcceleration)
    {
        Twist wanted = Numerics.Twist.Between(last, pose) * (1 / Period);
        Twist limited = Twist(wanted, limits, lastTwist, lastAcceleration) * Period;
        return limited.ApplyTo(last).Normalized;
    }

    /// <summary>Limits the change of torques.</summary>
    /// <param name="torques">Wanted, shape [7], N·m; the result.</param>
    /// <param name="lastTorques">The command before, shape [7].</param>
    public static void Torques(Span<double> torques, ReadOnlySpan<double> lastTorques)
    {
        double max = (ArmLimits.TorqueRate - Margin) * Period;
        for (int i = 0; i < torques.Length; i++)
            torques[i] = lastTorques[i] + Math.Clamp(torques[i] - lastTorques[i], -max, max);
    }
}
