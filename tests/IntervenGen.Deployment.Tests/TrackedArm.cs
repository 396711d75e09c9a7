using IntervenGen.Core;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Learning;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.Parts;
using IntervenGen.VirtualFranka;

namespace IntervenGen.Deployment.Tests;

/// <summary>A virtual arm in a task's scene, whose control port tracks the things in it, and the task's committed policy.</summary>
internal sealed class TrackedArm : IDisposable
{
    private readonly RobotInScene _robot;
    private readonly FciConnection _client;
    private readonly SimulatedTask _task;
    private readonly RecurrentPolicy? _policy;
    private readonly IPolicySession _session;

    public TrackedArm(string task, Observability observability = Observability.Full, Func<TaskSpec, IPolicySession>? session = null)
    {
        _robot = new RobotInScene(task, answerWait: 2);
        _client = FciConnection.Connect("127.0.0.1", _robot.Robot.ClientOptions);
        Gripper = GripperConnection.Connect("127.0.0.1", _robot.Robot.ClientOptions);
        Tracker = TrackerClient.Connect("127.0.0.1", Control.EndPoint.Port);
        _task = TaskCatalog.Find(task).Open(new TaskOptions(Observability: observability));
        if (session is null)
            _policy = RecurrentPolicy.Load(Path.Combine(Bench.RepositoryRoot, "benchmarks/paper/policies", task + ".ckpt"), _task.Spec);
        _session = session?.Invoke(_task.Spec) ?? _policy!.CreateSession(1);
    }

    public RemoteControl Control => _robot.Control;

    public GripperConnection Gripper { get; }

    public TrackerClient Tracker { get; }

    public TaskTrial Trial(ITrialStage stage, Action<string>? ask = null, IActionJudge? judge = null)
    {
        var options = new DeploymentOptions { IsInline = true, Motion = new MotionOptions { Realtime = RealtimeWish.Off } };
        var controller = new CartesianImpedance(FrankaArm.Fr3.With(FrankaArm.Hand));
        return new TaskTrial(_client, Gripper, Tracker, stage, _session, controller, _task, options) { Ask = ask, Judge = judge };
    }

    public void Dispose()
    {
        foreach (IDisposable? part in (IDisposable?[])[_session, _policy, _task, Tracker, Gripper, _client, _robot])
            part?.Dispose();
    }
}
