using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>The Franka Hand: homing, moves, grasps and stops, one millisecond at a time on the robot's thread.</summary>
/// <remarks>
/// A spring pulls the fingers after a target that travels at the commanded speed; its force is bounded by the grasp's. A grasp is
/// judged when the fingers have stood still for a tenth of a second, as the vendor's simulation does.
/// </remarks>
internal sealed class VirtualHand(VirtualWorld world)
{
    // Metres, m/s and newtons. Stroke and peak force are those of the Franka Hand's data sheet; the speed of the opening is
    // what the hand of the training scene reaches, twice the data sheet's 50 mm/s per finger.
    private const double MaxWidth = 0.08, MaxSpeed = 0.2, MaxForce = 140;
    private const double Period = RateLimiter.Period;

    // The slowest speed that ends within a minute or so, the largest that is no mistake, m/s (the hand goes as fast as it can), and
    // the widest tolerance that says anything, metres.
    private const double MinSpeed = 1e-3, MaxAskedSpeed = 1000, MaxTolerance = 1;

    // Per finger: N/m, N·s/m and newtons; chosen so that the fingers follow their target within a millimetre.
    private const double Stiffness = 3000, Damping = 50, MoveForce = 40;
    // Metres and m/s below which the fingers are there and stand still, and the play of the stops, metres.
    private const double AtTarget = 0.001, StillSpeed = 0.001, PlayOnStop = 0.0005;
    private const int StillTime = 100, BlockedAfter = 5000, UsualTemperature = 30;

    // The finger's stops yield a little.
    private double _target = world.Width, _goal = world.Width, _speed, _force = MoveForce, _maxWidth;
    private GripperRequest? _running;
    private GraspRequest _grasp;
    private GripperStatus? _end;
    private int _still, _blocked;
    private bool _homesOpening;

    /// <summary>Whether the fingers hold something.</summary>
    public bool IsGrasped { get; private set; }

    /// <summary>Force on each finger, positive opens, newtons.</summary>
    public double FingerForce { get; private set; }

    /// <summary>Whether an action is under way.</summary>
    public bool IsBusy => _running is not null;

    /// <summary>State of the hand, as it is sent to clients.</summary>
    public GripperState State(uint messageId) =>
        new(messageId, Math.Clamp(world.Width, 0, MaxWidth), _maxWidth, IsGrasped, UsualTemperature);

    /// <summary>Forgets every action: after the world was put back by hand.</summary>
    public void StandStill()
    {
        _running = null;
        IsGrasped = false;
        _target = _goal = world.Width;
        _force = MoveForce;
        if (_maxWidth == 0)
            _maxWidth = MaxWidth;
    }

    /// <summary>Stands still where an episode begins, holding what it holds.</summary>
    /// <param name="start">Where; null for the usual scene, in which the hand is empty.</param>
    public void Begin(SceneStart? start)
    {
        StandStill();
        if (start is not { Held.Count: > 0 })
            return;
        _grasp = new GraspRequest(world.Width, MaxWidth, MaxWidth, MaxSpeed, 2 * MoveForce);
        KeepPressing();
    }

    /// <summary>Ends a running action as failed: the world was put back to its start.</summary>
    public void OnWorldRebuilt()
    {
        if (_running is not null)
            End(GripperStatus.Failed);
        StandStill();
    }

    /// <summary>How the running action ended, once.</summary>
    public GripperStatus? TakeEnd()
    {
        GripperStatus? end = _end;
        _end = null;
        return end;
    }

    /// <returns>True: it is always possible.</returns>
    public bool Home()
    {
        Begin(GripperRequest.Homing, 0, 0.05, MoveForce);
        _homesOpening = false;
        return true;
    }

    /// <returns>False if a number is out of its range.</returns>
    public bool Move(FingerMoveRequest request)
    {
        if (!IsGood(request.Width, request.Speed))
            return false;
        Begin(GripperRequest.Move, request.Width, request.Speed, MoveForce);
        return true;
    }

    /// <returns>Null if it began; failed if a number is out of its range, unsuccessful if something is held already.</returns>
    public GripperStatus? Grasp(GraspRequest request)
    {
        if (!IsGood(request.Width, request.Speed) || !(request.Force is > 0 and <= MaxForce)
            || !(request.InnerTolerance is >= 0 and <= MaxTolerance) || !(request.OuterTolerance is >= 0 and <= MaxTolerance))
            return GripperStatus.Failed;
        if (IsGrasped)
            return GripperStatus.Unsuccessful;
        // Beyond the expected width the fingers go on until something stops them.
        Begin(GripperRequest.Grasp, request.Width - request.InnerTolerance, request.Speed, request.Force / 2);
        _grasp = request;
        return null;
    }

    /// <summary>Ends a running action, which is answered as aborted, and lets go.</summary>
    public void Stop()
    {
        if (_running is not null)
            End(GripperStatus.Aborted);
        IsGrasped = false;
        _target = _goal = world.Width;
        _force = MoveForce;
    }

    /// <summary>Advances the hand by one millisecond.</summary>
    public void Advance()
    {
        double step = _speed * Period, distance = _goal - _target;
        _target += Math.Clamp(distance, -step, step);
        double width = world.Width, speed = world.WidthSpeed;
        FingerForce = Math.Clamp((Stiffness * (_target - width) / 2) - (Damping * speed / 2), -_force, _force);
        _still = Math.Abs(speed) < StillSpeed && Math.Abs(_goal - _target) < AtTarget ? _still + 1 : 0;
        if (IsGrasped && _running is null)
            KeepGrasp(width);
        if (_running is not { } running)
            return;
        bool arrives = Math.Abs(width - _goal) < AtTarget;
        switch (running)
        {
            case GripperRequest.Homing when !_homesOpening && _still > StillTime:
                _homesOpening = true;
                _still = 0;
                _goal = MaxWidth;
                break;
            case GripperRequest.Homing when _still > StillTime:
                _maxWidth = width;
                End(GripperStatus.Success);
                break;
            case GripperRequest.Move when arrives && _still > 0:
                End(GripperStatus.Success);
                break;
            case GripperRequest.Move when _still > 0 && ++_blocked > BlockedAfter:
                End(GripperStatus.Failed);
                break;
            case GripperRequest.Grasp when _still > StillTime:
                JudgeGrasp(width);
                break;
            default:
                break;
        }
    }

    private static bool IsGood(double width, double speed) =>
        width is >= 0 and <= MaxWidth && speed is >= MinSpeed and <= MaxAskedSpeed;

    private void JudgeGrasp(double width)
    {
        // A goal reached freely is no object, unless the tolerance says so.
        bool holds = width > _grasp.Width - _grasp.InnerTolerance && width < _grasp.Width + _grasp.OuterTolerance
            && Math.Abs(width - _goal) > PlayOnStop;
        IsGrasped = holds;
        if (holds)
            KeepPressing();
        End(holds ? GripperStatus.Success : GripperStatus.Unsuccessful);
    }

    // The force is kept: the target goes where the spring gives it in full.
    private void KeepPressing()
    {
        IsGrasped = true;
        _goal = _target = world.Width - (2 * _force / Stiffness);
    }

    private void KeepGrasp(double width)
    {
        if (width < _grasp.Width - _grasp.InnerTolerance - AtTarget)
            IsGrasped = false;
    }

    private void Begin(GripperRequest request, double width, double speed, double force)
    {
        if (_running is not null)
            End(GripperStatus.Aborted);
        IsGrasped = false;
        _running = request;
        _goal = width;
        _target = world.Width;
        _speed = Math.Min(speed, MaxSpeed);
        _force = force;
        _still = _blocked = 0;
    }

    private void End(GripperStatus status)
    {
        _end = status;
        _running = null;
    }
}
