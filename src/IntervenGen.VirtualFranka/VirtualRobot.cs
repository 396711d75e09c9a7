using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.Interop.Realtime;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.Control;
using IntervenGen.VirtualFranka.Server;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka;

/// <summary>A Franka robot that is not there: an FCI server for arm and hand over a MuJoCo scene with a table and a cube.</summary>
/// <remarks>
/// One thread runs the robot's milliseconds: it sends the state, then the replies that it explains, waits for the command or
/// for the clock, then moves the world. Other threads only read requests. Everything public may be called from any thread.
/// </remarks>
public sealed class VirtualRobot : IDisposable
{
    private const long Millisecond = CycleClock.Millisecond;
    private const int GripperPeriod = 33;
    // Commands looked at before the clock is: a client that sends without end must not hold the robot.
    private const int MaxCommands = 32, MaxMotions = 1000;

    // A client may let the first states of a motion pass without an answer; one that is merely late must not find that its motion
    // began without it.
    private const long FirstAnswerWait = 50 * Millisecond;

    private readonly VirtualRobotOptions _options;
    private readonly FciVersion _version;
    private readonly VirtualWorld _world;
    private readonly ControlBox _box;
    private readonly VirtualHand _hand;
    private readonly ServicePort _robotPort, _gripperPort;
    private readonly StateLink _link;
    private readonly List<IDisposable> _owned = [];
    private readonly RobotService _service;
    private readonly GripperService _gripper;
    private readonly Perturbation _perturbation;
    private readonly ConcurrentQueue<Action> _posted = [];
    private readonly RobotCommand _command = new();
    private readonly Roundtrips _roundtrips = new();
    private readonly Thread _thread;
    private readonly CycleClock _clock;
    private readonly ConcurrentQueue<MotionSummary> _motions = [];
    private (int Link, ulong End)? _push;
    private SceneStart? _start;
    private long _rebuilds;
    private readonly CancellationTokenSource _faulted = new();
    private volatile bool _ends;
    private volatile Exception? _fault;

    /// <summary>Opens the ports and starts the robot's thread.</summary>
    /// <exception cref="UsageException">A port is taken.</exception>
    public VirtualRobot(VirtualRobotOptions? options = null)
    {
        _options = options ?? new VirtualRobotOptions();
        _version = _options.Version;
        _clock = new CycleClock(_options.Clock == RobotClock.Realtime ? Millisecond : 50 * Millisecond);
        var arm = FrankaArm.Of(_version);
        var limits = ArmLimits.Of(_version);
        // In lock-step nothing is late, whatever is compiled meanwhile.
        if (_options.Clock == RobotClock.Realtime)
            Rehearsal.Once(_version);
        try
        {
            // Ports first: what may be refused comes before what must be given back.
            _robotPort = Own(new ServicePort(_options.Address, _options.Port, isGripper: false, _options.MessageWait));
            _gripperPort = Own(new ServicePort(_options.Address, _options.GripperPort, isGripper: true, _options.MessageWait));
            _world = Own(new VirtualWorld(arm, limits, _options.Scene));
            _start = _options.Scene?.Start;
            ResetWorld();
            _box = new ControlBox(_world, arm, limits, _version, _options.Timing, _options.FrictionLeft);
            _hand = new VirtualHand(_world);
            _hand.Begin(_start);
            _perturbation = new Perturbation(_options.Perturbation, _world);
            _link = Own(new StateLink(_options.Address, _version, _options.Faults));
            _service = new RobotService(_version, _robotPort, _link, _box, UrdfText.Of(arm, limits));
            _service.Ended = Summarise;
            _gripper = Own(new GripperService(_gripperPort, _hand));
        }
        catch
        {
            Release();
            throw;
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "virtual robot" };
        _thread.Start();
    }

    /// <summary>TCP port of the robot service.</summary>
    public int Port => _robotPort.Port;

    /// <summary>TCP port of the gripper service.</summary>
    public int GripperPort => _gripperPort.Port;

    /// <summary>Whether a client of the robot service is there, or its leaving has not been noticed yet.</summary>
    public bool HasClient => _robotPort.Session is not null;

    /// <summary>How to connect to it.</summary>
    public FciOptions ClientOptions => new() { Port = Port, GripperPort = GripperPort, FirstVersion = _version };

    /// <summary>Cancelled when the robot ends by a fault of its own; <see cref="ThrowIfFaulted"/> then says which.</summary>
    public CancellationToken Faulted => _faulted.Token;

    /// <summary>Throws if the robot has ended by a fault of its own.</summary>
    /// <exception cref="IntervenGenException">It has; the cause is inside.</exception>
    public void ThrowIfFaulted()
    {
        if (_fault is { } fault)
            throw Ended(fault);
    }

    /// <summary>Counts since the robot was started.</summary>
    public VirtualRobotCounts Counts =>
        Invoke(_ => new VirtualRobotCounts(
            (long)_box.State.MessageId, _box.MissedCommands, _link.Malformed, _clock.LateCycles, _clock.Restarts, _rebuilds));

    /// <summary>Runs something on the robot's thread, between two milliseconds, and waits for it.</summary>
    /// <remarks>Keep it short: the robot stands still meanwhile.</remarks>
    public T Invoke<T>(Func<VirtualWorld, T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _posted.Enqueue(() =>
        {
            try
            {
                done.SetResult(action(_world));
            }
            // Handed to whoever asked.
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        while (Task.WaitAny([done.Task], TimeSpan.FromMilliseconds(100)) < 0)
        {
            if (_ends || _fault is not null)
                throw Ended(_fault);
        }

        return done.Task.GetAwaiter().GetResult();
    }

    /// <summary>Changes the scene between two milliseconds.</summary>
    public void Invoke(Action<VirtualWorld> action) => Invoke(world =>
    {
        action(world);
        return true;
    });

    /// <summary>Presses or releases the user stop, the button beside a real robot.</summary>
    public void UserStop(bool isPressed) => Invoke(_ => _box.UserStop(isPressed));

    /// <summary>The robot's mode.</summary>
    public RobotMode Mode => Invoke(_ => _box.State.RobotMode);

    /// <summary>Pushes a link of the arm.</summary>
    /// <param name="link">1 to 7.</param>
    /// <param name="force">World axes, newtons; zero ends a push.</param>
    /// <param name="milliseconds">How long; null for until the next call.</param>
    /// <param name="linkFromPoint">Where, in the link's own frame, metres; its centre of mass if null.</param>
    public void Push(int link, Vec3 force, int? milliseconds = null, Vec3? linkFromPoint = null) => Invoke(world =>
    {
        if (linkFromPoint is { } point)
            world.PushLink(link, force, point);
        else
            world.PushLink(link, force);
        _push = milliseconds is { } time ? (link, _box.State.MessageId + (ulong)Math.Max(0, time)) : null;
    });

    /// <summary>Lets the network lose all states and commands for a while.</summary>
    public void FailNetwork(int milliseconds) => Invoke(_ => _link.Outage = milliseconds);

    /// <summary>Puts the arm elsewhere, at rest, without moving it there.</summary>
    /// <param name="posture">Joint positions, rad.</param>
    /// <returns>False if the robot is not idle, or the posture is out of its range.</returns>
    public bool TryStand(JointNumbers posture) => Invoke(world =>
    {
        var limits = ArmLimits.Of(_version);
        if (!_box.IsIdle || !Enumerable.Range(0, FrankaArm.Joints).All(
            i => posture[i] >= limits.LowestPosition[i] && posture[i] <= limits.HighestPosition[i]))
            return false;
        world.Stand(posture);
        _hand.StandStill();
        _box.StandStill();
        return true;
    });

    /// <summary>Puts arm and things to where an episode begins, at rest.</summary>
    /// <param name="start">Where, in the scene that is served; null for where the last one began.</param>
    /// <returns>False if the robot is not idle.</returns>
    public bool TryReset(SceneStart? start = null) => Invoke(_ =>
    {
        if (!_box.IsIdle)
            return false;
        _start = start ?? _start;
        Restart();
        _box.StandStill();
        return true;
    });

    /// <summary>The next motion that has ended and was not taken yet; the last thousand are kept.</summary>
    public bool TryTakeMotion([NotNullWhen(true)] out MotionSummary? motion) => _motions.TryDequeue(out motion);

    /// <summary>Microseconds from a state's sending to its command's arrival, sorted; those of the last quarter of a million
    /// cycles.</summary>
    public float[] Roundtrips() => Invoke(_ => _roundtrips.Sorted());

    /// <summary>Closes all connections and stops the robot's thread.</summary>
    public void Dispose()
    {
        _ends = true;
        _thread.Join();
        Release();
    }

    /// <summary>Whether a request waits for the robot's thread.</summary>
    internal bool HasWaitingRequest => _robotPort.Session is { HasRequest: true };

    internal RobotScene? Scene => _options.Scene;

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }

    // Ports first: their sessions use what comes after them.
    private void Release()
    {
        foreach (IDisposable part in _owned)
            part.Dispose();
        _faulted.Dispose();
    }

    private static IntervenGenException Ended(Exception? fault) =>
        new($"the virtual robot has ended{(fault is null ? "" : $": {fault.Message}")}", fault);

    private void Run()
    {
        RealtimeStatus? status = null;
        try
        {
            if (_options.WantsPriority)
                status = RealtimeThread.Enter();
            while (!_ends)
                Tick();
        }
        // Kept for whoever asks next; a thread has nobody to throw to.
        catch (Exception exception)
        {
            _fault = exception;
            _faulted.Cancel();
            _robotPort.Session?.Close();
            _gripperPort.Session?.Close();
        }
        finally
        {
            RealtimeThread.Leave(status);
        }
    }

    // A method of its own: a long loop body would be compiled anew, on this thread, in the middle of a motion.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Tick()
    {
        _clock.Begin();
        _link.Send(_box.State);
        _service.SendReplies();
        bool came = Await();
        bool isExcused = !came && _options.Clock == RobotClock.Realtime && _box.ExpectsCommands && _clock.Excuses();
        _service.Serve();
        RunPosted();
        _gripper.Serve();
        _hand.Advance();
        _perturbation.Advance(_box.State.MessageId);
        if (_push is { } push && _box.State.MessageId >= push.End)
        {
            _world.PushLink(push.Link, Vec3.Zero);
            _push = null;
        }

        try
        {
            _box.Advance(came ? _command : null, _hand.FingerForce, isExcused);
        }
        catch (WorldDivergedException)
        {
            Rebuild();
        }

        if (_box.State.MessageId % GripperPeriod == 0)
            _gripper.SendState((uint)_box.State.MessageId);
    }

    private void ResetWorld()
    {
        JointNumbers posture = _options.Posture ?? _start?.Posture ?? VirtualRobotOptions.Ready;
        if (_start is null)
            _world.Reset(posture, 0.08, _options.WorldFromCube);
        else
            _world.Reset(posture, _start);
    }

    private void Restart()
    {
        ResetWorld();
        _hand.OnWorldRebuilt();
        _hand.Begin(_start);
    }

    private void Summarise(FciStatus status)
    {
        MotionJournal journal = _box.Journal;
        RobotErrors reason = status == FciStatus.ReflexAborted ? _box.ReflexReason : default;
        _motions.Enqueue(new MotionSummary(
            journal.Begun, (long)(_box.State.MessageId - journal.Begun), journal.Request.ControllerMode,
            journal.Request.MotionGeneratorMode, journal.Commands, journal.Late, journal.Missed, journal.Excused,
            [.. journal.LargestJerk], status, reason));
        if (_motions.Count > MaxMotions)
            _motions.TryDequeue(out _);
    }

    // Whoever brought it about hears of it, and the robot goes on for everybody else.
    private void Rebuild()
    {
        _rebuilds++;
        Restart();
        _box.OnPlantRebuilt();
    }

    /// <returns>Whether the command that answers the present state came in time.</returns>
    private bool Await()
    {
        bool isLockStep = _options.Clock == RobotClock.LockStep && _box.ExpectsCommands && _link.HasClient;
        long deadline = !isLockStep
            ? _clock.End
            : _clock.Sent + (_box.HasCommand ? _options.AnswerWait.Ticks * 100 : FirstAnswerWait);
        bool came = false;
        // What has come is looked at before the clock: after a stall of its own the robot finds the answer in the queue.
        while (!(came = TakeAnswer()) && WaitForCommand(deadline, isLockStep))
        {
        }

        if (came)
            _roundtrips.Add(RealtimeClock.Now - _clock.Sent);
        if (isLockStep)
            _clock.EndNow();
        else if (came)
            RealtimeClock.SleepUntil(_clock.End);
        return came;
    }

    private bool TakeAnswer()
    {
        ulong wanted = _box.State.MessageId;
        for (int i = 0; i < MaxCommands && _link.TryTake(_command); i++)
        {
            if (_command.MessageId == wanted)
                return true;
            if (_box.ExpectsCommands && _command.MessageId < wanted)
                _box.Journal.CountLate();
        }

        return false;
    }

    // In lock-step the client may ask something before it answers, such as to stop: then no command will come.
    private bool WaitForCommand(long deadline, bool isLockStep)
    {
        // A socket stays readable while somebody floods it: the clock alone says when the cycle is over.
        if (!isLockStep)
            return !_ends && RealtimeClock.Now < deadline && _link.Wait(deadline);
        while (!_ends && RealtimeClock.Now < deadline)
        {
            RunPosted();
            _service.Serve();
            if (!_box.ExpectsCommands || !_link.HasClient)
                return false;
            if (_link.Wait(Math.Min(deadline, RealtimeClock.Now + Millisecond)))
                return true;
        }

        return false;
    }

    private void RunPosted()
    {
        while (_posted.TryDequeue(out Action? action))
            action();
    }
}
