using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Control;
using IntervenGen.VirtualFranka.Server;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>A virtual robot in lock-step on free ports, with a client.</summary>
internal sealed class Robot : IDisposable
{
    public Robot(int version = 10, RobotClock clock = RobotClock.LockStep, LinkFaults? faults = null, TimeSpan? answerWait = null,
        ControlTiming? timing = null)
    {
        Server = new VirtualRobot(new VirtualRobotOptions
        {
            Version = Version(version),
            Port = 0,
            GripperPort = 0,
            Clock = clock,
            Faults = faults ?? new LinkFaults(),
            AnswerWait = answerWait ?? TimeSpan.FromSeconds(2),
            Timing = timing ?? new ControlTiming(),
        });
        Client = Connect();
    }

    public VirtualRobot Server { get; }

    public FciConnection Client { get; }

    /// <summary>Without filter, limits and priority: what is commanded is what is sent.</summary>
    public static MotionOptions Plain { get; } = new() { Realtime = RealtimeWish.Off, CutoffFrequency = 1000 };

    public static FciVersion Version(int number) =>
        FciVersion.TryFind(number, out FciVersion? version) ? version : throw new ArgumentOutOfRangeException(nameof(number));

    public FciConnection Connect() => FciConnection.Connect("127.0.0.1", Server.ClientOptions);

    public RobotState State()
    {
        var state = new RobotState();
        Client.ReadState(state);
        return state;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}

/// <summary>A motion made of a function of time.</summary>
internal sealed class Made(
    MotionGeneratorMode generator, ControllerMode controller, Func<RobotState, double, RobotCommand, bool> update) : IMotion
{
    private double _time;

    public ControllerMode Controller => controller;

    public MotionGeneratorMode Generator => generator;

    public bool Update(RobotState state, long elapsed, RobotCommand command)
    {
        _time += elapsed * 0.001;
        return update(state, _time, command);
    }
}
