using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka;

// What is measured: contacts, reflexes, and the state that is sent.
internal sealed partial class ControlBox
{
    // Wider than for commands: the arm overshoots what it is told, and the command's own flag says more.
    private const double Forgiving = 1.1;
    private const double PositionForgiving = 0.01, OutwardSpeed = 1e-3;

    // Share of the newest value in the estimate of external torques: a low-pass of about 50 Hz, the vendor's is not published.
    private const double FilterGain = 0.24;
    private const double WrenchDamping = 0.01;

    private readonly double[] _filtered = new double[Joints], _measuredTorque = new double[Joints], _lastTorque = new double[Joints];
    private readonly double[] _jacobian = new double[6 * Joints], _wrench = new double[6], _wrenchInK = new double[6];
    private readonly bool[] _collided = new bool[Joints + 6];
    private int _errorsFor;

    private void Filter()
    {
        for (int i = 0; i < Joints; i++)
        {
            _lastTorque[i] = _measuredTorque[i];
            // Rotors turn before the sensors: what they need is not measured.
            _measuredTorque[i] = _applied[i] - (FrankaArm.RotorInertia[i] * _ddq[i]);
            // What the robot does to its surroundings, the opposite of what they do to it.
            _filtered[i] += FilterGain * (-_contacts[i] - _filtered[i]);
        }
    }

    private void Watch()
    {
        int flag = Measured();
        if (flag == None && Deviates(_move.PathDeviation))
            flag = RobotErrorFlag.MaxPathDeviation;
        if (flag != None)
            Abort(flag);
    }

    private int Measured()
    {
        (ReadOnlyMemory<double> torque, ReadOnlyMemory<double> force) = Settings.ThresholdsFor(IsAccelerating, isUpper: true);
        Wrench();
        for (int i = 0; i < Joints; i++)
        {
            // Who is outside may come back in.
            if ((_q[i] > _limits.HighestPosition[i] + PositionForgiving && _dq[i] > OutwardSpeed)
                || (_q[i] < _limits.LowestPosition[i] - PositionForgiving && _dq[i] < -OutwardSpeed))
                return RobotErrorFlag.JointPositionLimits;
        }

        for (int i = 0; i < Joints; i++)
            _collided[i] |= Math.Abs(_filtered[i]) > torque.Span[i];
        for (int i = 0; i < 6; i++)
            _collided[Joints + i] |= Math.Abs(_wrenchInK[i]) > force.Span[i];
        if (_collided.AsSpan(Joints).Contains(true))
            return RobotErrorFlag.CartesianReflex;
        if (_collided.AsSpan(0, Joints).Contains(true))
            return RobotErrorFlag.JointReflex;
        Span<double> twist = stackalloc double[6];
        SmallSolver.Multiply(_jacobian, _dq, twist);
        if (Vec3.From(twist).Length > _limits.Translation.Velocity * Forgiving)
            return RobotErrorFlag.CartesianVelocity;
        for (int i = 0; i < Joints; i++)
        {
            if (Math.Abs(_dq[i]) > _limits.Velocity[i] * Forgiving)
                return RobotErrorFlag.JointVelocity;
            if (Math.Abs(_measuredTorque[i]) > ArmLimits.Torque[i] * Forgiving)
                return RobotErrorFlag.TorqueRange;
        }

        return None;
    }

    private bool IsAccelerating
    {
        get
        {
            bool accelerates = false;
            foreach (double acceleration in _reference.Acceleration)
                accelerates |= Math.Abs(acceleration) > 0.01;
            return accelerates;
        }
    }

    private bool Deviates(in PoseDeviation allowed)
    {
        _desired.Update(_reference.Position);
        var off = Twist.Between(
            _desired.BaseFromFlange * Settings.FlangeFromEndEffector, _dynamics.Kinematics.BaseFromFlange * Settings.FlangeFromEndEffector);
        return off.Linear.Length > allowed.Translation || off.Angular.Length > allowed.Rotation
            || Math.Abs(_q[2] - _reference.Position[2]) > allowed.Elbow;
    }

    // At the stiffness frame, in base axes and in its own. Near singular postures a direction without a lever is left out.
    private void Wrench()
    {
        Pose flangeFromStiffness = Settings.FlangeFromEndEffector * Settings.EndEffectorFromStiffness;
        _dynamics.Kinematics.Update(_q);
        _dynamics.Kinematics.Jacobian(flangeFromStiffness.Position, _jacobian);
        SmallSolver.Multiply(_jacobian, _filtered, _wrench);
        if (!SmallSolver.TrySolveNormal(_jacobian, WrenchDamping, _wrench))
            _wrench.AsSpan().Clear();
        Quat stiffnessFromBase = (_dynamics.Kinematics.BaseFromFlange * flangeFromStiffness).Orientation.Conjugate;
        stiffnessFromBase.Rotate(Vec3.From(_wrench)).WriteTo(_wrenchInK);
        stiffnessFromBase.Rotate(Vec3.From(_wrench.AsSpan(3))).WriteTo(_wrenchInK.AsSpan(3));
    }

    private void Fill()
    {
        Modes();
        Wrench();
        Frames();
        Arm();
        Contacts();
        Commanded();
    }

    private void Modes()
    {
        bool moves = _phase is Phase.Moving or Phase.Stopping;
        _state.RobotMode = _phase switch
        {
            Phase.Moving or Phase.Stopping => RobotMode.Move,
            Phase.Reflex => RobotMode.Reflex,
            Phase.Recovering => RobotMode.AutomaticErrorRecovery,
            Phase.UserStopped => RobotMode.UserStopped,
            _ => RobotMode.Idle,
        };
        _state.MotionGeneratorMode = moves ? _move.MotionGeneratorMode : MotionGeneratorMode.Idle;
        _state.ControllerMode = moves ? _move.ControllerMode : ControllerMode.Other;
        _state.CommandSuccessRate = _phase == Phase.Moving ? _rate.Value : 0;
        // Current errors go with their cause; the reason stays.
        if (_errorsFor > 0 && --_errorsFor == 0)
            _state.Errors = default;
    }

    private void Frames()
    {
        Pose flangeFromEndEffector = Settings.FlangeFromEndEffector;
        Pose baseFromEndEffector = _dynamics.Kinematics.BaseFromFlange * flangeFromEndEffector;
        ColumnMajor.Write(baseFromEndEffector, _state[StateField.BaseFromEndEffector]);
        ColumnMajor.Write(flangeFromEndEffector, _state[StateField.FlangeFromEndEffector]);
        ColumnMajor.Write(Settings.EndEffectorFromStiffness, _state[StateField.EndEffectorFromStiffness]);
        ColumnMajor.Write(RobotSettings.FlangeFromNominal, _state[StateField.FlangeFromNominalEndEffector]);
        ColumnMajor.Write(Settings.NominalFromEndEffector, _state[StateField.NominalEndEffectorFromEndEffector]);
        RigidBody hand = FrankaArm.Hand;
        _state[StateField.EndEffectorMass][0] = hand.Mass;
        hand.Centre.WriteTo(_state[StateField.EndEffectorCentre]);
        InertiaNumbers.Diagonal(hand.Inertia.Xx, hand.Inertia.Yy, hand.Inertia.Zz).CopyTo(_state[StateField.EndEffectorInertia]);
        _state[StateField.LoadMass][0] = Settings.Load[0];
        Settings.Load.AsSpan(1, 3).CopyTo(_state[StateField.LoadCentre]);
        Settings.Load.AsSpan(4, 9).CopyTo(_state[StateField.LoadInertia]);
        new Vec3(0, 0, -9.81).WriteTo(_state[StateField.BaseAcceleration]);
    }

    private void Arm()
    {
        _q.CopyTo(_state[StateField.Position]);
        _dq.CopyTo(_state[StateField.Velocity]);
        _q.CopyTo(_state[StateField.MotorPosition]);
        _dq.CopyTo(_state[StateField.MotorVelocity]);
        _measuredTorque.CopyTo(_state[StateField.Torque]);
        Span<double> rate = _state[StateField.TorqueRate], desired = _state[StateField.TorqueDesired];
        for (int i = 0; i < Joints; i++)
        {
            rate[i] = (_measuredTorque[i] - _lastTorque[i]) / JointReference.Period;
            desired[i] = _phase is Phase.Moving or Phase.Stopping && (_hasCommand || !IsExternal) ? _torque[i] : 0;
        }

        _state[StateField.Elbow][0] = _q[2];
        _state[StateField.Elbow][1] = ElbowSign(_q);
        _state[StateField.ElbowDesired][0] = _reference.Position[2];
        _state[StateField.ElbowDesired][1] = ElbowSign(_reference.Position);
        // The sensors feel free fall's opposite: what an accelerometer at rest reads.
        Span<double> top = _state[StateField.AccelerometerTop], bottom = _state[StateField.AccelerometerBottom];
        for (int i = 0; i < 6; i++)
        {
            Vec3 up = _dynamics.Kinematics.BaseFromLink[i].Orientation.Conjugate.Rotate(new Vec3(0, 0, 9.81));
            up.WriteTo(top[(3 * i)..]);
            up.WriteTo(bottom[(3 * i)..]);
        }
    }

    private void Contacts()
    {
        (ReadOnlyMemory<double> torque, ReadOnlyMemory<double> force) = Settings.ThresholdsFor(IsAccelerating, isUpper: false);
        _filtered.CopyTo(_state[StateField.ExternalTorque]);
        _wrench.CopyTo(_state[StateField.BaseWrench]);
        _wrenchInK.CopyTo(_state[StateField.StiffnessWrench]);
        Span<double> joints = _state[StateField.JointContact], axes = _state[StateField.CartesianContact];
        for (int i = 0; i < Joints; i++)
        {
            joints[i] = Math.Abs(_filtered[i]) > torque.Span[i] ? 1 : 0;
            _state[StateField.JointCollision][i] = _collided[i] ? 1 : 0;
        }

        for (int i = 0; i < 6; i++)
        {
            axes[i] = Math.Abs(_wrenchInK[i]) > force.Span[i] ? 1 : 0;
            _state[StateField.CartesianCollision][i] = _collided[Joints + i] ? 1 : 0;
        }
    }

    private void Commanded()
    {
        _reference.Position.CopyTo(_state[StateField.PositionDesired]);
        _reference.Velocity.CopyTo(_state[StateField.VelocityDesired]);
        _reference.Acceleration.CopyTo(_state[StateField.AccelerationDesired]);
        Pose flangeFromEndEffector = Settings.FlangeFromEndEffector;
        _desired.Update(_reference.Position);
        Pose desired = _desired.BaseFromFlange * flangeFromEndEffector;
        Span<double> jacobian = stackalloc double[6 * Joints], twist = stackalloc double[6];
        _desired.Jacobian(flangeFromEndEffector.Position, jacobian);
        SmallSolver.Multiply(jacobian, _reference.Velocity, twist);
        ColumnMajor.Write(desired, _state[StateField.BaseFromEndEffectorDesired]);
        twist.CopyTo(_state[StateField.TwistDesired]);
        bool isCartesian = _phase == Phase.Moving && _hasCommand
            && _move.MotionGeneratorMode is MotionGeneratorMode.CartesianPosition or MotionGeneratorMode.CartesianVelocity;
        if (!isCartesian)
        {
            _cartesian.Show(
                desired, new Twist(Vec3.From(twist), Vec3.From(twist[3..])), _reference.Position[2], _reference.Velocity[2], _reference.Acceleration[2]);
        }

        ColumnMajor.Write(_cartesian.Pose, _state[StateField.BaseFromEndEffectorCommanded]);
        Write(_cartesian.Twist, _state[StateField.TwistCommanded]);
        Write(_cartesian.Acceleration, _state[StateField.TwistRateCommanded]);
        _state[StateField.ElbowCommanded][0] = _cartesian.Elbow;
        _state[StateField.ElbowCommanded][1] = ElbowSign(_reference.Position);
        _state[StateField.ElbowVelocityCommanded][0] = _cartesian.ElbowVelocity;
        _state[StateField.ElbowAccelerationCommanded][0] = _cartesian.ElbowAcceleration;
    }

    private static void Write(in Twist twist, Span<double> numbers)
    {
        twist.Linear.WriteTo(numbers);
        twist.Angular.WriteTo(numbers[3..]);
    }
}
