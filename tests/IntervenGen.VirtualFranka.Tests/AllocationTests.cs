using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Motion;

namespace IntervenGen.VirtualFranka.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void The_robots_thread_allocates_nothing_per_millisecond()
    {
        using var robot = new Robot();
        using GripperConnection gripper = GripperConnection.Connect("127.0.0.1", robot.Server.ClientOptions);
        JointNumbers there = VirtualRobotOptions.Ready, back = there;
        there[0] += 0.2;
        // Compiled and warm first; then a motion of two thousand milliseconds and more.
        robot.Client.Run(new JointMove(there, 0.1), Robot.Plain);
        long before = robot.Server.Invoke(_ => GC.GetAllocatedBytesForCurrentThread());
        long start = robot.Server.Counts.Milliseconds;
        robot.Client.Run(new JointMove(back, 0.1), Robot.Plain);
        long after = robot.Server.Invoke(_ => GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(robot.Server.Counts.Milliseconds - start, 1000, long.MaxValue);
        // The answers to Move and to the questions asked here; a byte per millisecond would be more.
        Assert.InRange(after - before, 0, 900);
    }
}
