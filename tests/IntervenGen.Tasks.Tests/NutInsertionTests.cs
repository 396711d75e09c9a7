using IntervenGen.Tasks.Folders;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

public sealed class NutInsertionTests : IDisposable
{
    private readonly FolderTask _task = (FolderTask)TaskCatalog.Find("nut-insertion").Open();
    private readonly SimulatedLane _lane;

    public NutInsertionTests() => _lane = new SimulatedLane(_task);

    public void Dispose()
    {
        _lane.Dispose();
        _task.Dispose();
    }

    [Fact]
    public void Ten_thousand_draws_fill_the_pegs_region_and_the_bounds_of_its_belief()
    {
        double least = double.MaxValue, most = 0, farLow = double.MaxValue, farHigh = double.MinValue;
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            var key = new EpisodeKey(5, SceneSplit.Generation, attempt, true);
            _task.PlaceScene(_lane, key);
            _lane.Refresh();
            Vec3 peg = _lane.TruePose(Index.Peg).Position;
            Assert.InRange(peg.X, 0.05, 0.15);
            Assert.InRange(peg.Y, -0.05, 0.05);
            Assert.Equal(0.85, peg.Z);
            Vec3 error = _task.SampleBelief(_lane, Index.Peg, key).Position - peg;
            double larger = Math.Max(Math.Abs(error.X), Math.Abs(error.Y));
            Assert.InRange(larger, 0.02, 0.04);
            Assert.Equal(0, error.Z);
            least = Math.Min(least, larger);
            most = Math.Max(most, larger);
            farLow = Math.Min(farLow, peg.X);
            farHigh = Math.Max(farHigh, peg.X);
        }

        Assert.True(least < 0.0201 && most > 0.0399, $"errors from {least} to {most}");
        Assert.True(farLow < 0.0502 && farHigh > 0.1498, $"pegs from {farLow} to {farHigh}");
    }

    [Fact]
    public void Where_contact_is_not_felt_only_a_look_reveals_the_peg()
    {
        using var task = (FolderTask)TaskCatalog.Find("nut-insertion").Open(new TaskOptions(Observability: Observability.OnRequest));
        using var lane = new SimulatedLane(task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Generation, 0, true));
        Pose wrong = lane.BelievedPose(Index.Peg);
        var down = new float[task.Spec.ActionSize];
        (down[2], down[^1]) = (-1, 1);
        bool touched = false;
        for (int step = 0; step < 60 && !touched; step++)
        {
            Pose over = lane.WorldFromEef with { Position = lane.TruePose(Index.Peg).Position with { Z = lane.WorldFromEef.Position.Z - 0.02 } };
            lane.ActionToward(over, 1, down);
            lane.Step(down);
            touched = lane.TriggerContact;
        }

        Assert.True(touched);
        Assert.False(lane.IsRevealed);
        Assert.Equal(wrong, lane.BelievedPose(Index.Peg));
        lane.Look();
        Assert.True(lane.IsRevealed);
        Assert.Equal(lane.TruePose(Index.Peg), lane.BelievedPose(Index.Peg));
    }

    [Fact]
    public void Where_contact_is_felt_a_look_reveals_nothing()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Generation, 0, true));
        _lane.Look();
        Assert.False(_lane.IsRevealed);
    }

    [Fact]
    public void An_uncorrupted_scene_is_believed_as_it_is_and_has_the_same_peg()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Evaluation, 3, true));
        Pose corrupted = _lane.BelievedPose(Index.Peg), peg = _lane.TruePose(Index.Peg);
        _lane.Reset(new EpisodeKey(1, SceneSplit.Evaluation, 3, false));
        Assert.Equal(peg, _lane.TruePose(Index.Peg));
        Assert.Equal(peg, _lane.BelievedPose(Index.Peg));
        Assert.NotEqual(peg, corrupted);
    }

    [Fact]
    public void The_nut_is_held_after_a_reset_and_stays_in_the_hand()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            _lane.Reset(new EpisodeKey(2, SceneSplit.Source, attempt, false));
            Assert.True(_task.IsHeld(_lane, 0));
            Pose before = _lane.WorldFromEef.Inverse() * _lane.TruePose(Index.Nut);
            for (int step = 0; step < 40; step++)
                _lane.Step([0.3f, step % 2 == 0 ? 0.5f : -0.5f, 0, 0, 0, 0, 1]);
            Pose after = _lane.WorldFromEef.Inverse() * _lane.TruePose(Index.Nut);
            // MuJoCo's regularised friction creeps: about a millimetre a second under this shaking.
            Assert.True((before.Position - after.Position).Length < 0.003, $"slipped by {(before.Position - after.Position).Length} m");
            Assert.False(_lane.HasDiverged);
        }
    }

    [Fact]
    public void The_belief_stays_wrong_until_nut_and_peg_touch_and_is_the_truth_from_then_on()
    {
        _lane.Reset(new EpisodeKey(3, SceneSplit.Source, 0, true));
        Pose belief = _lane.BelievedPose(Index.Peg), peg = _lane.TruePose(Index.Peg);
        var action = new float[7];
        bool touched = false;
        for (int step = 0; step < 150 && !touched; step++)
        {
            Assert.Equal(belief, _lane.BelievedPose(Index.Peg));
            Assert.False(_lane.IsRevealed);
            Vec3 above = belief.Position with { Z = step < 60 ? 1.0 : 0.9 };
            Pose nut = _lane.TruePose(Index.Nut);
            Vec3 move = (above - nut.Position).LimitedTo(0.02);
            _lane.ActionToward(_lane.WorldFromEef with { Position = _lane.WorldFromEef.Position + move }, 1, action);
            _lane.Step(action);
            touched = _lane.TriggerContact;
        }

        Assert.True(touched);
        Assert.True(_lane.IsRevealed);
        Assert.Equal(peg, _lane.BelievedPose(Index.Peg));
        Assert.InRange(_lane.TriggerPosition.Z, 0.93, 0.97);
    }

    [Theory]
    [InlineData(0, 0, 0.835, 0, true)]
    [InlineData(0.006, -0.006, 0.835, 0, true)]
    [InlineData(0.02, 0, 0.835, 0, false)]
    [InlineData(0, 0.02, 0.835, 0, false)]
    [InlineData(0, 0, 0.9, 0, false)]
    [InlineData(0, 0, 0.835, 1.2, false)]
    public void Success_means_around_the_peg_down_and_level(double dx, double dy, double z, double tilt, bool expected)
    {
        PlaceNut(dx, dy, z, tilt);
        Assert.Equal(expected, _lane.IsSuccess);
        Assert.Equal(expected, _lane.IsSubtaskDone(0));
    }

    [Fact]
    public void A_nut_on_the_table_beside_the_peg_is_lost()
    {
        PlaceNut(0.15, 0, 0.83, 0);
        Assert.False(_lane.IsSuccess);
        Assert.False(_lane.IsRecoverable);
    }

    [Theory]
    [InlineData(0.03, 0, 0.93, 1.2, false)]
    [InlineData(0.03, 0, 1.05, 0, false)]
    [InlineData(0.005, 0, 1.0, 0, true)]
    public void A_nut_that_nobody_holds_is_lost_unless_it_is_on_its_way_down_the_peg(double dx, double dy, double z, double tilt, bool recoverable)
    {
        PlaceNut(dx, dy, z, tilt);
        Assert.Equal(recoverable, _lane.IsRecoverable);
    }

    [Fact]
    public void A_nut_that_is_still_held_is_not_a_success()
    {
        _lane.Reset(new EpisodeKey(4, SceneSplit.Source, 0, false));
        Assert.True(_task.IsHeld(_lane, 0));
        Assert.False(_lane.IsSuccess);
        Assert.True(_lane.IsRecoverable);
    }

    [Fact]
    public void The_observation_holds_the_belief_and_never_the_truth_before_contact()
    {
        var observation = new float[_task.Spec.ObservationSize];
        _lane.Reset(new EpisodeKey(6, SceneSplit.Source, 0, true));
        _lane.Observe(observation);
        Vec3 belief = _lane.BelievedPose(Index.Peg).Position, peg = _lane.TruePose(Index.Peg).Position;
        Assert.Equal((float)belief.X, observation[14]);
        Assert.Equal((float)belief.Y, observation[15]);
        Assert.DoesNotContain((float)peg.X, observation);
        Assert.DoesNotContain((float)peg.Y, observation);

        // Position relative to the end effector, in its axes, rebuilt from the parts of the observation itself.
        Vec3 eef = new(observation[28], observation[29], observation[30]);
        Quat hand = Quat.FromXyzw([observation[31], observation[32], observation[33], observation[34]]);
        Vec3 relative = hand.Conjugate.Rotate(belief - eef);
        Assert.Equal(relative.X, observation[21], 1e-5);
        Assert.Equal(relative.Y, observation[22], 1e-5);
        Assert.Equal(relative.Z, observation[23], 1e-5);
    }

    [Fact]
    public void Quaternions_in_the_observation_do_not_flip_their_sign_along_a_motion()
    {
        var observation = new float[_task.Spec.ObservationSize];
        var before = new float[observation.Length];
        var random = new CounterRandom(8, 0, 0);
        for (int attempt = 0; attempt < 10; attempt++)
        {
            _lane.Reset(new EpisodeKey(7, SceneSplit.Source, attempt, true));
            _lane.Observe(before);
            for (int step = 0; step < 40; step++)
            {
                float[] action = [0, 0, 0, 0, 0, 0, 1];
                for (int i = 0; i < 6; i++)
                    action[i] = (float)random.NextDouble(-0.4, 0.4);
                _lane.Step(action);
                _lane.Observe(observation);
                foreach (int start in (int[])[3, 10, 17, 24, 31])
                {
                    double dot = 0;
                    for (int i = 0; i < 4; i++)
                        dot += observation[start + i] * before[start + i];
                    Assert.True(dot > 0.5, $"quaternion at {start} jumps in step {step}");
                }

                observation.CopyTo(before, 0);
            }
        }
    }

    [Fact]
    public void The_scripted_operator_succeeds_in_at_least_95_of_100_scenes()
    {
        IOperator op = TaskCatalog.Find("nut-insertion").CreateOperator();
        var action = new float[7];
        int successes = 0;
        for (int attempt = 0; attempt < 100; attempt++)
        {
            var key = new EpisodeKey(11, SceneSplit.Source, attempt, false);
            _lane.Reset(key);
            op.Begin(_lane, key);
            for (int step = 0; step < _task.Spec.Horizon && op.Act(_lane, action); step++)
                _lane.Step(action);
            successes += _lane.IsSuccess ? 1 : 0;
        }

        Assert.True(successes >= 95, $"{successes} of 100");
        Assert.Equal("scripted", op.Label);
    }

    [Fact]
    public void Two_operators_differ_between_episodes_and_agree_within_one()
    {
        float[] first = Steps(0), again = Steps(0), other = Steps(1);
        Assert.Equal(first, again);
        Assert.NotEqual(first.Length, other.Length);
    }

    [Fact]
    public void An_unknown_task_names_the_nearest_one()
    {
        var exception = Assert.Throws<UsageException>(() => TaskCatalog.Find("nut-insertoin"));
        Assert.Contains("did you mean 'nut-insertion'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_hash_changes_with_the_model()
    {
        string xml = ModelSource.Read("nut-insertion.xml");
        Assert.Equal(_task.Spec.ModelHash, MjcfSource.Given(xml, "given").Hash);
        using FolderTask other = (FolderTask)TaskCatalog.Find("nut-insertion").Open(new TaskOptions(MjcfSource.Given(xml.Replace("impratio=\"20\"", "impratio=\"10\"", StringComparison.Ordinal), "given")));
        Assert.NotEqual(_task.Spec.ModelHash, other.Spec.ModelHash);
    }

    [Fact]
    public void A_model_without_the_nut_is_refused_by_name()
    {
        string xml = ModelSource.Read("nut-insertion.xml").Replace("body name=\"nut\"", "body name=\"bolt\"", StringComparison.Ordinal);
        Assert.Contains("no body named 'nut'", Assert.Throws<FaultsException>(() => TaskCatalog.Find("nut-insertion").Open(new TaskOptions(MjcfSource.Given(xml, "given")))).Message, StringComparison.Ordinal);
    }

    private float[] Steps(int attempt)
    {
        IOperator op = TaskCatalog.Find("nut-insertion").CreateOperator();
        var key = new EpisodeKey(13, SceneSplit.Source, attempt, false);
        var actions = new List<float>();
        var action = new float[7];
        _lane.Reset(key);
        op.Begin(_lane, key);
        for (int step = 0; step < _task.Spec.Horizon && op.Act(_lane, action); step++)
        {
            actions.AddRange(action);
            _lane.Step(action);
        }

        return [.. actions];
    }

    // Puts the nut somewhere relative to the peg with the hand open and away, without moving time.
    private void PlaceNut(double dx, double dy, double z, double tilt)
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        for (int step = 0; step < 10; step++)
            _lane.Step([0, 0, 0.3f, 0, 0, 0, -1]);
        Vec3 peg = _lane.TruePose(Index.Peg).Position;
        int nut = _task.Model.Integers("jnt_qposadr")[_task.Model.Id("joint", "nut")];
        new Pose(new Vec3(peg.X + dx, peg.Y + dy, z), Quat.FromAxisAngle(Vec3.UnitX, tilt)).WriteTo(_lane.Positions.Slice(nut, 7));
        _lane.Refresh();
        var state = new double[_task.Spec.StateSize];
        _lane.SaveState(state);
        _lane.RestoreState(state);
    }
}
