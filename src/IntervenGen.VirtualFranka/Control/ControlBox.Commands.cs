using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka;

// Commands: taken, checked, or made up when they do not come.
internal sealed partial class ControlBox
{
    // A motion that the robot plans itself: speed per distance left, 1/s.
    private const double PlannedGain = 3;

    private readonly SuccessRate _rate = new();
    private readonly double[] _positions = new double[Joints], _velocities = new double[Joints];
    private bool _hasCommand, _hasElbow;
    private int _silence, _missing;
    private double[]? _plannedTo;

    private static ReadOnlySpan<double> Zeros => [0, 0, 0, 0, 0, 0, 0];

    private void Take(RobotCommand? command)
    {
        if (_move.IsAsynchronous)
        {
            Plan(command);
            return;
        }

        if (command is null)
        {
            Miss();
            return;
        }

        _missing = 0;
        _rate.Add(true);
        int flag = Accept(command);
        _hasCommand = true;
        if (flag != None)
            Abort(flag);
        else if (_move.MotionGeneratorMode == MotionGeneratorMode.None ? command.TorqueFinished : command.MotionFinished)
            Finish();
    }

    private void Miss()
    {
        if (!_hasCommand)
        {
            if (++_silence > _timing.FirstCommandWait)
                Abort(RobotErrorFlag.CommunicationConstraints);
            return;
        }

        _rate.Add(false);
        MissedCommands++;
        if (++_missing >= MostMissing)
        {
            Abort(RobotErrorFlag.CommunicationConstraints);
            return;
        }

        if (_move.MotionGeneratorMode is MotionGeneratorMode.CartesianPosition or MotionGeneratorMode.CartesianVelocity)
        {
            _cartesian.Extrapolate(_hasElbow);
            int flag = Solve();
            if (flag != None)
                Abort(flag);
        }
        else
        {
            _reference.Extrapolate();
        }
    }

    private int Accept(RobotCommand command)
    {
        int flag = _move.MotionGeneratorMode switch
        {
            MotionGeneratorMode.JointPosition => AcceptPositions(command.Positions),
            MotionGeneratorMode.JointVelocity => AcceptVelocities(command.Velocities),
            MotionGeneratorMode.CartesianPosition => AcceptPose(command),
            MotionGeneratorMode.CartesianVelocity => AcceptTwist(command),
            _ => None,
        };
        if (flag != None || _move.ControllerMode != ControllerMode.ExternalController)
            return flag;
        flag = CommandRules.Torques(command.Torques, _client);
        if (flag == None)
            command.Torques.CopyTo(_client);
        return flag;
    }

    private int AcceptPositions(ReadOnlySpan<double> positions)
    {
        if (!_hasCommand)
        {
            for (int i = 0; i < Joints; i++)
            {
                if (!(Math.Abs(positions[i] - _reference.Position[i]) <= CommandRules.StartTolerance))
                    return RobotErrorFlag.JointStartPose;
            }

            _reference.Hold(positions);
            return None;
        }

        for (int i = 0; i < Joints; i++)
            _velocities[i] = (positions[i] - _reference.Position[i]) / JointReference.Period;
        int flag = _rules.Joints(_reference, positions, _velocities, isVelocityMotion: false, isInverse: false);
        if (flag == None)
            _reference.MoveTo(positions);
        return flag;
    }

    private int AcceptVelocities(ReadOnlySpan<double> velocities)
    {
        for (int i = 0; i < Joints; i++)
            _positions[i] = _reference.Position[i] + (velocities[i] * JointReference.Period);
        int flag = _rules.Joints(_reference, _positions, velocities, isVelocityMotion: true, isInverse: false);
        if (flag == None)
            _reference.MoveAt(velocities);
        return flag;
    }

    private int AcceptPose(RobotCommand command)
    {
        if (!RobotSettings.IsPose(command.BaseFromEndEffector))
            return RobotErrorFlag.InvalidFrame;
        Pose pose = ColumnMajor.ToPose(command.BaseFromEndEffector);
        if (!_hasCommand)
        {
            Pose stands = StandsAt();
            var off = Twist.Between(stands, pose);
            if (!(off.Linear.Length <= CommandRules.StartTolerance && off.Angular.Length <= CommandRules.StartTolerance))
                return RobotErrorFlag.CartesianStartPose;
            return BeginCartesian(pose, command);
        }

        (Twist twist, Twist acceleration) = _cartesian.To(pose);
        int flag = _rules.Cartesian(_cartesian, twist, acceleration, isVelocityMotion: false);
        if (flag == None)
            flag = CheckElbow(command);
        if (flag != None)
            return flag;
        _cartesian.MoveTo(pose);
        return MoveOn(command);
    }

    private int AcceptTwist(RobotCommand command)
    {
        if (!_hasCommand)
        {
            int start = BeginCartesian(StandsAt(), command);
            if (start != None)
                return start;
        }

        var twist = new Twist(Vec3.From(command.Twist), Vec3.From(command.Twist[3..]));
        int flag = _rules.Cartesian(_cartesian, twist, _cartesian.To(twist), isVelocityMotion: true);
        if (flag == None)
            flag = CheckElbow(command);
        if (flag != None)
            return flag;
        _cartesian.MoveAt(twist);
        return MoveOn(command);
    }

    private Pose StandsAt()
    {
        _desired.Update(_reference.Position);
        return _desired.BaseFromFlange * Settings.FlangeFromEndEffector;
    }

    private int BeginCartesian(in Pose pose, RobotCommand command)
    {
        _hasElbow = command.HasElbow;
        if (_hasElbow && !(Math.Abs(command.Elbow[0] - _reference.Position[2]) <= CommandRules.StartTolerance))
            return RobotErrorFlag.StartElbow;
        if (_hasElbow && command.Elbow[1] != ElbowSign(_reference.Position))
            return RobotErrorFlag.ElbowSign;
        _cartesian.Hold(pose, _hasElbow ? command.Elbow[0] : _reference.Position[2]);
        _reference.Position.CopyTo(_positions);
        if (!_inverse.TrySolve(pose, Settings.FlangeFromEndEffector, _hasElbow ? _cartesian.Elbow : null, _positions))
            return RobotErrorFlag.CartesianStartPose;
        _reference.Hold(_positions);
        return None;
    }

    private int CheckElbow(RobotCommand command) =>
        _hasElbow ? _rules.Elbow(_cartesian, command.Elbow[0], command.Elbow[1], ElbowSign(_reference.Position)) : None;

    private int MoveOn(RobotCommand command)
    {
        if (_hasElbow)
            _cartesian.MoveElbow(command.Elbow[0]);
        return Solve();
    }

    private int Solve()
    {
        _reference.Position.CopyTo(_positions);
        if (!_inverse.TrySolve(_cartesian.Pose, Settings.FlangeFromEndEffector, _hasElbow ? _cartesian.Elbow : null, _positions))
            return RobotErrorFlag.InverseJointVelocityDiscontinuity;
        for (int i = 0; i < Joints; i++)
            _velocities[i] = (_positions[i] - _reference.Position[i]) / JointReference.Period;
        int flag = _rules.Joints(_reference, _positions, _velocities, isVelocityMotion: false, isInverse: true);
        if (flag == None)
            _reference.MoveTo(_positions);
        return flag;
    }

    // To stand still from here on must be as smooth as any other command.
    private void Finish()
    {
        if (_move.ControllerMode == ControllerMode.ExternalController)
        {
            Brake(FciStatus.Success);
            return;
        }

        bool isCartesian = _move.MotionGeneratorMode is MotionGeneratorMode.CartesianPosition or MotionGeneratorMode.CartesianVelocity;
        bool isVelocity = _move.MotionGeneratorMode is MotionGeneratorMode.JointVelocity or MotionGeneratorMode.CartesianVelocity;
        int flag = isCartesian
            ? _rules.Cartesian(_cartesian, default, _cartesian.To(default(Twist)), isVelocity)
            : _rules.Joints(_reference, _reference.Position, Zeros, isVelocity, isInverse: false);
        if (flag == None && Deviates(_move.GoalDeviation))
            flag = RobotErrorFlag.MaxGoalDeviation;
        if (flag != None)
        {
            Abort(flag);
            return;
        }

        _reference.Position.CopyTo(_positions);
        _reference.Hold(_positions);
        End(FciStatus.Success);
    }

    // Commands may come at any rate; the finishing one is no target.
    private void Plan(RobotCommand? command)
    {
        if (command is not null)
        {
            _hasCommand = true;
            _rate.Add(true);
            if (!command.MotionFinished && !AreWithinRange(command.Positions))
            {
                Abort(RobotErrorFlag.JointPositionLimits);
                return;
            }

            if (!command.MotionFinished)
                command.Positions.CopyTo(_plannedTo ??= new double[Joints]);
        }

        for (int i = 0; i < Joints; i++)
        {
            double most = Math.Min(_move.MaximumVelocity[i], _limits.Velocity[i]);
            double wanted = _plannedTo is null ? 0 : Math.Clamp(PlannedGain * (_plannedTo[i] - _reference.Position[i]), -most, most);
            _velocities[i] = RateLimiter.Velocity(
                wanted, -most, most, _limits.Acceleration[i], _limits.Jerk[i], _reference.Velocity[i], _reference.Acceleration[i]);
        }

        _reference.MoveAt(_velocities);
        if (command is { MotionFinished: true })
            Brake(FciStatus.Success);
    }

    private bool AreWithinRange(ReadOnlySpan<double> positions)
    {
        bool isWithin = true;
        for (int i = 0; i < positions.Length; i++)
            isWithin &= positions[i] >= _limits.LowestPosition[i] && positions[i] <= _limits.HighestPosition[i];
        return isWithin;
    }

    private static double ElbowSign(ReadOnlySpan<double> positions)
    {
        const double flip = -0.467002423653011;
        return Math.Sign(positions[3] - flip);
    }
}

/// <summary>Share of the last hundred commands that came in time.</summary>
internal sealed class SuccessRate
{
    private const int Length = 100;
    private readonly bool[] _came = new bool[Length];
    private int _count, _next, _good;

    public double Value => _count == 0 ? 0 : (double)_good / _count;

    public void Add(bool came)
    {
        if (_count == Length)
            _good -= _came[_next] ? 1 : 0;
        else
            _count++;
        _good += came ? 1 : 0;
        _came[_next] = came;
        _next = (_next + 1) % Length;
    }

    public void Clear() => (_count, _next, _good) = (0, 0, 0);
}
