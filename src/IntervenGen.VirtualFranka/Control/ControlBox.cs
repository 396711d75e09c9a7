using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>The controller: one millisecond at a time it takes a command, moves the arm, watches it and fills the next state.</summary>
/// <remarks>
/// Ties together <see cref="MotionLifecycle"/>, <see cref="CommandIntake"/>, <see cref="ArmServo"/>, <see cref="ContactEstimate"/>,
/// <see cref="ReflexMonitor"/> and <see cref="StateWriter"/>. Knows nothing of sockets and of clocks: a cycle is a call of
/// <see cref="Advance"/>. One thread; allocates nothing per cycle.
/// </remarks>
internal sealed class ControlBox
{
    private readonly JointReference _reference;
    private readonly CartesianReference _cartesian = new();
    private readonly DesiredMotion _desired;
    private readonly ArmServo _servo;
    private readonly MotionLifecycle _lifecycle;
    private readonly CommandIntake _intake;
    private readonly ContactEstimate _contact;
    private readonly ReflexMonitor _monitor;
    private readonly StateWriter _writer;

    public ControlBox(
        IArmPlant plant, FrankaArm arm, ArmLimits limits, FciVersion version, ControlTiming? timing = null, double frictionLeft = 0)
    {
        timing ??= new ControlTiming();
        _reference = new JointReference(limits);
        _desired = new DesiredMotion(arm, _reference, Settings);
        _servo = new ArmServo(plant, arm, Settings, _reference, _desired, frictionLeft);
        _lifecycle = new MotionLifecycle(version, timing, _servo);
        var rules = new CommandRules(limits, oldPositionFlags: version.Number < 9);
        var cartesianCommands = new CartesianCommands(arm, Settings, rules, _reference, _cartesian, _desired);
        _intake = new CommandIntake(limits, timing, rules, _reference, cartesianCommands);
        _contact = new ContactEstimate(arm, Settings);
        _monitor = new ReflexMonitor(limits, Settings, _reference, _desired, _servo, _contact, new SelfCollision(arm));
        _writer = new StateWriter(Settings, _lifecycle, _intake, _servo, _contact, _reference, _cartesian, _desired);
        StandStill();
    }

    public RobotSettings Settings { get; } = new();

    /// <summary>Counts of the running motion, or of the one that has just ended.</summary>
    public MotionJournal Journal { get; } = new();

    /// <summary>Whether nothing moves and no motion is asked for.</summary>
    public bool IsIdle => _lifecycle.Phase == MotionPhase.Idle;

    /// <summary>Flags that ended the last motion.</summary>
    public RobotErrors ReflexReason => _lifecycle.ReflexReason;

    /// <summary>The state of this millisecond.</summary>
    public RobotState State { get; } = new();

    /// <summary>Whether a motion waits for commands.</summary>
    public bool ExpectsCommands => _lifecycle.Phase == MotionPhase.Moving && !_lifecycle.Request.IsAsynchronous;

    /// <summary>Whether the motion's first command has come.</summary>
    public bool HasCommand => _intake.HasCommand;

    /// <summary>Commands that should have come and did not, all motions together.</summary>
    public long MissedCommands => _intake.Missed;

    /// <summary>Forgets all motion: after the world was put back by hand.</summary>
    public void StandStill()
    {
        _servo.Measure();
        _servo.HoldMeasured();
        _contact.Clear();
        _intake.ForgetTorques();
        FillState();
    }

    /// <summary>Tells the client that the world was put back because it was none any more: a reflex, without the payload that may
    /// have been the cause.</summary>
    public void OnPlantRebuilt()
    {
        _lifecycle.OnPlantRebuilt();
        Settings.ForgetLoad();
        _servo.TakeLoad();
        State.MessageId++;
        StandStill();
    }

    /// <summary>Begins a motion if the robot is idle and its modes exist.</summary>
    /// <returns>MotionStarted, or why not.</returns>
    public FciStatus Begin(in MoveRequest request)
    {
        FciStatus status = _lifecycle.Begin(request);
        if (status == FciStatus.MotionStarted)
        {
            _intake.Begin(request);
            Journal.Begin(request, State.MessageId);
        }

        return status;
    }

    /// <inheritdoc cref="MotionLifecycle.Stop"/>
    public void Stop() => _lifecycle.Stop();

    /// <inheritdoc cref="MotionLifecycle.Recover"/>
    public bool Recover() => _lifecycle.Recover();

    /// <inheritdoc cref="MotionLifecycle.UserStop"/>
    public void UserStop(bool isPressed) => _lifecycle.UserStop(isPressed);

    /// <inheritdoc cref="MotionLifecycle.OnClientGone"/>
    public void OnClientGone() => _lifecycle.OnClientGone();

    /// <inheritdoc cref="MotionLifecycle.DrainReplies"/>
    public MotionReplies DrainReplies() => _lifecycle.DrainReplies();

    /// <summary>Changes a setting; not possible during motions.</summary>
    public FciStatus Set(FciRequest request, ReadOnlySpan<double> numbers)
    {
        if (_lifecycle.HasMotion)
            return FciStatus.NotPossible;
        FciStatus status = Settings.Set(request, numbers);
        if (request == FciRequest.SetLoad && status == FciStatus.Success)
            _servo.TakeLoad();
        return status;
    }

    /// <summary>Runs one cycle: takes the command or its absence, moves the world, fills the next state.</summary>
    /// <param name="command">The answer to the last state, or null.</param>
    /// <param name="fingerForce">On each finger, positive opens, newtons.</param>
    /// <param name="isExcused">Whether a missing command is the robot's own fault: it was late itself.</param>
    public void Advance(RobotCommand? command, double fingerForce, bool isExcused = false)
    {
        bool wasRecovering = _lifecycle.Phase == MotionPhase.Recovering;
        if (_lifecycle.Tick())
            Take(command, isExcused);
        if (wasRecovering && _lifecycle.Phase == MotionPhase.Idle)
            _contact.ForgetCollisions();
        _servo.Advance(Source(), _intake.Torques, fingerForce);
        _contact.Sense(_servo.AppliedTorques, _servo.FrictionTorques, _servo.Accelerations, _servo.ContactTorques);
        State.MessageId++;
        if (_lifecycle.Phase == MotionPhase.Moving)
            Watch();
        FillState();
    }

    private void Take(RobotCommand? command, bool isExcused)
    {
        bool isExpected = _intake.HasCommand && !_lifecycle.Request.IsAsynchronous;
        CommandVerdict verdict = _intake.Take(command, isExcused);
        Journal.Count(command is not null, isExpected, isExcused, _reference.Acceleration);
        switch (verdict.Effect)
        {
            case CommandEffect.Abort:
                _lifecycle.Abort(verdict.Flag);
                break;
            case CommandEffect.Brake:
                _lifecycle.Brake(FciStatus.Success);
                break;
            case CommandEffect.Finish when _monitor.Deviates(_lifecycle.Request.GoalDeviation):
                _lifecycle.Abort(RobotErrorFlag.MaxGoalDeviation);
                break;
            case CommandEffect.Finish:
                _reference.Hold(_reference.Position);
                _lifecycle.End(FciStatus.Success);
                break;
            default:
                break;
        }
    }

    private TorqueSource Source() => _lifecycle switch
    {
        { IsExternal: true } when _intake.HasCommand => TorqueSource.Client,
        { Phase: MotionPhase.Moving, Request.ControllerMode: ControllerMode.CartesianImpedance } => TorqueSource.CartesianImpedance,
        _ => TorqueSource.JointImpedance,
    };

    private void Watch()
    {
        RobotErrorFlag flag = _monitor.Check(_lifecycle.Request.PathDeviation);
        if (flag != RobotErrorFlag.None)
            _lifecycle.Abort(flag);
    }

    private void FillState()
    {
        _contact.UpdateWrench(_servo.Positions);
        bool isCartesian = _lifecycle.Phase == MotionPhase.Moving && _intake.HasCommand
            && _lifecycle.Request.MotionGeneratorMode is MotionGeneratorMode.CartesianPosition or MotionGeneratorMode.CartesianVelocity;
        if (!isCartesian)
        {
            (Pose pose, Twist twist) = _desired.Of(Settings.FlangeFromEndEffector);
            _cartesian.Show(
                pose, twist, _reference.Position[ArmElbow.Joint], _reference.Velocity[ArmElbow.Joint],
                _reference.Acceleration[ArmElbow.Joint]);
        }

        _writer.Write(State);
    }
}
