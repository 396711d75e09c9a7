using IntervenGen.Deployment.Tests;

namespace IntervenGen.Cli.Tests;

/// <summary><c>igen franka run --objects</c> on a virtual arm of this process.</summary>
internal static class ArmTrial
{
    /// <summary>Runs one trial in a task's scene.</summary>
    public static Outcome Run(string task, params string[] arguments)
    {
        using var arm = new RobotInScene(task, answerWait: 5);
        return Igen.Run([
            "franka", "run", "--host", "127.0.0.1", "--port", $"{arm.Robot.Port}", "--gripper-port", $"{arm.Robot.GripperPort}", "--objects",
            $"{arm.Control.EndPoint}", "--lock-step", "--trials", "1", .. arguments]);
    }
}
