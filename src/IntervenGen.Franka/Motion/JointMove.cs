using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>A motion of all joints from where they are to a goal, in step, along smooth ramps.</summary>
/// <remarks>
/// The synchronised point-to-point generator of Khalil and Dombre (Modeling, Identification and Control of Robots), which
/// Franka's own examples use: speed ramps are cubic, so acceleration is continuous, and every joint takes as long as the
/// slowest. Positions are commanded; the robot's joint controller makes torques of them.
/// </remarks>
public sealed class JointMove : IMotion
{
    private const int Joints = FrankaArm.Joints;
    // Radians: a joint this near its goal does not move.
    private const double AlreadyThere = 1e-6;

    // rad/s² at the start and at the goal: those of Franka's own motion generator (libfranka's examples_common).
    private const double Acceleration = 5, AccelerationGoal = 5;

    private readonly double[] _start = new double[Joints], _goal = new double[Joints], _path = new double[Joints];
    private readonly double[] _speed = new double[Joints], _ramp = new double[Joints], _brakeFrom = new double[Joints],
        _end = new double[Joints];
    private readonly double _factor;
    private double _time;
    private bool _isPlanned;

    /// <summary>Plans nothing yet: the start is where the robot stands when the motion begins.</summary>
    /// <param name="goal">Joint positions, shape [7], rad.</param>
    /// <param name="speedFactor">Share of the full speed, 0 to 1; full speed is 2 to 2.5 rad/s.</param>
    /// <param name="controller">The robot's joint or Cartesian controller.</param>
    public JointMove(JointNumbers goal, double speedFactor = 0.3, ControllerMode controller = ControllerMode.JointImpedance)
    {
        if (!(speedFactor is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(speedFactor), speedFactor, "a share of the full speed is above 0 and at most 1");
        goal.CopyTo(_goal);
        _factor = speedFactor;
        Controller = controller;
    }

    /// <inheritdoc/>
    public ControllerMode Controller { get; }

    /// <inheritdoc/>
    public MotionGeneratorMode Generator => MotionGeneratorMode.JointPosition;

    // rad/s, from the same generator.
    private static ReadOnlySpan<double> FullSpeed => [2, 2, 2, 2, 2.5, 2.5, 2.5];

    /// <inheritdoc/>
    public bool Update(RobotState state, long elapsed, RobotCommand command)
    {
        if (!_isPlanned)
            Plan(state[StateField.PositionDesired]);
        _time += elapsed * RateLimiter.Period;
        bool goesOn = false;
        for (int i = 0; i < Joints; i++)
        {
            command.Positions[i] = _start[i] + Displacement(i);
            goesOn |= _time < _end[i];
        }

        return goesOn;
    }

    /// <inheritdoc/>
    public void WarmUp(RobotState state)
    {
        JointNumbers goal = JointNumbers.From(_goal);
        var other = new JointMove(goal, _factor, Controller);
        var scratch = new RobotCommand();
        for (int i = 0; i < 3; i++)
            other.Update(state, 100, scratch);
    }

    private void Plan(ReadOnlySpan<double> start)
    {
        start.CopyTo(_start);
        _isPlanned = true;
        double longest = 0;
        for (int i = 0; i < Joints; i++)
        {
            _path[i] = _goal[i] - _start[i];
            double distance = Math.Abs(_path[i]), speed = FullSpeed[i] * _factor, start2 = Acceleration * _factor,
                goal2 = AccelerationGoal * _factor;
            if (distance <= AlreadyThere)
                continue;
            if (distance < 0.75 * ((speed * speed / start2) + (speed * speed / goal2)))
                speed = Math.Sqrt(4.0 / 3 * distance * start2 * goal2 / (start2 + goal2));
            longest = Math.Max(longest, (0.75 * speed / start2) + (0.75 * speed / goal2) + (distance / speed));
        }

        for (int i = 0; i < Joints; i++)
        {
            double distance = Math.Abs(_path[i]), start2 = Acceleration * _factor, goal2 = AccelerationGoal * _factor;
            if (distance <= AlreadyThere)
                continue;
            double a = 0.75 * (start2 + goal2), b = -longest * start2 * goal2, c = distance * start2 * goal2;
            _speed[i] = (-b - Math.Sqrt(Math.Max(0, (b * b) - (4 * a * c)))) / (2 * a);
            _ramp[i] = 1.5 * _speed[i] / start2;
            double brake = 1.5 * _speed[i] / goal2;
            _end[i] = (_ramp[i] / 2) + (brake / 2) + (distance / _speed[i]);
            _brakeFrom[i] = _end[i] - brake;
        }
    }

    private double Displacement(int joint)
    {
        double sign = Math.Sign(_path[joint]), v = _speed[joint], ramp = _ramp[joint], brake = _end[joint] - _brakeFrom[joint];
        if (Math.Abs(_path[joint]) <= AlreadyThere || _time >= _end[joint])
            return _path[joint];
        if (_time < ramp)
            return sign * v * ((Cube(_time) / (ramp * ramp)) - (Cube(_time) * _time / (2 * Cube(ramp))));
        if (_time < _brakeFrom[joint])
            return sign * v * (_time - (ramp / 2));
        double u = _time - _brakeFrom[joint];
        return _path[joint] + (0.5 * sign * v * (((u - (2 * brake)) * Cube(u) / Cube(brake)) + (2 * u) - brake));
    }

    private static double Cube(double x) => x * x * x;
}
