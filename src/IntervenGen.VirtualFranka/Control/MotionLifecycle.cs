using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>The life cycle of a motion: which phase it is in, what ends it, and the final answers that follow.</summary>
/// <remarks>
/// Time is counted in cycles of one millisecond: <see cref="Tick"/> is one. A motion that was started gets exactly one final
/// answer. One thread; allocates nothing.
/// </remarks>
internal sealed class MotionLifecycle(FciVersion version, ControlTiming timing, IMotionArm arm)
{
    // A reflex's flags are shown as current errors in two states; the reason stays until the next motion.
    private const int ErrorCycles = 2;

    // Metres and radians, and rad/s: what no arm reaches, so that a larger number is a mistake.
    private const double MaxDeviation = 1e6, MaxSpeed = 1000;

    private MoveRequest _request;
    private FciStatus _stopsWith;
    private FciStatus? _moveEnd, _recoveryEnd;
    private bool _isStopAsked, _isStopDone, _isUserStopPressed;
    private int _countdown, _errorsLeft;

    public MotionPhase Phase { get; private set; } = MotionPhase.Idle;

    /// <summary>The running motion, or the last one.</summary>
    public ref readonly MoveRequest Request => ref _request;

    /// <summary>Error flags that are raised at present.</summary>
    public RobotErrors Errors { get; private set; }

    /// <summary>Error flags that ended the last motion.</summary>
    public RobotErrors ReflexReason { get; private set; }

    /// <summary>Whether the client's own torques move the arm.</summary>
    public bool IsExternal => Phase == MotionPhase.Moving && Request.ControllerMode == ControllerMode.ExternalController;

    /// <summary>Whether the motion runs or brakes: its modes are shown.</summary>
    public bool IsUnderWay => Phase is MotionPhase.Moving or MotionPhase.Stopping;

    /// <summary>Whether a motion has begun and has not yet come to rest: settings are refused.</summary>
    public bool HasMotion => Phase is MotionPhase.Switching or MotionPhase.Moving or MotionPhase.Stopping;

    /// <summary>Begins a motion if the robot is idle and its modes exist.</summary>
    /// <returns>MotionStarted, or why not.</returns>
    public FciStatus Begin(in MoveRequest request)
    {
        if (Phase != MotionPhase.Idle)
            return FciStatus.NotPossible;
        if (!Exists(request) || !HasGoodNumbers(request))
            return FciStatus.InvalidArgument;
        _request = request;
        Phase = MotionPhase.Switching;
        _countdown = timing.SwitchDelay;
        ReflexReason = default;
        return FciStatus.MotionStarted;
    }

    /// <summary>Advances the life cycle by one cycle, and brakes the arm where the phase asks for it.</summary>
    /// <returns>Whether the motion takes a command in this cycle.</returns>
    public bool Tick()
    {
        // Current errors go with their cause; the reason stays.
        if (_errorsLeft > 0 && --_errorsLeft == 0)
            Errors = default;
        switch (Phase)
        {
            case MotionPhase.Switching when _countdown-- <= 0:
                Phase = MotionPhase.Moving;
                arm.Measure();
                break;
            case MotionPhase.Moving:
                return true;
            case MotionPhase.Stopping:
                arm.Brake();
                if (arm.IsAtRest)
                    End(_stopsWith);
                break;
            case MotionPhase.Recovering:
                arm.Brake();
                if (_countdown-- <= 0 && arm.IsAtRest)
                {
                    Phase = MotionPhase.Idle;
                    arm.HoldMeasured();
                    _recoveryEnd = FciStatus.Success;
                }

                break;
            case MotionPhase.UserStopped:
                // A button that is released at once does not let go of an arm that still moves.
                arm.Brake();
                if (!_isUserStopPressed && arm.IsAtRest)
                    Phase = MotionPhase.Idle;
                break;
            case MotionPhase.Reflex:
                arm.Brake();
                break;
            default:
                break;
        }

        return false;
    }

    /// <summary>Ends the motion at once.</summary>
    /// <param name="status">The final answer.</param>
    public void End(FciStatus status)
    {
        _moveEnd = status;
        if (IsExternal)
            arm.FollowMeasured();
        Phase = MotionPhase.Idle;
        if (_isStopAsked)
            FinishStop();
    }

    /// <summary>Ends the motion by a controlled stop.</summary>
    /// <param name="end">The final answer once the arm rests.</param>
    /// <remarks>A client's torques end at once; the arm brakes from its measured speed.</remarks>
    public void Brake(FciStatus end)
    {
        if (IsExternal)
            arm.FollowMeasured();
        Phase = MotionPhase.Stopping;
        _stopsWith = end;
    }

    /// <summary>Aborts the motion by a reflex, which shows in the very next state; the arm brakes under it.</summary>
    public void Abort(RobotErrorFlag flag)
    {
        RobotErrors errors = default(RobotErrors).With((int)flag);
        End(FciStatus.ReflexAborted);
        Phase = MotionPhase.Reflex;
        _errorsLeft = ErrorCycles;
        Errors = errors;
        ReflexReason = errors;
    }

    /// <summary>The arm was put back to its start, from a state that is none: whatever ran is over, and a recovery is needed.</summary>
    public void OnPlantRebuilt()
    {
        RobotErrors errors = default(RobotErrors).With((int)RobotErrorFlag.Instability);
        if (HasMotion)
            End(FciStatus.ReflexAborted);
        else if (Phase == MotionPhase.Recovering)
            _recoveryEnd = FciStatus.ReflexAborted;
        Phase = _isUserStopPressed ? MotionPhase.UserStopped : MotionPhase.Reflex;
        _errorsLeft = ErrorCycles;
        Errors = ReflexReason = errors;
    }

    /// <summary>Stops the motion; a reply says when the arm rests.</summary>
    public void Stop()
    {
        _isStopAsked = true;
        if (Phase is MotionPhase.Switching or MotionPhase.Moving)
            Brake(FciStatus.Preempted);
        else if (Phase != MotionPhase.Stopping)
            FinishStop();
    }

    /// <summary>Begins a recovery; a reply says when it is over.</summary>
    /// <returns>Whether one began.</returns>
    public bool Recover()
    {
        bool isReleased = Phase == MotionPhase.UserStopped && !_isUserStopPressed;
        if (Phase is not (MotionPhase.Idle or MotionPhase.Reflex) && !isReleased)
            return false;
        Phase = MotionPhase.Recovering;
        _countdown = timing.RecoveryTime;
        return true;
    }

    /// <summary>Presses or releases the user stop, a button beside a real robot.</summary>
    public void UserStop(bool isPressed)
    {
        _isUserStopPressed = isPressed;
        if (!isPressed || Phase == MotionPhase.UserStopped)
            return;
        if (HasMotion)
            End(FciStatus.EmergencyAborted);
        else if (Phase == MotionPhase.Recovering)
            _recoveryEnd = FciStatus.EmergencyAborted;
        Phase = MotionPhase.UserStopped;
    }

    /// <summary>Brakes what moves; nobody is left to be answered.</summary>
    public void OnClientGone()
    {
        if (Phase is MotionPhase.Switching or MotionPhase.Moving)
            Brake(FciStatus.Preempted);
        _isStopAsked = false;
    }

    /// <summary>Hands over the final answers that are due, and forgets them.</summary>
    public MotionReplies DrainReplies()
    {
        var replies = new MotionReplies(_moveEnd, _isStopDone, _recoveryEnd);
        (_moveEnd, _isStopDone, _recoveryEnd) = (null, false, null);
        return replies;
    }

    // Which pairs of controller and generator there are.
    private bool Exists(in MoveRequest request)
    {
        bool isKnown = request.MotionGeneratorMode is >= MotionGeneratorMode.JointPosition and <= MotionGeneratorMode.None
            && request.ControllerMode <= ControllerMode.ExternalController;
        bool isTorqueAlone = request.MotionGeneratorMode == MotionGeneratorMode.None;
        bool isJointMotion = request is
        {
            MotionGeneratorMode: MotionGeneratorMode.JointPosition,
            ControllerMode: ControllerMode.JointImpedance,
        };
        return isKnown
            && !(isTorqueAlone && (version.Number < 7 || request.ControllerMode != ControllerMode.ExternalController))
            && !(request.IsAsynchronous && !isJointMotion);
    }

    // What is not a number is within no bounds: the comparisons are written so.
    private static bool HasGoodNumbers(in MoveRequest request)
    {
        bool isGood = IsGood(request.PathDeviation) && IsGood(request.GoalDeviation);
        JointNumbers speeds = request.MaximumVelocity;
        for (int i = 0; request.IsAsynchronous && i < FrankaArm.Joints; i++)
            isGood &= speeds[i] is > 0 and <= MaxSpeed;
        return isGood;
    }

    private static bool IsGood(in PoseDeviation deviation) => deviation.Translation is >= 0 and <= MaxDeviation
        && deviation.Rotation is >= 0 and <= MaxDeviation && deviation.Elbow is >= 0 and <= MaxDeviation;

    private void FinishStop()
    {
        _isStopAsked = false;
        _isStopDone = true;
    }
}
