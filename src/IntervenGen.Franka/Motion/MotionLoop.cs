using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using IntervenGen.Core;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>One motion from its request to its end. Made for the motion, used on one thread.</summary>
/// <remarks>
/// Ask, wait until the robot is in the wanted modes, then answer every state until the motion, the robot or the caller ends it.
/// When the motion or the robot ended it, the robot's final answer is waited for; when the caller did or something failed here, the
/// robot is told to stop and must come to rest, and a final answer that comes later is dropped. From the first state to the last
/// nothing is allocated.
/// </remarks>
internal sealed class MotionLoop(IMotion motion, MotionOptions options, IMotionLink link)
{
    // Until then the robot's success rate counts commands from before the motion.
    private const long CountedFrom = 100;

    private readonly RobotState _state = new();
    private readonly RobotCommand _command = new();
    private readonly MotionLog _log = new();
    private readonly CommandShaper _shaper = new(motion, options);
    private uint _move;
    private long _cycles, _longestGap, _longestUpdate, _allocated, _lostBefore, _lost;
    private long _allocatedBefore, _arrival;
    private ulong _last;
    private double _lowestRate = 1;
    private Interop.Realtime.RealtimeStatus? _realtime;

    // Whether the robot has said how the motion ended, or has been told to end it: nothing is left to stop.
    private bool _isOver;

    private enum CycleEnd
    {
        GoesOn,
        Finished,
        Stopped,
    }

    // A motion of torques alone has no generator; before version 10 it is asked for as one of zero joint velocities.
    private MotionGeneratorMode Generator =>
        motion.Generator == MotionGeneratorMode.None && link.Version.Number < 10 ? MotionGeneratorMode.JointVelocity : motion.Generator;

    public MotionReport Run(Interop.Realtime.RealtimeStatus? realtime, CancellationToken stop)
    {
        link.NextState(_state);
        WarmUp();
        link.ForgetStates();
        link.NextState(_state);
        if (!IsAtRest(_state))
            throw new FrankaCommandException(FciRequest.Move, FciStatus.NotPossible);
        _move = link.BeginMove(Request());
        try
        {
            _realtime = realtime;
            bool isStopped = !(Start(stop) && Answer(stop));
            return Report(isStopped);
        }
        catch when (!_isOver)
        {
            StopAfterFault();
            throw;
        }
        finally
        {
            link.ForgetMove(_move);
        }
    }

    /// <returns>False if the caller stopped the motion before its first command.</returns>
    private bool Start(CancellationToken stop)
    {
        FciStatus status = link.AwaitMove(_move, link.CommandTimeout);
        if (status != FciStatus.MotionStarted)
            throw Ended(status, $"the motion was refused: {FciStatusText.Of(status)} (robot mode {_state.RobotMode})");
        var deadline = new Deadline(options.StartTimeout);
        while (_state.MotionGeneratorMode != Generator || _state.ControllerMode != motion.Controller)
        {
            if (stop.IsCancellationRequested)
            {
                Stop();
                return false;
            }

            // Refused after all, or aborted before it moved; a state with the reason comes before the answer.
            if (link.TryTakeMove(_move) is { } end)
            {
                link.NextState(_state);
                throw Ended(end, $"the motion was aborted at its start: {FciStatusText.Of(end)} {_state.ReflexReason}");
            }

            if (deadline.IsOver)
            {
                throw new FrankaNetworkException(string.Create(CultureInfo.InvariantCulture,
                    $"the robot did not enter {Generator} with {motion.Controller} within {options.StartTimeout.TotalSeconds:0.###} s"));
            }

            link.NextState(_state);
        }

        return true;
    }

    // A loop that turns ten thousand times in a method of the runtime's quick kind is replaced while it runs, on this very thread:
    // 7 ms were measured, seven commands. So the loop is fully compiled from the start and has nothing in it, and a cycle is a
    // method of its own, whose better versions are compiled elsewhere.
    /// <returns>False if the caller stopped the motion.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Answer(CancellationToken stop)
    {
        _lostBefore = link.LostStates;
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        _arrival = Stopwatch.GetTimestamp();
        _last = _state.MessageId;
        CycleEnd end;
        do
        {
            end = Cycle(stop);
        }
        while (end == CycleEnd.GoesOn);
        if (end == CycleEnd.Stopped)
            return false;
        Finish();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CycleEnd Cycle(CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            Count();
            Stop();
            return CycleEnd.Stopped;
        }

        bool goesOn = Update((long)(_state.MessageId - _last));
        _last = _state.MessageId;
        Send();
        _longestUpdate = Math.Max(_longestUpdate, Stopwatch.GetTimestamp() - _arrival);
        long before = _arrival;
        link.NextState(_state);
        _arrival = Stopwatch.GetTimestamp();
        _longestGap = Math.Max(_longestGap, _arrival - before);
        // The socket's own first call may allocate; from then on nothing does.
        if (++_cycles == 1)
            _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        if (_cycles > CountedFrom)
            _lowestRate = Math.Min(_lowestRate, _state.CommandSuccessRate);
        if (IsInMotion(_state) && goesOn)
            return CycleEnd.GoesOn;
        Count();
        return IsInMotion(_state) ? CycleEnd.Finished : throw Aborted();
    }

    private bool Update(long elapsed)
    {
        bool goesOn = motion.Update(_state, elapsed, _command);
        _shaper.Shape(_state, _command);
        CommandCheck.Throw(motion, _command);
        return goesOn;
    }

    private void Send()
    {
        _command.MessageId = _state.MessageId;
        link.Send(_command);
        _log.Add(_state, _command);
    }

    // The last command is repeated with its flag until the robot rests; then comes its final answer.
    private void Finish()
    {
        bool isTorque = Generator == MotionGeneratorMode.None;
        _command.MotionFinished = !isTorque;
        _command.TorqueFinished = isTorque;
        var deadline = new Deadline(options.EndTimeout);
        while (!IsAtRest(_state))
        {
            if (deadline.IsOver)
            {
                throw new FrankaNetworkException(string.Create(CultureInfo.InvariantCulture,
                    $"the robot did not end the finished motion within {options.EndTimeout.TotalSeconds:0.###} s"));
            }

            Send();
            link.NextState(_state);
        }

        FciStatus status = link.AwaitMove(_move, options.EndTimeout);
        if (status != FciStatus.Success)
        {
            throw Ended(status, $"the motion was finished, but the robot still moved: {FciStatusText.Of(status)} {_state.ReflexReason}; "
                + "the last commands must rest");
        }
    }

    // Comes back when the arm rests, or throws.
    private void Stop()
    {
        _isOver = true;
        FciStatus status = link.StopMove();
        var deadline = new Deadline(options.EndTimeout);
        do
        {
            if (deadline.IsOver)
            {
                throw new FrankaNetworkException(string.Create(CultureInfo.InvariantCulture,
                    $"the robot was told to stop ({FciStatusText.Of(status)}) and did not come to rest within "
                        + $"{options.EndTimeout.TotalSeconds:0.###} s; press the user stop"));
            }

            link.NextState(_state);
        }
        while (!IsAtRest(_state));
    }

    // What failed first is what the caller is told, whatever becomes of the stop: on a dead line the robot brakes by itself,
    // because commands stay away.
    private void StopAfterFault()
    {
        try
        {
            Stop();
        }
        catch (Exception exception) when (exception is FrankaException or SocketException or ObjectDisposedException)
        {
        }
    }

    private MotionReport Report(bool isStopped) => new(
        _cycles, _lost, Milliseconds(_longestGap), Milliseconds(_longestUpdate), _allocated, _lowestRate, _realtime, isStopped);

    private FrankaMotionException Aborted()
    {
        RobotErrors reason = _state.ReflexReason;
        RobotMode mode = _state.RobotMode;
        FciStatus status = link.AwaitMove(_move, options.EndTimeout);
        return Ended(status, string.Create(CultureInfo.InvariantCulture,
            $"the robot ended the motion after {_cycles} commands: {FciStatusText.Of(status)} {reason} (robot mode {mode}, "
                + $"commands in time {_state.CommandSuccessRate:0.00})"));
    }

    private FrankaMotionException Ended(FciStatus status, string message)
    {
        _isOver = true;
        return new FrankaMotionException(message, status, _state.ReflexReason, _log.ToList())
        {
            Report = _cycles > 0 ? Report(isStopped: false) : null,
        };
    }

    private bool IsInMotion(RobotState state) =>
        state.RobotMode == RobotMode.Move && state.MotionGeneratorMode == Generator && state.ControllerMode == motion.Controller;

    private static bool IsAtRest(RobotState state) => state.MotionGeneratorMode is MotionGeneratorMode.Idle or MotionGeneratorMode.None
        && state.ControllerMode != ControllerMode.ExternalController;

    private void Count()
    {
        _allocated = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
        _lost = link.LostStates - _lostBefore;
    }

    private MoveRequest Request() => new()
    {
        ControllerMode = motion.Controller,
        MotionGeneratorMode = Generator,
        PathDeviation = options.PathDeviation,
        GoalDeviation = options.GoalDeviation,
        IsAsynchronous = options.AsynchronousVelocity is not null,
        MaximumVelocity = options.AsynchronousVelocity ?? default,
    };

    // Compiles what the loop calls while nothing waits for it: a first call costs more than a cycle has.
    private void WarmUp()
    {
        motion.WarmUp(_state);
        var scratch = new RobotState();
        scratch.CopyFrom(_state);
        var shaper = new CommandShaper(motion, options);
        ColumnMajor.Write(Numerics.Pose.Identity, scratch[StateField.BaseFromEndEffectorCommanded]);
        ColumnMajor.Write(Numerics.Pose.Identity, _command.BaseFromEndEffector);
        for (int i = 0; i < 3; i++)
        {
            shaper.Shape(scratch, _command);
            CommandCheck.Throw(motion, _command);
            link.Encode(_command);
        }

        new MotionLog().Add(scratch, _command);
        _command.CopyFrom(new RobotCommand());
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
