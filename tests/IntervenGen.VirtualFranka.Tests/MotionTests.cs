using IntervenGen.Franka;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Every kind of motion, in lock-step: nothing is lost, and it ends where it was told to.</summary>
public sealed class MotionTests
{
    private const double EndTolerance = 1e-4;

    [Theory]
    [InlineData(10, ControllerMode.JointImpedance)]
    [InlineData(10, ControllerMode.CartesianImpedance)]
    [InlineData(9, ControllerMode.JointImpedance)]
    [InlineData(7, ControllerMode.JointImpedance)]
    [InlineData(5, ControllerMode.JointImpedance)]
    [InlineData(5, ControllerMode.CartesianImpedance)]
    public void A_joint_motion_ends_at_its_goal(int version, ControllerMode controller)
    {
        using var robot = new Robot(version);
        JointNumbers goal = JointNumbers.From([0.3, -0.6, 0.2, -2.2, 0.1, 1.8, 0.6]);
        MotionReport report = robot.Client.Run(new JointMove(goal, 0.5, controller), Robot.Plain);
        AssertClean(report, robot);
        AssertJoints(goal, robot);
    }

    private static void AssertClean(MotionReport report, Robot robot)
    {
        Assert.Equal(0, report.Lost);
        Assert.Equal(1, report.LowestSuccessRate);
        Assert.Equal(0, robot.Server.Counts.MissedCommands);
        Assert.False(report.IsStopped);
    }

    private static void AssertJoints(JointNumbers goal, Robot robot)
    {
        RobotState state = robot.State();
        Assert.Equal(RobotMode.Idle, state.RobotMode);
        for (int i = 0; i < 7; i++)
            Assert.InRange(state.Positions[i] - goal[i], -EndTolerance, EndTolerance);
    }
}
