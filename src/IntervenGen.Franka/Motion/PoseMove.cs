using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Motion;

/// <summary>A straight motion of the end effector from where it is to a goal, along a polynomial of the fifth degree.</summary>
/// <remarks>Rests at both ends: velocity and acceleration are zero there. Poses are commanded.</remarks>
public sealed class PoseMove : IMotion
{
    // Of 10 s³ − 15 s⁴ + 6 s⁵: its steepest slope and sharpest curve, for unit time.
    private const double PeakSpeed = 1.875, PeakAcceleration = 5.7735;

    private readonly Pose _goal;
    private readonly double _linearSpeed, _angularSpeed, _acceleration;
    private Pose _start;
    private double _duration, _time;
    private bool _isPlanned;

    /// <summary>Plans nothing yet: the start is where the robot stands when the motion begins.</summary>
    /// <param name="baseFromEndEffector">Where to.</param>
    /// <param name="linearSpeed">Highest speed, m/s.</param>
    /// <param name="angularSpeed">Highest speed of turning, rad/s.</param>
    /// <param name="acceleration">Highest acceleration, m/s² and rad/s².</param>
    public PoseMove(in Pose baseFromEndEffector, double linearSpeed = 0.2, double angularSpeed = 0.8, double acceleration = 1.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(linearSpeed);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(angularSpeed);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(acceleration);
        _goal = baseFromEndEffector.Normalized;
        (_linearSpeed, _angularSpeed, _acceleration) = (linearSpeed, angularSpeed, acceleration);
    }

    /// <inheritdoc/>
    public ControllerMode Controller { get; init; } = ControllerMode.JointImpedance;

    /// <inheritdoc/>
    public MotionGeneratorMode Generator => MotionGeneratorMode.CartesianPosition;

    /// <inheritdoc/>
    public bool Update(RobotState state, long elapsed, RobotCommand command)
    {
        if (!_isPlanned)
            Plan(ColumnMajor.ToPose(state[StateField.BaseFromEndEffectorCommanded]));
        _time += elapsed * RateLimiter.Period;
        double s = Math.Min(1, _time / _duration);
        double share = s * s * s * (10 + (s * ((6 * s) - 15)));
        ColumnMajor.Write(Pose.Interpolate(_start, _goal, share), command.BaseFromEndEffector);
        return s < 1;
    }

    /// <inheritdoc/>
    public void WarmUp(RobotState state)
    {
        var other = new PoseMove(_goal, _linearSpeed, _angularSpeed, _acceleration);
        var scratch = new RobotCommand();
        for (int i = 0; i < 3; i++)
            other.Update(state, 100, scratch);
    }

    private void Plan(in Pose start)
    {
        _start = start.Normalized;
        _isPlanned = true;
        var path = Twist.Between(_start, _goal);
        double linear = path.Linear.Length, angular = path.Angular.Length, longer = Math.Max(linear, angular);
        _duration = Math.Max(
            0.02,
            Math.Max(
                Math.Max(PeakSpeed * linear / _linearSpeed, PeakSpeed * angular / _angularSpeed),
                Math.Sqrt(PeakAcceleration * longer / _acceleration)));
    }
}
