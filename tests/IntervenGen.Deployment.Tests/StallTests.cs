using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Control;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka;

namespace IntervenGen.Deployment.Tests;

/// <summary>A policy that fails or falls asleep ends in a stopped arm.</summary>
public sealed class StallTests
{
    [Fact]
    public void A_policy_that_stalls_is_held_and_stopped()
    {
        using var wake = new ManualResetEventSlim();
        var fault = Assert.Throws<FrankaSafetyException>(() => Run(_ => wake.Wait()));
        wake.Set();
        Assert.StartsWith("no action came for", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_throws_is_named_and_stopped()
    {
        var fault = Assert.Throws<FrankaSafetyException>(() => Run(_ => throw new InvalidOperationException("no such layer")));
        Assert.Equal("the policy failed: no such layer", fault.Message);
    }

    [Fact]
    public void A_source_that_does_not_come_back_is_known_to_be_left_behind()
    {
        using var entered = new ManualResetEventSlim();
        using var wake = new ManualResetEventSlim();
        var stalled = new ThreadedActions(new Source(_ =>
        {
            entered.Set();
            wake.Wait();
        }));
        stalled.Next(new RobotState(), 1000, out _);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(10)));
        stalled.Dispose();
        Assert.True(stalled.IsLeftBehind);
        wake.Set();
        var awake = new ThreadedActions(new Source(_ => { }));
        awake.Next(new RobotState(), 1000, out _);
        awake.Dispose();
        Assert.False(awake.IsLeftBehind);
    }

    private static void Run(Action<long> act)
    {
        using var robot = new VirtualRobot(new VirtualRobotOptions { Port = 0, GripperPort = 0, Clock = RobotClock.LockStep });
        using FciConnection connection = FciConnection.Connect("127.0.0.1", robot.ClientOptions);
        using var actions = new ThreadedActions(new Source(act));
        try
        {
            connection.Run(
                new ActionMotion(actions, new CartesianImpedance(FrankaArm.Fr3.With(FrankaArm.Hand)),
                new SafetyLimits { LowestPosition = new Vec3(0.2, -1, -1) }),
                new MotionOptions { Realtime = RealtimeWish.Off });
        }
        finally
        {
            var state = new RobotState();
            connection.ReadState(state);
            Assert.Equal(RobotMode.Idle, state.RobotMode);
        }
    }

    private sealed class Source(Action<long> act) : IActionSource
    {
        public ActionStep Next(RobotState state, long time, out Twist displacement)
        {
            displacement = new Twist(new Vec3(0, 0.01, 0), Vec3.Zero);
            if (time > 300)
                act(time);
            return time % 50 < 2 ? ActionStep.Act : ActionStep.Wait;
        }
    }
}
