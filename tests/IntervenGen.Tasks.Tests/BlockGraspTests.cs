using IntervenGen.Tasks.Folders;
using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.BlockGrasp;

namespace IntervenGen.Tasks.Tests;

public sealed class BlockGraspTests : IDisposable
{
    private readonly FolderTask _task = (FolderTask)TaskCatalog.Find("block-grasp").Open();
    private readonly SimulatedLane _lane;
    private readonly float[] _action = new float[4];

    public BlockGraspTests() => _lane = new SimulatedLane(_task);

    public void Dispose()
    {
        _lane.Dispose();
        _task.Dispose();
    }

    [Fact]
    public void Ten_thousand_draws_fill_the_cubes_region_and_the_bounds_of_its_belief()
    {
        Range x = new(), y = new(), errorX = new(), errorY = new(), sizeY = new();
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            var key = new EpisodeKey(5, SceneSplit.Generation, attempt, true);
            _task.PlaceScene(_lane, key);
            _lane.Refresh();
            Pose block = _lane.TruePose(Index.Block);
            Assert.Equal(BlockGraspScene.TableTop + BlockGraspScene.HalfSide, block.Position.Z);
            Assert.Equal(Quat.Identity, block.Orientation);
            Pose belief = _task.SampleBelief(_lane, Index.Block, key);
            Vec3 error = belief.Position - block.Position;
            Assert.Equal(0, error.Z);
            Assert.Equal(block.Orientation, belief.Orientation);
            x.Add(block.Position.X);
            y.Add(block.Position.Y);
            errorX.Add(error.X);
            errorY.Add(error.Y);
            sizeY.Add(Math.Abs(error.Y));
        }

        x.AssertFills(-0.1, 0.1);
        y.AssertFills(-0.15, 0.15);
        errorX.AssertFills(-0.01, 0.01);
        errorY.AssertFills(-0.07, 0.07);
        sizeY.AssertFills(0.025, 0.07);
    }

    [Fact]
    public void An_uncorrupted_scene_is_believed_as_it_is_and_has_the_same_cube()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Evaluation, 3, true));
        Pose corrupted = _lane.BelievedPose(Index.Block), block = _lane.TruePose(Index.Block);
        _lane.Reset(new EpisodeKey(1, SceneSplit.Evaluation, 3, false));
        Assert.Equal(block, _lane.TruePose(Index.Block));
        Assert.Equal(block, _lane.BelievedPose(Index.Block));
        Assert.NotEqual(block, corrupted);
    }

    [Fact]
    public void An_action_of_four_numbers_moves_the_hand_and_keeps_it_pointing_down()
    {
        _lane.Reset(new EpisodeKey(2, SceneSplit.Source, 0, false));
        Vec3 start = _lane.WorldFromEef.Position;
        for (int step = 0; step < 40; step++)
            _lane.Step([0.3f, -0.3f, 0, -1]);
        Vec3 moved = _lane.WorldFromEef.Position - start;
        Assert.True(moved.X > 0.05 && moved.Y < -0.05, $"moved by {moved}");
        // The reset's joint noise turns the hand by up to a few degrees; the held orientation draws it back.
        double tilt = Quat.AngleBetween(_lane.WorldFromEef.Orientation, _task.HeldOrientation!.Value);
        Assert.True(tilt < 0.03, $"turned by {tilt} rad");
        Assert.True(_lane.Fingers.First > 0.038);
    }

    [Fact]
    public void A_pose_far_away_asks_for_at_most_a_whole_unit_and_a_near_one_for_exactly_itself()
    {
        _lane.Reset(new EpisodeKey(2, SceneSplit.Source, 1, false));
        Pose eef = _lane.WorldFromEef;
        _lane.ActionToward(eef with { Position = eef.Position + new Vec3(0.01, -0.3, 0) }, 1, _action);
        Assert.Equal([0.2f, -1f, 0f, 1f], _action);
        Assert.Equal(eef.Position + new Vec3(0.01, -0.05, 0), _lane.TargetOf(_action).Position, (a, b) => (a - b).Length < 1e-7);
        Assert.True(Quat.AngleBetween(eef.Orientation, _lane.TargetOf(_action).Orientation) < 1e-9);
    }

    [Fact]
    public void The_belief_is_wrong_until_the_gripper_touches_the_cube_and_right_afterwards()
    {
        _lane.Reset(new EpisodeKey(3, SceneSplit.Source, 0, true));
        Pose belief = _lane.BelievedPose(Index.Block);
        for (int step = 0; step < 200 && !_lane.TriggerContact; step++)
        {
            Assert.False(_lane.IsRevealed);
            Assert.Equal(belief, _lane.BelievedPose(Index.Block));
            GoTo(belief.Position with { Z = step < 60 ? 0.9 : 0.83 }, -1);
        }

        Assert.True(_lane.IsRevealed);
        for (int step = 0; step < 30; step++)
        {
            Assert.Equal(_lane.TruePose(Index.Block), _lane.BelievedPose(Index.Block));
            GoTo(_lane.WorldFromEef.Position + new Vec3(0.01, 0.02, 0), -1);
        }
    }

    [Fact]
    public void Success_means_between_both_pads_and_lifted_by_four_centimetres()
    {
        Grasp();
        Assert.True(_task.IsHeld(_lane, 0));
        Assert.False(_lane.IsSuccess);
        LiftTo(BlockGraspScene.HalfSide + 0.03);
        Assert.True(_task.IsHeld(_lane, 0));
        Assert.False(_lane.IsSuccess);
        LiftTo(BlockGraspScene.HalfSide + 0.045);
        Assert.True(_lane.IsSuccess);
        Assert.True(_lane.IsSubtaskDone(0));
        for (int step = 0; step < 8; step++)
            _lane.Step([0, 0, 0, -1]);
        Assert.False(_lane.IsSuccess);
        Assert.True(_lane.IsRecoverable);
    }

    [Theory]
    [InlineData(0, 0.05, 0.9)]
    [InlineData(0.1, 0, 0.825)]
    public void A_cube_that_nobody_holds_is_no_success(double x, double y, double z)
    {
        Place(new Vec3(x, y, z));
        Assert.False(_lane.IsSuccess);
        Assert.True(_lane.IsRecoverable);
    }

    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(0.45, 0, 0.825)]
    public void A_cube_off_the_table_is_lost(double x, double y, double z)
    {
        Place(new Vec3(x, y, z));
        Assert.False(_lane.IsRecoverable);
    }

    [Fact]
    public void The_observation_holds_the_belief_and_never_the_truth_before_contact()
    {
        var observation = new float[_task.Spec.ObservationSize];
        _lane.Reset(new EpisodeKey(6, SceneSplit.Source, 0, true));
        _lane.Observe(observation);
        Vec3 belief = _lane.BelievedPose(Index.Block).Position, block = _lane.TruePose(Index.Block).Position;
        Assert.Equal((float)belief.X, observation[0]);
        Assert.Equal((float)belief.Y, observation[1]);
        Assert.DoesNotContain((float)block.X, observation);
        Assert.DoesNotContain((float)block.Y, observation);

        // Position relative to the end effector, in its axes, rebuilt from the parts of the observation itself.
        Vec3 eef = new(observation[14], observation[15], observation[16]);
        Quat hand = Quat.FromXyzw([observation[17], observation[18], observation[19], observation[20]]);
        Vec3 relative = hand.Conjugate.Rotate(belief - eef);
        Assert.Equal(relative.X, observation[7], 1e-5);
        Assert.Equal(relative.Y, observation[8], 1e-5);
        Assert.Equal(relative.Z, observation[9], 1e-5);
    }

    [Fact]
    public void A_restored_state_continues_bit_for_bit_with_a_belief_that_still_follows_the_cube()
    {
        Grasp();
        var middle = new double[_task.Spec.StateSize];
        var end = new double[middle.Length];
        var again = new double[middle.Length];
        _lane.SaveState(middle);
        using var other = new SimulatedLane(_task);
        other.RestoreState(middle);
        Assert.True(other.IsRevealed);
        for (int step = 0; step < 20; step++)
        {
            float[] action = [0.1f, step % 3 == 0 ? 0.2f : -0.1f, 0.2f, 1];
            _lane.Step(action);
            other.Step(action);
        }

        _lane.SaveState(end);
        other.SaveState(again);
        Assert.Equal(end, again);
        Assert.Equal(other.TruePose(Index.Block), other.BelievedPose(Index.Block));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_scripted_operator_succeeds_in_at_least_39_of_40_scenes_and_is_gentle(bool corrupted)
    {
        IOperator op = TaskCatalog.Find("block-grasp").CreateOperator();
        int successes = 0;
        double fastest = 0;
        for (int attempt = 0; attempt < 40; attempt++)
        {
            var key = new EpisodeKey(11, SceneSplit.Source, attempt, corrupted);
            _lane.Reset(key);
            op.Begin(_lane, key);
            for (int step = 0; step < _task.Spec.Horizon && op.Act(_lane, _action); step++)
            {
                _lane.Step(_action);
                fastest = Math.Max(fastest, _lane.Controller.LinearSpeed);
            }

            successes += _lane.IsSuccess ? 1 : 0;
        }

        Assert.True(successes >= 39, $"{successes} of 40");
        Assert.True(fastest < 0.35, $"the hand moves at {fastest} m/s");
    }

    private void GoTo(Vec3 target, float gripper)
    {
        Vec3 step = (target - _lane.WorldFromEef.Position).LimitedTo(0.02);
        _lane.ActionToward(_lane.WorldFromEef with { Position = _lane.WorldFromEef.Position + step }, gripper, _action);
        _lane.Step(_action);
    }

    private void Grasp()
    {
        _lane.Reset(new EpisodeKey(4, SceneSplit.Source, 0, false));
        Vec3 block = _lane.TruePose(Index.Block).Position;
        for (int step = 0; step < 130; step++)
            GoTo(block + new Vec3(0, 0, step < 70 ? 0.08 : 0.009), step < 110 ? -1 : 1);
    }

    private void LiftTo(double height)
    {
        for (int step = 0; step < 100 && _lane.TruePose(Index.Block).Position.Z < BlockGraspScene.TableTop + height; step++)
            GoTo(_lane.WorldFromEef.Position + new Vec3(0, 0, 0.004), 1);
    }

    private void Place(Vec3 position)
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        int block = _task.Model.Integers("jnt_qposadr")[_task.Model.Id("joint", "block")];
        new Pose(position, Quat.Identity).WriteTo(_lane.Positions.Slice(block, Pose.Size));
        _lane.Refresh();
        var state = new double[_task.Spec.StateSize];
        _lane.SaveState(state);
        _lane.RestoreState(state);
    }
}
