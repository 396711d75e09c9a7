using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Writes the state that the robot sends: modes, errors, frames, measurements, contacts and commanded values.</summary>
/// <remarks>Changes nothing but the state. One thread; allocates nothing.</remarks>
internal sealed class StateWriter(
    RobotSettings settings,
    MotionLifecycle lifecycle,
    CommandIntake intake,
    ArmServo servo,
    ContactEstimate contact,
    JointReference reference,
    CartesianReference cartesian,
    DesiredMotion desired)
{
    private const int Joints = FrankaArm.Joints;

    // m/s²; what the controller reports for a base that stands upright.
    private const double Gravity = 9.81;

    /// <summary>Fills a state with the present values; its id is the caller's.</summary>
    public void Write(RobotState state)
    {
        WriteModes(state);
        WriteFrames(state);
        WriteArm(state);
        WriteContacts(state);
        WriteCommanded(state);
    }

    private void WriteModes(RobotState state)
    {
        state.RobotMode = lifecycle.Phase switch
        {
            MotionPhase.Moving or MotionPhase.Stopping => RobotMode.Move,
            MotionPhase.Reflex => RobotMode.Reflex,
            MotionPhase.Recovering => RobotMode.AutomaticErrorRecovery,
            MotionPhase.UserStopped => RobotMode.UserStopped,
            _ => RobotMode.Idle,
        };
        state.MotionGeneratorMode = lifecycle.IsUnderWay ? lifecycle.Request.MotionGeneratorMode : MotionGeneratorMode.Idle;
        state.ControllerMode = lifecycle.IsUnderWay ? lifecycle.Request.ControllerMode : ControllerMode.Other;
        state.CommandSuccessRate = lifecycle.Phase == MotionPhase.Moving ? intake.SuccessRate : 0;
        state.Errors = lifecycle.Errors;
        state.ReflexReason = lifecycle.ReflexReason;
    }

    private void WriteFrames(RobotState state)
    {
        Pose flangeFromEndEffector = settings.FlangeFromEndEffector;
        Pose baseFromEndEffector = contact.Kinematics.BaseFromFlange * flangeFromEndEffector;
        ColumnMajor.Write(baseFromEndEffector, state[StateField.BaseFromEndEffector]);
        ColumnMajor.Write(flangeFromEndEffector, state[StateField.FlangeFromEndEffector]);
        ColumnMajor.Write(settings.EndEffectorFromStiffness, state[StateField.EndEffectorFromStiffness]);
        ColumnMajor.Write(FrankaArm.FlangeFromNominalEndEffector, state[StateField.FlangeFromNominalEndEffector]);
        ColumnMajor.Write(settings.NominalFromEndEffector, state[StateField.NominalEndEffectorFromEndEffector]);
        RigidBody hand = FrankaArm.Hand;
        state[StateField.EndEffectorMass][0] = hand.Mass;
        hand.Centre.WriteTo(state[StateField.EndEffectorCentre]);
        InertiaNumbers.Diagonal(hand.Inertia.Xx, hand.Inertia.Yy, hand.Inertia.Zz).CopyTo(state[StateField.EndEffectorInertia]);
        state[StateField.LoadMass][0] = settings.Load[0];
        settings.Load.AsSpan(1, 3).CopyTo(state[StateField.LoadCentre]);
        settings.Load.AsSpan(4, 9).CopyTo(state[StateField.LoadInertia]);
        new Vec3(0, 0, -Gravity).WriteTo(state[StateField.BaseAcceleration]);
    }

    private void WriteArm(RobotState state)
    {
        servo.Positions.CopyTo(state[StateField.Position]);
        servo.Velocities.CopyTo(state[StateField.Velocity]);
        servo.Positions.CopyTo(state[StateField.MotorPosition]);
        servo.Velocities.CopyTo(state[StateField.MotorVelocity]);
        contact.MeasuredTorque.CopyTo(state[StateField.Torque]);
        Span<double> rate = state[StateField.TorqueRate], desiredTorque = state[StateField.TorqueDesired];
        bool hasDesired = lifecycle.IsUnderWay && (intake.HasCommand || !lifecycle.IsExternal);
        for (int i = 0; i < Joints; i++)
        {
            rate[i] = (contact.MeasuredTorque[i] - contact.LastMeasuredTorque[i]) / JointReference.Period;
            desiredTorque[i] = hasDesired ? servo.Torques[i] : 0;
        }

        state[StateField.Elbow][0] = servo.Positions[ArmElbow.Joint];
        state[StateField.Elbow][1] = ArmElbow.Sign(servo.Positions);
        state[StateField.ElbowDesired][0] = reference.Position[ArmElbow.Joint];
        state[StateField.ElbowDesired][1] = ArmElbow.Sign(reference.Position);
        // The sensors feel free fall's opposite: what an accelerometer at rest reads.
        Span<double> top = state[StateField.AccelerometerTop], bottom = state[StateField.AccelerometerBottom];
        for (int i = 0; i < 6; i++)
        {
            Vec3 up = contact.Kinematics.BaseFromLink[i].Orientation.Conjugate.Rotate(new Vec3(0, 0, Gravity));
            up.WriteTo(top[(3 * i)..]);
            up.WriteTo(bottom[(3 * i)..]);
        }
    }

    private void WriteContacts(RobotState state)
    {
        contact.ExternalTorque.CopyTo(state[StateField.ExternalTorque]);
        contact.BaseWrench.CopyTo(state[StateField.BaseWrench]);
        contact.StiffnessWrench.CopyTo(state[StateField.StiffnessWrench]);
        contact.WriteContacts(reference.IsAccelerating, state[StateField.JointContact], state[StateField.CartesianContact]);
        for (int i = 0; i < Joints; i++)
            state[StateField.JointCollision][i] = contact.JointCollision[i] ? 1 : 0;
        for (int i = 0; i < 6; i++)
            state[StateField.CartesianCollision][i] = contact.AxisCollision[i] ? 1 : 0;
    }

    private void WriteCommanded(RobotState state)
    {
        reference.Position.CopyTo(state[StateField.PositionDesired]);
        reference.Velocity.CopyTo(state[StateField.VelocityDesired]);
        reference.Acceleration.CopyTo(state[StateField.AccelerationDesired]);
        (Pose pose, Twist twist) = desired.Of(settings.FlangeFromEndEffector);
        ColumnMajor.Write(pose, state[StateField.BaseFromEndEffectorDesired]);
        Write(twist, state[StateField.TwistDesired]);
        ColumnMajor.Write(cartesian.Pose, state[StateField.BaseFromEndEffectorCommanded]);
        Write(cartesian.Twist, state[StateField.TwistCommanded]);
        Write(cartesian.Acceleration, state[StateField.TwistRateCommanded]);
        state[StateField.ElbowCommanded][0] = cartesian.Elbow;
        state[StateField.ElbowCommanded][1] = ArmElbow.Sign(reference.Position);
        state[StateField.ElbowVelocityCommanded][0] = cartesian.ElbowVelocity;
        state[StateField.ElbowAccelerationCommanded][0] = cartesian.ElbowAcceleration;
    }

    private static void Write(in Twist twist, Span<double> numbers)
    {
        twist.Linear.WriteTo(numbers);
        twist.Angular.WriteTo(numbers[3..]);
    }
}
