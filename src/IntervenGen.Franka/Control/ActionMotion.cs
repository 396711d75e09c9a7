using System.Globalization;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Control;

/// <summary>A motion under torques that follows actions: tracker, impedance, limits, watchdog.</summary>
/// <remarks>
/// Without an action for <see cref="SafetyLimits.HoldAfter"/> the arm comes to rest, after <see cref="SafetyLimits.StopAfter"/>
/// the motion stops with a <see cref="FrankaSafetyException"/>; so does one that meets a force beyond the limit. Once only.
/// </remarks>
public sealed class ActionMotion : IMotion
{
    private const int SettleTime = 200;

    private readonly IActionSource _source;
    private readonly IPoseController _controller;
    private readonly SafetyLimits _limits;
    private readonly DeltaPoseTracker _tracker;
    private long _time, _lastAction, _finishedAt = -1;
    private bool _isBegun;

    /// <summary>A motion that has not begun.</summary>
    /// <param name="source">Of actions.</param>
    /// <param name="controller">Makes torques.</param>
    /// <param name="limits">Kept to.</param>
    public ActionMotion(IActionSource source, IPoseController controller, SafetyLimits? limits = null)
    {
        _source = source;
        _controller = controller;
        _limits = limits ?? new SafetyLimits();
        _tracker = new DeltaPoseTracker(_limits);
    }

    /// <inheritdoc/>
    public ControllerMode Controller => ControllerMode.ExternalController;

    /// <inheritdoc/>
    public MotionGeneratorMode Generator => MotionGeneratorMode.None;

    /// <summary>Milliseconds in which the arm held still for want of an action.</summary>
    public long HeldTime { get; private set; }

    /// <inheritdoc/>
    public bool Update(RobotState state, long elapsed, RobotCommand command)
    {
        Pose measured = state.BaseFromEndEffector;
        if (!_isBegun)
        {
            _tracker.Reset(measured);
            _controller.Reset(state);
            _isBegun = true;
        }

        if (elapsed >= _limits.StopAfter)
            throw new FrankaSafetyException($"no state came for {elapsed} ms; the limit is {_limits.StopAfter} ms");
        _time += elapsed;
        CheckForce(state);
        if (_finishedAt < 0)
            TakeAction(state);
        _tracker.StayNear(measured, _limits.PullingForce / _controller.LinearStiffness, _limits.LeadingTurn);
        for (long i = 0; i < elapsed; i++)
            _tracker.Advance();
        _controller.Compute(state, _tracker.Pose, _tracker.Twist, command.Torques);
        RateLimiter.Torques(command.Torques, state[StateField.TorqueDesired]);
        return _finishedAt < 0 || _time < _finishedAt + SettleTime;
    }

    /// <inheritdoc/>
    public void WarmUp(RobotState state)
    {
        var other = new ActionMotion(new Idle(), _controller, _limits with { ExternalForce = double.MaxValue });
        var scratch = new RobotCommand();
        for (int i = 0; i < 3; i++)
            other.Update(state, 1, scratch);
    }

    private void TakeAction(RobotState state)
    {
        switch (_source.Next(state, _time, out Twist displacement))
        {
            case ActionStep.Act:
                _lastAction = _time;
                _tracker.Command(displacement);
                return;
            case ActionStep.Finish:
                _finishedAt = _time;
                _tracker.Hold();
                return;
            default:
                break;
        }

        long silence = _time - _lastAction;
        if (silence >= _limits.StopAfter)
            throw new FrankaSafetyException($"no action came for {silence} ms; the limit is {_limits.StopAfter} ms");
        if (silence < _limits.HoldAfter)
            return;
        _tracker.Hold();
        HeldTime++;
    }

    private void CheckForce(RobotState state)
    {
        double force = Vec3.From(state[StateField.BaseWrench]).Length;
        // A force that is no number is not below the limit either.
        if (!(force <= _limits.ExternalForce))
            throw new FrankaSafetyException(string.Create(
                CultureInfo.InvariantCulture, $"the external force is {force:0.0} N; the limit is {_limits.ExternalForce:0.0} N"));
    }

    private sealed class Idle : IActionSource
    {
        public ActionStep Next(RobotState state, long time, out Twist displacement)
        {
            displacement = default;
            return ActionStep.Act;
        }
    }
}
