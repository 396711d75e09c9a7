using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Deployment.Tests;

/// <summary>An arm's episode is in the layout of the task's own, so that whatever restores a lane restores it.</summary>
public sealed class ArmStateTests : IDisposable
{
    // Of the driver's kinematics against the model's, metres; both read the same joint angles.
    private const double KinematicsTolerance = 1e-4;

    // robosuite's model writes the hand's quaternion with four digits: half a milliradian.
    private const double TurnTolerance = 1e-3;

    private readonly Bench _bench = new();
    private readonly SimulatedTask _task = TaskCatalog.Find("block-grasp").Open();

    public void Dispose()
    {
        _task.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void An_arms_episode_restores_in_a_lane_step_by_step()
    {
        EpisodeBuffer episode = RunTrial();
        using var lane = new SimulatedLane(_task);
        Assert.True(episode.Count > 10, $"{episode.Count} steps");
        Assert.Contains(Enumerable.Range(0, episode.Count), step => episode.Flags(step).HasFlag(StepFlags.Revealed));
        for (int step = 0; step < episode.Count; step++)
        {
            lane.RestoreState(episode.State(step));
            Assert.Equal(episode.Flags(step).HasFlag(StepFlags.Revealed), lane.IsRevealed);
            Assert.InRange((lane.WorldFromEef.Position - episode.Eef(step).Position).Length, 0, KinematicsTolerance);
            Assert.InRange(Quat.AngleBetween(lane.WorldFromEef.Orientation, episode.Eef(step).Orientation), 0, TurnTolerance);
            Assert.InRange((lane.TruePose(0).Position - episode.TruePose(step, 0).Position).Length, 0, 1e-9);
            // From the contact on a lane follows the true cube, and an arm its own estimate.
            if (!lane.IsRevealed)
                Assert.InRange((lane.BelievedPose(0).Position - episode.BelievedPose(step, 0).Position).Length, 0, 1e-9);
            Assert.Equal(episode.Fingers(step)[0], (float)lane.Fingers.First);
        }
    }

    [Fact]
    public void A_restored_arms_state_is_saved_as_it_was()
    {
        EpisodeBuffer episode = RunTrial();
        using var lane = new SimulatedLane(_task);
        var saved = new double[_task.Spec.StateSize];
        Assert.True(episode.Count > 0);
        lane.RestoreState(episode.State(episode.Count / 2));
        lane.SaveState(saved);
        Assert.Equal(episode.State(episode.Count / 2).ToArray(), saved);
    }

    private EpisodeBuffer RunTrial()
    {
        var key = new EpisodeKey(5, SceneSplit.Evaluation, 0, Corrupted: true);
        _bench.Trial.Configure();
        _bench.Trial.LetGo();
        _bench.Trial.GoHome(default);
        _bench.Server.Invoke(world => world.PlaceCube(BlockGraspScene.SamplePlace(key)));
        _bench.Trial.Run(key, default);
        return _bench.Trial.Episode;
    }
}
