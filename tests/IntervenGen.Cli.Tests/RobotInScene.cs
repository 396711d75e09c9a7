using System.Net;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.Cli.Tests;

/// <summary>A virtual arm in a task's scene that waits for its client, and its control port, which tracks what is in the scene.</summary>
internal sealed class RobotInScene : IDisposable
{
    private readonly RobotScene _scene;
    private readonly VirtualRobot _robot;
    private readonly RemoteControl _control;

    public RobotInScene(string task)
    {
        _scene = RobotScene.Open(task, 1);
        _robot = new VirtualRobot(new VirtualRobotOptions
        {
            Scene = _scene,
            Port = 0,
            GripperPort = 0,
            Clock = RobotClock.LockStep,
            AnswerWait = TimeSpan.FromSeconds(5),
        });
        _control = new RemoteControl(_robot, IPAddress.Loopback, 0);
    }

    /// <summary>Runs one trial of <c>igen franka run --objects</c> on it.</summary>
    public Outcome Run(params string[] arguments) => Igen.Run([
        "franka", "run", "--host", "127.0.0.1", "--port", $"{_robot.Port}", "--gripper-port", $"{_robot.GripperPort}", "--objects",
        $"{_control.EndPoint}", "--lock-step", "--trials", "1", .. arguments]);

    public void Dispose()
    {
        _control.Dispose();
        _robot.Dispose();
        _scene.Dispose();
    }
}
