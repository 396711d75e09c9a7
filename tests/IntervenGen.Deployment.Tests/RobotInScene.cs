using System.Net;
using IntervenGen.VirtualFranka;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.Deployment.Tests;

/// <summary>A virtual arm in a task's scene that waits for its client, and its control port, which tracks what is in the scene.</summary>
internal sealed class RobotInScene : IDisposable
{
    private readonly RobotScene _scene;

    /// <param name="task">The task whose scene it is.</param>
    /// <param name="answerWait">How long the arm waits for its client's command, seconds.</param>
    public RobotInScene(string task, double answerWait)
    {
        _scene = RobotScene.Open(task, 1);
        Robot = new VirtualRobot(new VirtualRobotOptions
        {
            Scene = _scene,
            Port = 0,
            GripperPort = 0,
            Clock = RobotClock.LockStep,
            AnswerWait = TimeSpan.FromSeconds(answerWait),
        });
        Control = new RemoteControl(Robot, IPAddress.Loopback, 0);
    }

    public VirtualRobot Robot { get; }

    public RemoteControl Control { get; }

    public void Dispose()
    {
        Control.Dispose();
        Robot.Dispose();
        _scene.Dispose();
    }
}
