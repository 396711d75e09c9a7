using IntervenGen.Core;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Learning;
using IntervenGen.Numerics;
using IntervenGen.Tasks;
using IntervenGen.VirtualFranka;

namespace IntervenGen.Deployment.Tests;

/// <summary>A virtual robot in lock-step with a policy on it, and eyes that see the truth.</summary>
internal sealed class Bench : IDisposable
{
    private readonly RecurrentPolicy _policy;
    private readonly IPolicySession _session;

    public Bench(DeploymentOptions? options = null, bool hasHand = true)
    {
        using IntervenGen.Simulation.SimulatedTask task = TaskCatalog.Find("block-grasp").Open();
        Server = new VirtualRobot(
            new VirtualRobotOptions { Port = 0, GripperPort = 0, Clock = RobotClock.LockStep, AnswerWait = TimeSpan.FromSeconds(2) });
        Robot = FciConnection.Connect("127.0.0.1", Server.ClientOptions);
        Gripper = GripperConnection.Connect("127.0.0.1", Server.ClientOptions);
        _policy = RecurrentPolicy.Load(Path.Combine(RepositoryRoot, "benchmarks/paper/policies/block-grasp.ckpt"), task.Spec);
        _session = _policy.CreateSession(1);
        options ??= new DeploymentOptions
        {
            IsInline = true,
            Motion = new MotionOptions { Realtime = RealtimeWish.Off, CutoffFrequency = 1000 },
        };
        Trial = new GraspTrial(
            Robot, hasHand ? Gripper : null, new Truth(Server), _session, new CartesianImpedance(FrankaArm.Fr3.With(FrankaArm.Hand)), task.Spec, options,
            () => Server.Invoke(world => world.WorldFromCube));
    }

    public VirtualRobot Server { get; }

    public FciConnection Robot { get; }

    public GripperConnection Gripper { get; }

    public GraspTrial Trial { get; }

    public static string RepositoryRoot
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "IntervenGen.sln")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    public void Dispose()
    {
        Trial.Dispose();
        _session.Dispose();
        _policy.Dispose();
        Gripper.Dispose();
        Robot.Dispose();
        Server.Dispose();
    }

    private sealed class Truth(VirtualRobot robot) : ICubeSight
    {
        public Pose Look(CancellationToken cancellation) => robot.Invoke(world => world.WorldFromCube);

        public bool TryGlance(out Pose worldFromCube)
        {
            worldFromCube = robot.Invoke(world => world.WorldFromCube);
            return true;
        }
    }
}
