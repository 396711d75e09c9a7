using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka;

/// <summary>How quickly the virtual controller does what a real one takes time for.</summary>
internal sealed record ControlTiming
{
    /// <summary>From an accepted motion until the modes change, milliseconds.</summary>
    public int SwitchDelay { get; init; } = 5;

    /// <summary>Length of a recovery, milliseconds.</summary>
    public int RecoveryTime { get; init; } = 100;

    /// <summary>Longest wait for a motion's first command, milliseconds.</summary>
    public int FirstCommandWait { get; init; } = 1000;
}

/// <summary>The controller: life of a motion, checks, reflexes, torques, states. One millisecond at a time, on one thread.</summary>
/// <remarks>Knows nothing of sockets. What it has to say beyond its states lies in <see cref="TakeMoveEnd"/> and its like.</remarks>
internal sealed partial class ControlBox
{
    private const int Joints = FrankaArm.Joints;
    private const int MostMissing = 20;
    private const int None = -1;

    private readonly VirtualWorld _world;
    private readonly FrankaArm _arm;
    private readonly ArmLimits _limits;
    private readonly FciVersion _version;
    private readonly ControlTiming _timing;
    private readonly CommandRules _rules;
    private readonly JointReference _reference;
    private readonly CartesianReference _cartesian = new();
    private readonly TorqueLaws _laws = new();
    private readonly InverseKinematics _inverse;
    private readonly ArmKinematics _desired;
    private readonly RobotState _state = new();
    private readonly double[] _q = new double[Joints], _dq = new double[Joints], _ddq = new double[Joints], _contacts = new double[Joints];
    private readonly double[] _torque = new double[Joints], _client = new double[Joints], _gravity = new double[Joints], _applied = new double[Joints];

    private ArmDynamics _dynamics;
    private Phase _phase = Phase.Idle;
    private MoveRequest _move;
    private FciStatus _stopsWith;
    private FciStatus? _moveEnd;
    private FciStatus? _recoveryEnd;
    private bool _stopAsked, _stopDone, _userStop;
    private int _countdown;

    public ControlBox(VirtualWorld world, FrankaArm arm, ArmLimits limits, FciVersion version, ControlTiming? timing = null)
    {
        _world = world;
        _arm = arm;
        _limits = limits;
        _version = version;
        _timing = timing ?? new ControlTiming();
        _rules = new CommandRules(limits, oldPositionFlags: version.Number < 9);
        _reference = new JointReference(limits);
        _inverse = new InverseKinematics(arm);
        _desired = new ArmKinematics(arm);
        _dynamics = new ArmDynamics(Settings.LoadedArm(arm));
        StandStill();
    }

    private enum Phase
    {
        Idle,
        Switching,
        Moving,
        Stopping,
        Reflex,
        Recovering,
        UserStopped,
    }

    public RobotSettings Settings { get; } = new();

    /// <summary>The state of this millisecond.</summary>
    public RobotState State => _state;

    /// <summary>Whether a motion waits for commands.</summary>
    public bool ExpectsCommands => _phase == Phase.Moving && !_move.IsAsynchronous;

    /// <summary>Whether the motion's first command has come.</summary>
    public bool HasCommand => _hasCommand;

    /// <summary>Commands that should have come and did not, all motions together.</summary>
    public long MissedCommands { get; private set; }

    /// <summary>Forgets all motion: after the world was put back by hand.</summary>
    public void StandStill()
    {
        _world.Read(_q, _dq, _ddq, _contacts);
        _reference.Hold(_q);
        _filtered.AsSpan().Clear();
        _client.AsSpan().Clear();
        Fill();
    }

    /// <summary>Begins a motion.</summary>
    /// <returns>MotionStarted, or why not.</returns>
    public FciStatus Begin(in MoveRequest request)
    {
        if (_phase != Phase.Idle)
            return FciStatus.NotPossible;
        bool isKnown = request.MotionGeneratorMode is >= MotionGeneratorMode.JointPosition and <= MotionGeneratorMode.None
            && request.ControllerMode <= ControllerMode.ExternalController;
        bool isTorqueAlone = request.MotionGeneratorMode == MotionGeneratorMode.None;
        bool isPlanned = request.IsAsynchronous;
        if (!isKnown
            || (isTorqueAlone && (_version.Number < 7 || request.ControllerMode != ControllerMode.ExternalController))
            || (isPlanned && (request.MotionGeneratorMode != MotionGeneratorMode.JointPosition || request.ControllerMode != ControllerMode.JointImpedance)))
            return FciStatus.InvalidArgument;
        _move = request;
        _phase = Phase.Switching;
        _countdown = _timing.SwitchDelay;
        _state.ReflexReason = default;
        _hasCommand = false;
        _silence = _missing = 0;
        _rate.Clear();
        _client.AsSpan().Clear();
        _plannedTo = null;
        return FciStatus.MotionStarted;
    }

    /// <summary>Brakes; <see cref="TakeStopDone"/> says when the arm rests.</summary>
    public void Stop()
    {
        _stopAsked = true;
        if (_phase is Phase.Switching or Phase.Moving)
            Brake(FciStatus.Preempted);
        else if (_phase != Phase.Stopping)
            StopIsDone();
    }

    /// <summary>Begins a recovery; <see cref="TakeRecoveryEnd"/> says when it is over.</summary>
    /// <returns>Whether one began.</returns>
    public bool Recover()
    {
        bool isReleased = _phase == Phase.UserStopped && !_userStop;
        if (_phase is not (Phase.Idle or Phase.Reflex) && !isReleased)
            return false;
        _phase = Phase.Recovering;
        _countdown = _timing.RecoveryTime;
        return true;
    }

    /// <summary>Changes a setting; not possible during motions.</summary>
    public FciStatus Set(FciRequest request, ReadOnlySpan<double> numbers)
    {
        if (_phase is Phase.Switching or Phase.Moving or Phase.Stopping)
            return FciStatus.NotPossible;
        FciStatus status = Settings.Set(request, numbers);
        if (request == FciRequest.SetLoad && status == FciStatus.Success)
            _dynamics = new ArmDynamics(Settings.LoadedArm(_arm));
        return status;
    }

    /// <summary>The user stop, a button beside a real robot.</summary>
    public void UserStop(bool isPressed)
    {
        _userStop = isPressed;
        if (isPressed && _phase != Phase.UserStopped)
        {
            if (_phase is Phase.Switching or Phase.Moving or Phase.Stopping)
                End(FciStatus.EmergencyAborted);
            else if (_phase == Phase.Recovering)
                _recoveryEnd = FciStatus.EmergencyAborted;
            _phase = Phase.UserStopped;
        }
    }

    /// <summary>The client is gone: what moves is braked, and nobody hears of it.</summary>
    public void Leave()
    {
        if (_phase is Phase.Switching or Phase.Moving)
            Brake(FciStatus.Preempted);
        _stopAsked = false;
    }

    /// <summary>How the motion ended, once.</summary>
    public FciStatus? TakeMoveEnd()
    {
        FciStatus? end = _moveEnd;
        _moveEnd = null;
        return end;
    }

    /// <summary>Whether a stop came to its end, once.</summary>
    public bool TakeStopDone()
    {
        bool isDone = _stopDone;
        _stopDone = false;
        return isDone;
    }

    /// <summary>How a recovery ended, once.</summary>
    public FciStatus? TakeRecoveryEnd()
    {
        FciStatus? end = _recoveryEnd;
        _recoveryEnd = null;
        return end;
    }

    /// <summary>Lives one millisecond: takes the command or its absence, moves the world, fills the next state.</summary>
    /// <param name="command">The answer to the last state, or null.</param>
    /// <param name="fingerForce">On each finger, positive opens, newtons.</param>
    public void Advance(RobotCommand? command, double fingerForce)
    {
        switch (_phase)
        {
            case Phase.Switching when _countdown-- <= 0:
                _phase = Phase.Moving;
                _world.Read(_q, _dq, _ddq, _contacts);
                break;
            case Phase.Moving:
                Take(command);
                break;
            case Phase.Stopping:
                _reference.Brake();
                if (_reference.IsAtRest)
                    End(_stopsWith);
                break;
            case Phase.Recovering:
                _reference.Brake();
                if (_countdown-- <= 0 && _reference.IsAtRest)
                {
                    _phase = Phase.Idle;
                    _reference.Hold(_q);
                    _collided.AsSpan().Clear();
                    _recoveryEnd = FciStatus.Success;
                }

                break;
            case Phase.UserStopped:
                // A button that is released at once does not let go of an arm that still moves.
                _reference.Brake();
                if (!_userStop && _reference.IsAtRest)
                    _phase = Phase.Idle;
                break;
            case Phase.Reflex:
                _reference.Brake();
                break;
            default:
                break;
        }

        Move(fingerForce);
        _state.MessageId++;
        if (_phase == Phase.Moving)
            Watch();
        Fill();
    }

    private bool IsExternal => _phase == Phase.Moving && _move.ControllerMode == ControllerMode.ExternalController;

    // Torques of this millisecond, from last millisecond's measurements, as a controller has them.
    private void Move(double fingerForce)
    {
        _dynamics.Update(_q);
        _dynamics.Gravity(ArmDynamics.UprightGravity, _gravity);
        if (IsExternal && _hasCommand)
        {
            _client.CopyTo(_torque, 0);
        }
        else if (_phase == Phase.Moving && _move.ControllerMode == ControllerMode.CartesianImpedance)
        {
            Pose flangeFromStiffness = Settings.FlangeFromEndEffector * Settings.EndEffectorFromStiffness;
            _desired.Update(_reference.Position);
            Span<double> jacobian = stackalloc double[6 * Joints], twist = stackalloc double[6];
            _desired.Jacobian(flangeFromStiffness.Position, jacobian);
            SmallSolver.Multiply(jacobian, _reference.Velocity, twist);
            _laws.Cartesian(
                _dynamics, _reference, _q, _dq, _desired.BaseFromFlange * flangeFromStiffness, new Twist(Vec3.From(twist), Vec3.From(twist[3..])),
                flangeFromStiffness, Settings.CartesianStiffness, _torque);
        }
        else
        {
            _laws.Joint(_dynamics, _reference, _q, _dq, Settings.JointStiffness, _torque);
        }

        for (int i = 0; i < Joints; i++)
            _applied[i] = Math.Clamp(_torque[i] + _gravity[i], -ArmLimits.Torque[i], ArmLimits.Torque[i]);
        _world.Step(_applied, fingerForce);
        _world.Read(_q, _dq, _ddq, _contacts);
        Filter();
    }

    // A controlled stop that ends as told. Torques of a client end at once; the arm brakes from its measured speed.
    private void Brake(FciStatus end)
    {
        if (IsExternal)
            _reference.Follow(_q, _dq);
        _phase = Phase.Stopping;
        _stopsWith = end;
    }

    private void End(FciStatus status)
    {
        _moveEnd = status;
        if (IsExternal)
            _reference.Follow(_q, _dq);
        _phase = Phase.Idle;
        if (_stopAsked)
            StopIsDone();
    }

    // A reflex shows in the very next state; the arm brakes under it.
    private void Abort(int flag)
    {
        RobotErrors errors = default(RobotErrors).With(flag);
        End(FciStatus.ReflexAborted);
        _phase = Phase.Reflex;
        _errorsFor = 3;
        _state.Errors = errors;
        _state.ReflexReason = errors;
    }

    private void StopIsDone()
    {
        _stopAsked = false;
        _stopDone = true;
    }
}
