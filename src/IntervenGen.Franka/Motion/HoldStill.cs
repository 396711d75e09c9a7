using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>A motion of zero joint velocities: the arm stands where it is while the loop is timed.</summary>
/// <remarks>For communication tests. Used once; its figures are read when the motion is over.</remarks>
public sealed class HoldStill : IMotion
{
    // The robot's rate is of the last hundred commands: before, it counts what was there before the motion.
    private const int CountedFrom = 100;

    private readonly double _seconds;
    private double _time, _sum;
    private long _states, _counted;

    /// <summary>A motion that has not begun.</summary>
    /// <param name="duration">How long the arm is held.</param>
    public HoldStill(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        _seconds = duration.TotalSeconds;
    }

    /// <inheritdoc/>
    public ControllerMode Controller => ControllerMode.JointImpedance;

    /// <inheritdoc/>
    public MotionGeneratorMode Generator => MotionGeneratorMode.JointVelocity;

    /// <summary>Mean of the share of commands in time that the robot reported, 0 to 1; 0 if the motion was too short for one.</summary>
    public double MeanSuccessRate => _counted == 0 ? 0 : _sum / _counted;

    /// <inheritdoc/>
    public bool Update(RobotState state, long elapsed, RobotCommand command)
    {
        _time += elapsed * RateLimiter.Period;
        if (++_states > CountedFrom)
        {
            _sum += state.CommandSuccessRate;
            _counted++;
        }

        command.Velocities.Clear();
        return _time < _seconds;
    }

    /// <inheritdoc/>
    public void WarmUp(RobotState state)
    {
        var other = new HoldStill(TimeSpan.FromSeconds(1));
        var scratch = new RobotCommand();
        for (int i = 0; i < CountedFrom + 3; i++)
            other.Update(state, 1, scratch);
    }
}
