using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Tests;

/// <summary>The loop of a motion over a link that a test plays by hand: no sockets, no clock.</summary>
public sealed class MotionLoopTests
{
    private static readonly MotionOptions s_options = new() { CutoffFrequency = 1000 };

    private readonly FakeLink _link = new();

    [Fact]
    public void Every_state_is_answered_with_its_own_id()
    {
        Run(new Still(cycles: 20));
        Assert.True(_link.Sent.Count >= 20);
        Assert.All(_link.Sent, sent => Assert.Equal(sent.StateId, sent.CommandId));
    }

    [Fact]
    public void Nothing_is_sent_before_the_modes_are_the_motions()
    {
        Run(new Still(cycles: 3));
        Assert.NotEmpty(_link.Sent);
        Assert.True(_link.Sent[0].StateId >= _link.FirstMovingId);
    }

    [Fact]
    public void A_finished_motion_repeats_its_flag_until_the_robot_rests()
    {
        _link.CyclesToRest = 4;
        Run(new Still(cycles: 10));
        Assert.True(_link.Sent.Count(sent => sent.IsFinished) >= 4);
        Assert.False(_link.Sent[0].IsFinished);
    }

    [Fact]
    public void A_finished_motion_is_not_stopped_and_its_request_is_forgotten()
    {
        MotionReport report = Run(new Still(cycles: 10));
        Assert.False(report.IsStopped);
        Assert.Equal(0, _link.Stops);
        Assert.Equal(1, _link.Forgotten);
    }

    [Fact]
    public void A_refused_motion_says_why()
    {
        _link.FirstAnswer = FciStatus.NotPossible;
        var fault = Assert.Throws<FrankaMotionException>(() => Run(new Still(cycles: 10)));
        Assert.Equal(FciStatus.NotPossible, fault.Status);
        Assert.Empty(_link.Sent);
    }

    [Fact]
    public void A_robot_that_moves_already_is_not_asked()
    {
        _link.State.MotionGeneratorMode = MotionGeneratorMode.JointPosition;
        var fault = Assert.Throws<FrankaCommandException>(() => Run(new Still(cycles: 10)));
        Assert.Equal(FciStatus.NotPossible, fault.Status);
        Assert.Equal(0, _link.Begun);
    }

    [Fact]
    public void A_reflex_is_told_with_its_flags_and_the_last_commands()
    {
        _link.AbortsAfter = 60;
        var fault = Assert.Throws<FrankaMotionException>(() => Run(new Still(cycles: 1000)));
        Assert.Equal(FciStatus.ReflexAborted, fault.Status);
        Assert.Equal(["joint_reflex"], fault.Reason.Names);
        Assert.Equal(50, fault.Log.Count);
        Assert.Equal(0, _link.Stops);
    }

    [Fact]
    public void A_motion_that_throws_is_stopped_once_and_its_fault_is_the_callers()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Run(new Still(cycles: 1000, throwsAt: 5)));
        Assert.Equal("a fault of its own", fault.Message);
        Assert.Equal(1, _link.Stops);
    }

    [Fact]
    public void What_failed_first_is_told_even_if_the_stop_fails()
    {
        _link.FailsToStop = true;
        Assert.Throws<InvalidOperationException>(() => Run(new Still(cycles: 1000, throwsAt: 5)));
        Assert.Equal(1, _link.Stops);
    }

    [Fact]
    public void A_caller_who_cancels_gets_a_report_of_a_stopped_motion()
    {
        using var stop = new CancellationTokenSource();
        MotionReport report = Run(new Still(cycles: 1000, cancelsAt: 5, stop), stop.Token);
        Assert.True(report.IsStopped);
        Assert.Equal(1, _link.Stops);
    }

    [Fact]
    public void A_number_that_is_not_finite_never_leaves()
    {
        Assert.Throws<FrankaInvalidCommandException>(() => Run(new Still(cycles: 1000, isWrongAt: 5)));
        Assert.NotEmpty(_link.Sent);
        Assert.All(_link.Sent, sent => Assert.Equal(0, sent.Velocity));
        Assert.Equal(1, _link.Stops);
    }

    [Fact]
    public void Elapsed_time_is_that_of_the_robots_ids()
    {
        _link.Step = 3;
        var motion = new Still(cycles: 10);
        Run(motion);
        Assert.Equal([0, 3, 3], motion.Elapsed.Take(3));
    }

    private MotionReport Run(IMotion motion, CancellationToken stop = default) => new MotionLoop(motion, s_options, _link).Run(null, stop);

    /// <summary>Zero velocities for some cycles, with a fault where a test wants one.</summary>
    private sealed class Still(
        int cycles, int throwsAt = -1, int cancelsAt = -1, CancellationTokenSource? stop = null, int isWrongAt = -1) : IMotion
    {
        private int _cycle;

        public Still(int cycles, int cancelsAt, CancellationTokenSource stop)
            : this(cycles, -1, cancelsAt, stop)
        {
        }

        public ControllerMode Controller => ControllerMode.JointImpedance;

        public MotionGeneratorMode Generator => MotionGeneratorMode.JointVelocity;

        public List<long> Elapsed { get; } = [];

        public bool Update(RobotState state, long elapsed, RobotCommand command)
        {
            Elapsed.Add(elapsed);
            if (_cycle == throwsAt)
                throw new InvalidOperationException("a fault of its own");
            if (_cycle == cancelsAt)
                stop!.Cancel();
            command.Velocities[0] = _cycle == isWrongAt ? double.NaN : 0;
            return ++_cycle < cycles;
        }
    }

    /// <summary>A robot that is where a test wants it, state by state.</summary>
    private sealed class FakeLink : IMotionLink
    {
        private int _untilMoving = 3, _untilRest = -1;
        private bool _isAsked;

        public RobotState State { get; } = new() { RobotMode = RobotMode.Idle, MessageId = 100 };

        public FciStatus FirstAnswer { get; set; } = FciStatus.MotionStarted;

        public int AbortsAfter { get; set; } = int.MaxValue;

        public int CyclesToRest { get; set; } = 1;

        public ulong Step { get; set; } = 1;

        public bool FailsToStop { get; set; }

        public int Begun { get; private set; }

        public int Stops { get; private set; }

        public int Forgotten { get; private set; }

        public ulong FirstMovingId { get; private set; }

        public List<(ulong StateId, ulong CommandId, bool IsFinished, double Velocity)> Sent { get; } = [];

        public FciVersion Version => FciVersion.V10;

        public long LostStates => 0;

        public TimeSpan CommandTimeout => TimeSpan.FromSeconds(1);

        public void NextState(RobotState state)
        {
            State.MessageId += Step;
            if (_isAsked && _untilMoving > 0 && --_untilMoving == 0)
            {
                (State.RobotMode, State.MotionGeneratorMode) = (RobotMode.Move, MotionGeneratorMode.JointVelocity);
                State.ControllerMode = ControllerMode.JointImpedance;
                FirstMovingId = State.MessageId;
            }

            if (Sent.Count >= AbortsAfter)
            {
                Rest(RobotMode.Reflex);
                State.ReflexReason = default(RobotErrors).With(6);
            }
            else if (_untilRest > 0 && --_untilRest == 0)
            {
                Rest(RobotMode.Idle);
            }

            state.CopyFrom(State);
        }

        public void ForgetStates()
        {
        }

        public void Encode(RobotCommand command)
        {
        }

        public void Send(RobotCommand command)
        {
            Sent.Add((State.MessageId, command.MessageId, command.MotionFinished, command.Velocities[0]));
            if (command.MotionFinished && _untilRest < 0)
                _untilRest = CyclesToRest;
        }

        public uint BeginMove(in MoveRequest request)
        {
            Begun++;
            _isAsked = true;
            return 7;
        }

        public FciStatus AwaitMove(uint id, TimeSpan wait)
        {
            Assert.Equal(7u, id);
            return Sent.Count == 0 ? FirstAnswer : AbortsAfter == int.MaxValue ? FciStatus.Success : FciStatus.ReflexAborted;
        }

        public FciStatus? TryTakeMove(uint id) => null;

        public void ForgetMove(uint id) => Forgotten++;

        public FciStatus StopMove()
        {
            Stops++;
            if (FailsToStop)
                throw new FrankaNetworkException("the line is dead");
            Rest(RobotMode.Idle);
            return FciStatus.Success;
        }

        private void Rest(RobotMode mode)
        {
            (State.RobotMode, State.MotionGeneratorMode, State.ControllerMode) = (mode, MotionGeneratorMode.Idle, ControllerMode.Other);
        }
    }
}
