using System.Net;
using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka;

/// <summary>What drives the virtual robot's milliseconds.</summary>
public enum RobotClock
{
    /// <summary>This machine's clock: a late command is a lost one, as on a real robot.</summary>
    Realtime,

    /// <summary>In a motion, the client's commands: the next millisecond comes when the last is answered. Nothing is lost on a busy machine.</summary>
    LockStep,
}

/// <summary>What the network does to states on their way: for tests of clients.</summary>
/// <remarks>Drawn from the seed, so that a run repeats.</remarks>
public sealed record LinkFaults
{
    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Share of states that never arrive, 0 to 1.</summary>
    public double Lost { get; init; }

    /// <summary>Share that arrives after the next one.</summary>
    public double Reordered { get; init; }

    /// <summary>Share that arrives five states late.</summary>
    public double Delayed { get; init; }

    /// <summary>Share that arrives twice.</summary>
    public double Duplicated { get; init; }

    /// <summary>Share of commands that never arrive.</summary>
    public double LostCommands { get; init; }
}

/// <summary>How a virtual robot is set up.</summary>
public sealed record VirtualRobotOptions
{
    /// <summary>Version of the robot service; 5 makes it a Panda, later ones an FR3.</summary>
    public FciVersion Version { get; init; } = FciVersion.V10;

    /// <summary>Address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port of the robot service; 0 picks a free one.</summary>
    public int Port { get; init; } = 1337;

    /// <summary>TCP port of the gripper service; 0 picks a free one.</summary>
    public int GripperPort { get; init; } = 1338;

    /// <summary>What drives time.</summary>
    public RobotClock Clock { get; init; } = RobotClock.Realtime;

    /// <summary>Longest wait for an answer in lock-step; after it the command counts as lost.</summary>
    public TimeSpan AnswerWait { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Joint positions at the start, rad; the usual ready posture if null.</summary>
    public JointNumbers? Posture { get; init; }

    /// <summary>The cube at the start, world frame.</summary>
    public Pose WorldFromCube { get; init; } = new(new Vec3(0, 0, 0.825), Quat.Identity);

    /// <summary>Whether the server's own thread asks for real-time priority.</summary>
    public bool WantsPriority { get; init; }

    /// <summary>What the network does.</summary>
    public LinkFaults Faults { get; init; } = new();

    /// <summary>Who bumps into things.</summary>
    public PerturbationOptions Perturbation { get; init; } = new();

    /// <summary>The posture that libfranka's examples start from, rad.</summary>
    public static JointNumbers Ready => JointNumbers.From([0, -Math.PI / 4, 0, -3 * Math.PI / 4, 0, Math.PI / 2, Math.PI / 4]);
}
