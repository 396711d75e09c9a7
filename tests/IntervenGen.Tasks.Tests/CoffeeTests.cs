using IntervenGen.Tasks.Folders;
using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

public sealed class CoffeeTests : IDisposable
{
    private readonly FolderTask _task = (FolderTask)TaskCatalog.Find("coffee").Open();
    private readonly SimulatedLane _lane;

    public CoffeeTests() => _lane = new SimulatedLane(_task);

    public void Dispose()
    {
        _lane.Dispose();
        _task.Dispose();
    }

    [Fact]
    public void Ten_thousand_draws_fill_the_machines_region_and_the_ring_of_its_belief()
    {
        double least = double.MaxValue, most = 0, farLow = double.MaxValue, farHigh = double.MinValue;
        Vec3 mean = Vec3.Zero;
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            var key = new EpisodeKey(5, SceneSplit.Generation, attempt, true);
            _task.PlaceScene(_lane, key);
            _lane.Refresh();
            Vec3 machine = _lane.TruePose(Index.Machine).Position;
            Assert.InRange(machine.X, 0.135, 0.235);
            Assert.InRange(machine.Y, -0.05, 0.05);
            Vec3 error = _task.SampleBelief(_lane, Index.Machine, key).Position - machine;
            Assert.InRange(error.Length, 0.02 - 1e-9, 0.04 + 1e-9);
            Assert.Equal(0, error.Z);
            mean += error * 1e-4;
            least = Math.Min(least, error.Length);
            most = Math.Max(most, error.Length);
            farLow = Math.Min(farLow, machine.X);
            farHigh = Math.Max(farHigh, machine.X);
        }

        Assert.True(least < 0.0201 && most > 0.0399, $"errors from {least} to {most}");
        Assert.True(farLow < 0.1352 && farHigh > 0.2348, $"machines from {farLow} to {farHigh}");
        // Ten thousand directions of 3 cm: the mean's standard deviation is 0.2 mm per axis.
        Assert.True(mean.Length < 0.001, $"mean error {mean}");
    }

    [Fact]
    public void Machine_and_holder_are_believed_at_the_same_wrong_place()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            _lane.Reset(new EpisodeKey(2, SceneSplit.Source, attempt, true));
            Vec3 machine = _lane.BelievedPose(Index.Machine).Position - _lane.TruePose(Index.Machine).Position;
            Vec3 holder = _lane.BelievedPose(Index.Holder).Position - _lane.TruePose(Index.Holder).Position;
            Assert.True((machine - holder).Length < 1e-12);
            Assert.True(machine.Length > 0.0199);
        }
    }

    [Fact]
    public void The_observation_never_holds_the_true_machine_before_contact()
    {
        var observation = new float[_task.Spec.ObservationSize];
        _lane.Reset(new EpisodeKey(6, SceneSplit.Source, 0, true));
        _lane.Observe(observation);
        Assert.Equal((float)_lane.BelievedPose(Index.Machine).Position.X, observation[14]);
        Assert.Equal((float)_lane.BelievedPose(Index.Holder).Position.X, observation[28]);
        foreach (int obj in (int[])[Index.Machine, Index.Holder])
        {
            Vec3 truth = _lane.TruePose(obj).Position;
            Assert.DoesNotContain((float)truth.X, observation);
            Assert.DoesNotContain((float)truth.Y, observation);
        }
    }

    [Fact]
    public void The_pod_meets_the_holder_first_and_the_contact_reveals_the_machine()
    {
        for (int attempt = 0; attempt < 30; attempt++)
        {
            _lane.Reset(new EpisodeKey(3, SceneSplit.Source, attempt, true));
            Pose belief = _lane.BelievedPose(Index.Holder), machine = _lane.TruePose(Index.Machine);
            Placing.RunInto(_lane, Index.Pod, Index.Holder, 0.075, () => Assert.Equal(belief, _lane.BelievedPose(Index.Holder)));
            Assert.Equal(machine, _lane.BelievedPose(Index.Machine));
            Assert.Equal(_lane.TruePose(Index.Holder), _lane.BelievedPose(Index.Holder));
            Assert.True(_task.IsHeld(_lane, 0));
        }
    }

    [Theory]
    [InlineData(0, 0, 0.0071, 0, true)]
    [InlineData(0.004, 0, 0.0071, 0, true)]
    [InlineData(0.006, 0, 0.0071, 0, false)]
    [InlineData(0, 0, 0.016, 0, false)]
    [InlineData(0, 0, -0.006, 0, false)]
    [InlineData(0, 0, 0.0071, 0.4, false)]
    public void Success_means_upright_in_the_holder(double dx, double dy, double height, double tilt, bool expected)
    {
        PlacePod(dx, dy, height, tilt);
        Assert.Equal(expected, _lane.IsSuccess);
        Assert.Equal(expected, _lane.IsSubtaskDone(0));
    }

    [Theory]
    [InlineData(0.1, 0, -0.1, 0, false)]
    [InlineData(0.02, 0, 0.0511, 0, false)]
    [InlineData(0.002, 0, 0.03, 0.1, true)]
    public void A_pod_that_nobody_holds_is_lost_unless_it_falls_into_the_holder(
        double dx, double dy, double height, double tilt, bool recoverable)
    {
        PlacePod(dx, dy, height, tilt);
        Assert.Equal(recoverable, _lane.IsRecoverable);
    }

    [Fact]
    public void A_pod_let_go_in_the_holder_comes_to_rest_in_it()
    {
        PlacePod(0.001, 0.001, 0.02, 0);
        for (int step = 0; step < 20; step++)
            _lane.Step([0, 0, 0, 0, 0, 0, -1]);
        Pose pod = _lane.TruePose(Index.Holder).Inverse() * _lane.TruePose(Index.Pod);
        // On the holder's bottom at 7.1 mm, or with its rim on the edge, 0.7 mm higher.
        Assert.InRange(pod.Position.Z, 0.0068, 0.0081);
        Assert.True(_lane.IsSuccess);
    }

    [Fact]
    public void The_pod_stays_in_the_hand()
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            _lane.Reset(new EpisodeKey(2, SceneSplit.Source, attempt, false));
            Pose before = _lane.WorldFromEef.Inverse() * _lane.TruePose(Index.Pod);
            for (int step = 0; step < 40; step++)
                _lane.Step([0.3f, step % 2 == 0 ? 0.5f : -0.5f, 0.2f, 0, 0, 0, 1]);
            Pose after = _lane.WorldFromEef.Inverse() * _lane.TruePose(Index.Pod);
            Assert.True(_task.IsHeld(_lane, 0));
            Assert.False(_lane.IsSuccess);
            Assert.True((before.Position - after.Position).Length < 0.003, $"slipped by {(before.Position - after.Position).Length} m");
        }
    }

    [Fact]
    public void The_scripted_operator_succeeds_in_at_least_29_of_30_scenes() =>
        Assert.InRange(Placing.Successes(_lane, TaskCatalog.Find("coffee").CreateOperator(), 30), 29, 30);

    [Fact]
    public void A_saved_state_continues_bit_for_bit()
    {
        _lane.Reset(new EpisodeKey(3, SceneSplit.Source, 1, true));
        Placing.RunInto(_lane, Index.Pod, Index.Holder, 0.075, () => { });
        Placing.AssertContinues(_lane);
    }

    [Fact]
    public void Only_full_observability_means_something_here() =>
        Assert.Throws<UsageException>(() => TaskCatalog.Find("coffee").Open(new TaskOptions(Observability: Observability.Partial)));

    // Puts the pod somewhere relative to the holder with the hand open and away, without moving time.
    private void PlacePod(double dx, double dy, double height, double tilt)
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        Vec3 holder = _lane.TruePose(Index.Holder).Position;
        Placing.Put(_lane, _task, "pod", new Pose(holder + new Vec3(dx, dy, height), Quat.FromAxisAngle(Vec3.UnitX, tilt)));
    }
}
