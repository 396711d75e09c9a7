namespace IntervenGen.Franka;

/// <summary>A motion: what it commands and who turns that into torques, and a command for every state.</summary>
/// <remarks>
/// <see cref="Update"/> runs on the loop's own thread, 1000 times a second, with less than a third of a millisecond to spend.
/// It must not allocate, wait or print. What it throws ends the motion with a stop.
/// </remarks>
public interface IMotion
{
    /// <summary>The robot's joint or Cartesian controller, or <see cref="ControllerMode.ExternalController"/> for torques of one's own.</summary>
    ControllerMode Controller { get; }

    /// <summary>Which fields of a command are meant; <see cref="MotionGeneratorMode.None"/> for torques alone.</summary>
    MotionGeneratorMode Generator { get; }

    /// <summary>Fills the command that answers a state.</summary>
    /// <param name="state">The newest state.</param>
    /// <param name="elapsed">Milliseconds since the state before, on the robot's clock: 0 for the first, more than 1 after losses.</param>
    /// <param name="command">Holds the last command; the fields of this motion are to be set.</param>
    /// <returns>False if the motion ends with this command.</returns>
    bool Update(RobotState state, long elapsed, RobotCommand command);

    /// <summary>Called once before the motion is asked for: the place to run <see cref="Update"/>'s code once on the side.</summary>
    /// <remarks>Code that runs for the first time is compiled then, which takes longer than a cycle.</remarks>
    /// <param name="state">A state of now.</param>
    void WarmUp(RobotState state)
    {
    }
}

/// <summary>Whether a loop insists on real-time priority.</summary>
public enum RealtimeWish
{
    /// <summary>No motion without it.</summary>
    Require,

    /// <summary>Asked for; the report says what was refused.</summary>
    Prefer,

    /// <summary>Not asked for: tests, and robots in lock-step.</summary>
    Off,
}

/// <summary>How a motion is run.</summary>
public sealed record MotionOptions
{
    /// <summary>Real-time priority and locked memory of the loop's thread.</summary>
    public RealtimeWish Realtime { get; init; } = RealtimeWish.Prefer;

    /// <summary>Cut-off of the low-pass on commands, hertz; 1000 or more switches it off.</summary>
    public double CutoffFrequency { get; init; } = 100;

    /// <summary>Limits that commands are held to, or null for none.</summary>
    public ArmLimits? RateLimits { get; init; }

    /// <summary>How far the robot may stray from the commanded path.</summary>
    public PoseDeviation PathDeviation { get; init; } = PoseDeviation.Unbounded;

    /// <summary>How far it may stray from the goal.</summary>
    public PoseDeviation GoalDeviation { get; init; } = PoseDeviation.Unbounded;

    /// <summary>From the request until the robot is in the wanted modes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the last command, or from a stop, until the robot rests and has said so.</summary>
    public TimeSpan EndTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For motions the robot plans itself: fastest joint speeds, rad/s; from version 10 on.</summary>
    public JointNumbers? AsynchronousVelocity { get; init; }
}

/// <summary>How the loop of a motion kept time.</summary>
/// <param name="Cycles">States answered.</param>
/// <param name="Lost">States that never came.</param>
/// <param name="LongestGap">Between two states, on this machine's clock, milliseconds.</param>
/// <param name="LongestUpdate">From a state's arrival to its answer, milliseconds.</param>
/// <param name="AllocatedBytes">Managed bytes that the loop's thread allocated, all cycles after the first together.</param>
/// <param name="LowestSuccessRate">Least share of commands in time that the robot reported after its first 100.</param>
/// <param name="Realtime">What the thread got of real-time scheduling, or null if it did not ask.</param>
/// <param name="IsStopped">Whether the caller's token stopped the motion.</param>
public sealed record MotionReport(
    long Cycles,
    long Lost,
    double LongestGap,
    double LongestUpdate,
    long AllocatedBytes,
    double LowestSuccessRate,
    Interop.Realtime.RealtimeStatus? Realtime,
    bool IsStopped);
