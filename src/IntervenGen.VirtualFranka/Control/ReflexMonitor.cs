using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Watches the measured arm during a motion: ranges, collisions, its own parts, speeds, torques, and deviations
/// from what was commanded.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class ReflexMonitor(
    ArmLimits limits, RobotSettings settings, JointReference reference, DesiredMotion desired, ArmServo servo, ContactEstimate contact,
    SelfCollision selfCollision)
{
    private const int Joints = FrankaArm.Joints;

    // Share of a limit. Wider than for commands: the arm overshoots what it is told, and the command's own flag says more.
    private const double Tolerance = 1.1;

    // Radians beyond a range, and the speed outward from which it counts, rad/s.
    private const double PositionTolerance = 0.01, MinOutwardSpeed = 1e-3;

    /// <summary>Checks one cycle of a motion.</summary>
    /// <param name="path">How far the arm may stray from the commanded path.</param>
    /// <returns>The reflex that is due.</returns>
    public RobotErrorFlag Check(in PoseDeviation path)
    {
        contact.UpdateWrench(servo.Positions);
        RobotErrorFlag flag = CheckRange();
        if (flag == RobotErrorFlag.None && selfCollision.IsImminent(contact.Kinematics, servo.Positions, servo.Velocities))
            flag = RobotErrorFlag.SelfCollision;
        if (flag == RobotErrorFlag.None)
            flag = contact.LatchCollisions(reference.IsAccelerating);
        if (flag == RobotErrorFlag.None)
            flag = CheckSpeedsAndTorques();
        return flag == RobotErrorFlag.None && Deviates(path) ? RobotErrorFlag.MaxPathDeviation : flag;
    }

    /// <summary>Whether the measured arm is further from the commanded posture than allowed.</summary>
    /// <remarks>Reads the kinematics of the newest wrench.</remarks>
    public bool Deviates(in PoseDeviation allowed)
    {
        var off = Twist.Between(desired.BaseFromEndEffector(), contact.Kinematics.BaseFromFlange * settings.FlangeFromEndEffector);
        return off.Linear.Length > allowed.Translation || off.Angular.Length > allowed.Rotation
            || Math.Abs(servo.Positions[ArmElbow.Joint] - reference.Position[ArmElbow.Joint]) > allowed.Elbow;
    }

    private RobotErrorFlag CheckRange()
    {
        ReadOnlySpan<double> positions = servo.Positions, velocities = servo.Velocities;
        for (int i = 0; i < Joints; i++)
        {
            // Who is outside may come back in.
            if ((positions[i] > limits.HighestPosition[i] + PositionTolerance && velocities[i] > MinOutwardSpeed)
                || (positions[i] < limits.LowestPosition[i] - PositionTolerance && velocities[i] < -MinOutwardSpeed))
                return RobotErrorFlag.JointPositionLimits;
        }

        return RobotErrorFlag.None;
    }

    private RobotErrorFlag CheckSpeedsAndTorques()
    {
        Span<double> twist = stackalloc double[6];
        JacobianSolver.Multiply(contact.Jacobian, servo.Velocities, twist);
        if (Vec3.From(twist).Length > limits.Translation.Velocity * Tolerance)
            return RobotErrorFlag.CartesianVelocity;
        for (int i = 0; i < Joints; i++)
        {
            if (Math.Abs(servo.Velocities[i]) > limits.Velocity[i] * Tolerance)
                return RobotErrorFlag.JointVelocity;
            if (Math.Abs(contact.MeasuredTorque[i]) > ArmLimits.Torque[i] * Tolerance)
                return RobotErrorFlag.TorqueRange;
        }

        return RobotErrorFlag.None;
    }
}
