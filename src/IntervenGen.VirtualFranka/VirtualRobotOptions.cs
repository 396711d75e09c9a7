using System.Net;
using IntervenGen.Franka;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.Control;
using IntervenGen.VirtualFranka.Server;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka;

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

    /// <summary>What the robot's milliseconds wait for.</summary>
    public RobotClock Clock { get; init; } = RobotClock.Realtime;

    /// <summary>Longest wait for an answer in lock-step; after it the command counts as lost.</summary>
    public TimeSpan AnswerWait { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>What stands around the robot; a table with a cube if null. It stays its maker's to dispose of, after the
    /// robot.</summary>
    public RobotScene? Scene { get; init; }

    /// <summary>Joint positions at the start, rad; if null the scene's, or else the usual ready posture.</summary>
    public JointNumbers? Posture { get; init; }

    /// <summary>The cube at the start, world frame; of no meaning with a <see cref="Scene"/>.</summary>
    public Pose WorldFromCube { get; init; } = new(new Vec3(0, 0, 0.825), Quat.Identity);

    /// <summary>Whether the server's own thread asks for real-time priority.</summary>
    public bool WantsPriority { get; init; }

    /// <summary>Share of the joints' friction that the controller does not make up for under a client's own torques, 0 to 1. The
    /// vendor says that it compensates friction, and not how well; 0.2 holds an arm that is left alone.</summary>
    public double FrictionLeft { get; init; } = 0.2;

    /// <summary>Faults of the network between robot and client.</summary>
    public LinkFaults Faults { get; init; } = new();

    /// <summary>Pushes on the cube and on the hand.</summary>
    public PerturbationOptions Perturbation { get; init; } = new();

    /// <summary>Longest wait for a client's first request, and for the rest of one that has begun; then its connection ends.</summary>
    public TimeSpan MessageWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the controller takes for what a real one takes time for; for tests.</summary>
    internal ControlTiming Timing { get; init; } = new();

    /// <summary>The posture that libfranka's examples start from, rad.</summary>
    public static JointNumbers Ready => JointNumbers.From([0, -Math.PI / 4, 0, -3 * Math.PI / 4, 0, Math.PI / 2, Math.PI / 4]);
}
