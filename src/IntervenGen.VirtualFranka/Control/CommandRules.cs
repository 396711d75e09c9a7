using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>What a controller checks in a stream of commands: range, velocity, acceleration and jerk by backward differences.</summary>
/// <remarks>
/// Each check gives the flag it raises, or <see cref="RobotErrorFlag.None"/>. Limits are stretched by 5 %: a client computes
/// its commands from states that were rounded to 32 bits, and the vendor does not publish how much it forgives. Of several
/// violations one is reported: a discontinuity before a limit. What is not a number is within no limit: the comparisons are
/// written so.
/// </remarks>
internal sealed class CommandRules(ArmLimits limits, bool oldPositionFlags)
{
    /// <summary>How far a motion's first command may be from where the robot stands: radians, and metres.</summary>
    public const double StartTolerance = 1e-3;

    private const double Forgiving = 1.05, Period = JointReference.Period;

    /// <summary>A joint motion's next step.</summary>
    /// <param name="reference">Before it.</param>
    /// <param name="positions">After it.</param>
    /// <param name="velocities">Its velocities.</param>
    /// <param name="isVelocityMotion">Whether velocities were commanded: a step in them is a jerk before anything else.</param>
    /// <param name="isInverse">Whether the positions came out of inverse kinematics: flags of their own.</param>
    public RobotErrorFlag Joints(
        JointReference reference, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, bool isVelocityMotion, bool isInverse)
    {
        bool accelerates = false, jerks = false, speeds = false, leaves = false;
        for (int i = 0; i < positions.Length; i++)
        {
            double acceleration = (velocities[i] - reference.Velocity[i]) / Period;
            double jerk = (acceleration - reference.Acceleration[i]) / Period;
            accelerates |= !(Math.Abs(acceleration) <= limits.Acceleration[i] * Forgiving);
            jerks |= !(Math.Abs(jerk) <= limits.Jerk[i] * Forgiving);
            (double lowest, double highest) = limits.VelocityAt(i, reference.Position[i]);
            // A speed that was allowed further back may be kept while braking hard; what counts is that it does not grow.
            bool grows = Math.Abs(velocities[i]) > Math.Abs(reference.Velocity[i]);
            speeds |= (velocities[i] > (highest * Forgiving) + 1e-3 || velocities[i] < (lowest * Forgiving) - 1e-3) && grows;
            // Who is outside may come back in.
            leaves |= (positions[i] > limits.HighestPosition[i] && velocities[i] > 0)
                || (positions[i] < limits.LowestPosition[i] && velocities[i] < 0);
        }

        RobotErrorFlag discontinuity = isVelocityMotion
            ? First(jerks, Acceleration(isInverse), accelerates, Velocity(isInverse))
            : First(accelerates, Velocity(isInverse), jerks, Acceleration(isInverse));
        if (discontinuity != RobotErrorFlag.None)
            return discontinuity;
        return First(
            leaves, Position(isInverse),
            speeds, isInverse ? RobotErrorFlag.InverseJointVelocityLimits : RobotErrorFlag.JointMotionVelocityLimits);
    }

    /// <summary>A Cartesian motion's next step.</summary>
    /// <param name="reference">Before it.</param>
    /// <param name="twist">Its twist.</param>
    /// <param name="acceleration">Its acceleration.</param>
    /// <param name="isVelocityMotion">Whether twists were commanded.</param>
    public RobotErrorFlag Cartesian(CartesianReference reference, in Twist twist, in Twist acceleration, bool isVelocityMotion)
    {
        Vec3 linearJerk = (acceleration.Linear - reference.Acceleration.Linear) * (1 / Period);
        Vec3 angularJerk = (acceleration.Angular - reference.Acceleration.Angular) * (1 / Period);
        bool jerks = Exceeds(linearJerk, limits.Translation.Jerk) || Exceeds(angularJerk, limits.Rotation.Jerk);
        bool accelerates = Exceeds(acceleration.Linear, limits.Translation.Acceleration)
            || Exceeds(acceleration.Angular, limits.Rotation.Acceleration);
        bool speeds = Exceeds(twist.Linear, limits.Translation.Velocity) || Exceeds(twist.Angular, limits.Rotation.Velocity);
        RobotErrorFlag discontinuity = isVelocityMotion
            ? First(jerks, RobotErrorFlag.CartesianMotionAccelerationDiscontinuity, accelerates,
                RobotErrorFlag.CartesianMotionVelocityDiscontinuity)
            : First(accelerates, RobotErrorFlag.CartesianMotionVelocityDiscontinuity, jerks,
                RobotErrorFlag.CartesianMotionAccelerationDiscontinuity);
        if (discontinuity != RobotErrorFlag.None)
            return discontinuity;
        return speeds ? RobotErrorFlag.CartesianMotionVelocityLimits : RobotErrorFlag.None;
    }

    /// <summary>An elbow's next step.</summary>
    public RobotErrorFlag Elbow(CartesianReference reference, double elbow, double sign, double ownSign)
    {
        if (sign != ownSign)
            return RobotErrorFlag.ElbowSign;
        double velocity = (elbow - reference.Elbow) / Period, acceleration = (velocity - reference.ElbowVelocity) / Period;
        bool leaves = elbow > limits.HighestPosition[2] || elbow < limits.LowestPosition[2];
        return leaves || !(Math.Abs(velocity) <= limits.Elbow.Velocity * Forgiving)
            || !(Math.Abs(acceleration) <= limits.Elbow.Acceleration * Forgiving)
            ? RobotErrorFlag.ElbowLimit
            : RobotErrorFlag.None;
    }

    /// <summary>A change of torques.</summary>
    public static RobotErrorFlag Torques(ReadOnlySpan<double> torques, ReadOnlySpan<double> lastTorques)
    {
        bool jumps = false;
        for (int i = 0; i < torques.Length; i++)
            jumps |= !(Math.Abs(torques[i] - lastTorques[i]) <= ArmLimits.TorqueRate * Period * Forgiving);
        return jumps ? RobotErrorFlag.TorqueDiscontinuity : RobotErrorFlag.None;
    }

    // Since system 5.7.2 a commanded position beyond the range raises the measured position's flag.
    private RobotErrorFlag Position(bool isInverse) => !oldPositionFlags
        ? RobotErrorFlag.JointPositionLimits
        : isInverse ? RobotErrorFlag.InverseJointPositionLimits : RobotErrorFlag.JointMotionPositionLimits;

    private static RobotErrorFlag Velocity(bool isInverse) =>
        isInverse ? RobotErrorFlag.InverseJointVelocityDiscontinuity : RobotErrorFlag.JointMotionVelocityDiscontinuity;

    private static RobotErrorFlag Acceleration(bool isInverse) =>
        isInverse ? RobotErrorFlag.InverseJointAccelerationDiscontinuity : RobotErrorFlag.JointMotionAccelerationDiscontinuity;

    private static RobotErrorFlag First(bool one, RobotErrorFlag oneFlag, bool other, RobotErrorFlag otherFlag) =>
        one ? oneFlag : other ? otherFlag : RobotErrorFlag.None;

    private static bool Exceeds(Vec3 value, double limit) => !(value.Length <= limit * Forgiving);
}
