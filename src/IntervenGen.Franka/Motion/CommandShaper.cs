using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Motion;

/// <summary>Filters and limits a motion's commands, starting from what the robot says it last took.</summary>
/// <remarks>
/// First the filter, then the limits. The first command of a position or pose motion is its own reference: it stands where the
/// robot stands. Allocates nothing.
/// </remarks>
internal sealed class CommandShaper(IMotion motion, MotionOptions options)
{
    private readonly LowPass _filter = new(options.CutoffFrequency);
    private readonly ArmLimits? _limits = options.RateLimits;
    private bool _isFirst = true;

    public void Shape(RobotState state, RobotCommand command)
    {
        switch (motion.Generator)
        {
            case MotionGeneratorMode.JointPosition:
                Positions(state, command.Positions);
                break;
            case MotionGeneratorMode.JointVelocity:
                _filter.Apply(command.Velocities, state[StateField.VelocityDesired]);
                if (_limits is not null)
                {
                    RateLimiter.JointVelocities(
                        command.Velocities, _limits, state[StateField.PositionDesired], state[StateField.VelocityDesired],
                        state[StateField.AccelerationDesired]);
                }

                break;
            case MotionGeneratorMode.CartesianPosition:
                Pose(state, command.BaseFromEndEffector);
                Elbow(state, command);
                break;
            case MotionGeneratorMode.CartesianVelocity:
                Velocity(state, command.Twist);
                Elbow(state, command);
                break;
            default:
                break;
        }

        if (motion.Controller == ControllerMode.ExternalController)
        {
            _filter.Apply(command.Torques, state[StateField.TorqueDesired]);
            if (_limits is not null)
                RateLimiter.Torques(command.Torques, state[StateField.TorqueDesired]);
        }

        _isFirst = false;
    }

    private void Positions(RobotState state, Span<double> positions)
    {
        if (_isFirst)
            return;
        _filter.Apply(positions, state[StateField.PositionDesired]);
        if (_limits is not null)
        {
            RateLimiter.JointPositions(
                positions, _limits, state[StateField.PositionDesired], state[StateField.VelocityDesired],
                state[StateField.AccelerationDesired]);
        }
    }

    private void Pose(RobotState state, Span<double> matrix)
    {
        if (_isFirst || (_filter.Gain >= 1 && _limits is null))
            return;
        Pose last = ColumnMajor.ToPose(state[StateField.BaseFromEndEffectorCommanded]);
        Pose pose = _filter.Apply(ColumnMajor.ToPose(matrix), last);
        if (_limits is not null)
        {
            pose = RateLimiter.Pose(
                pose, _limits, last, ToTwist(state[StateField.TwistCommanded]), ToTwist(state[StateField.TwistRateCommanded]));
        }

        ColumnMajor.Write(pose, matrix);
    }

    private void Velocity(RobotState state, Span<double> numbers)
    {
        _filter.Apply(numbers, state[StateField.TwistCommanded]);
        if (_limits is null)
            return;
        Twist twist = RateLimiter.Twist(
            ToTwist(numbers), _limits, ToTwist(state[StateField.TwistCommanded]), ToTwist(state[StateField.TwistRateCommanded]));
        twist.Linear.WriteTo(numbers);
        twist.Angular.WriteTo(numbers[3..]);
    }

    private void Elbow(RobotState state, RobotCommand command)
    {
        if (!command.HasElbow || _isFirst)
            return;
        Span<double> angle = command.Elbow[..1];
        double last = state[StateField.ElbowCommanded][0];
        _filter.Apply(angle, state[StateField.ElbowCommanded]);
        if (_limits is not { Elbow: var limit })
            return;
        const double margin = RateLimiter.Margin;
        angle[0] = last + (RateLimiter.Period * RateLimiter.Velocity(
            (angle[0] - last) / RateLimiter.Period,
            -limit.Velocity + margin,
            limit.Velocity - margin,
            limit.Acceleration - margin,
            limit.Jerk - margin,
            state[StateField.ElbowVelocityCommanded][0],
            state[StateField.ElbowAccelerationCommanded][0]));
    }

    private static Twist ToTwist(ReadOnlySpan<double> numbers) => new(Vec3.From(numbers), Vec3.From(numbers[3..]));
}
