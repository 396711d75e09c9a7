using IntervenGen.Core;
using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment.Tests;

/// <summary>Who presses the user stop, however shortly, has the last word: the arm does not start again by itself.</summary>
public sealed class UserStopTests
{
    [Fact]
    public void A_user_stop_on_the_transit_home_ends_the_transit()
    {
        using var bench = new Bench();
        bench.Trial.Configure();
        Thread presser = PressOnceMoving(bench);
        AssertStopped(() => bench.Trial.GoHome(default));
        presser.Join();
        var state = new RobotState();
        bench.Robot.ReadState(state);
        double away = 0;
        for (int i = 0; i < FrankaArm.Joints; i++)
            away = Math.Max(away, Math.Abs(state.Positions[i] - BlockGraspScene.StartPosture[i]));
        Assert.InRange(away, 0.1, 4);
    }

    [Fact]
    public void A_user_stop_in_a_trial_ends_more_than_the_trial()
    {
        using var bench = new Bench();
        bench.Trial.Configure();
        bench.Trial.GoHome(default);
        Thread presser = PressOnceMoving(bench);
        AssertStopped(() => bench.Trial.Run(new EpisodeKey(5, SceneSplit.Evaluation, 0, Corrupted: true), default));
        presser.Join();
    }

    private static void AssertStopped(Action act) =>
        Assert.Equal(FciStatus.EmergencyAborted, Assert.Throws<FrankaMotionException>(act).Status);

    // Pressed and let go of within a few milliseconds.
    private static Thread PressOnceMoving(Bench bench)
    {
        var thread = new Thread(() =>
        {
            double[] positions = new double[7], velocities = new double[7], accelerations = new double[7], contacts = new double[7];
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    bench.Server.Invoke(world => world.Read(positions, velocities, accelerations, contacts));
                    return velocities.Any(speed => Math.Abs(speed) > 0.05);
                },
                TimeSpan.FromSeconds(60)));
            bench.Server.UserStop(true);
            bench.Server.UserStop(false);
        });
        thread.Start();
        return thread;
    }
}
