using IntervenGen.Tasks.Folders;
using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

public sealed class TwoPieceAssemblyTests : IDisposable
{
    private readonly FolderTask _task = (FolderTask)TaskCatalog.Find("two-piece-assembly").Open();
    private readonly FolderTask _partial = (FolderTask)TaskCatalog.Find("two-piece-assembly").Open(new TaskOptions(Observability: Observability.Partial));
    private readonly SimulatedLane _lane;

    public TwoPieceAssemblyTests() => _lane = new SimulatedLane(_task);

    public void Dispose()
    {
        _lane.Dispose();
        _task.Dispose();
        _partial.Dispose();
    }

    [Fact]
    public void Ten_thousand_draws_fill_the_rings_region_and_the_bounds_of_its_belief()
    {
        double least = double.MaxValue, most = 0, farLow = double.MaxValue, farHigh = double.MinValue;
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            var key = new EpisodeKey(5, SceneSplit.Generation, attempt, true);
            _task.PlaceScene(_lane, key);
            _lane.Refresh();
            Vec3 ring = _lane.TruePose(Index.Base).Position;
            Assert.InRange(ring.X, 0.05, 0.15);
            Assert.InRange(ring.Y, -0.05, 0.05);
            Assert.Equal(0.819, ring.Z, 1e-12);
            Vec3 error = _task.SampleBelief(_lane, Index.Base, key).Position - ring;
            double larger = Math.Max(Math.Abs(error.X), Math.Abs(error.Y));
            Assert.InRange(larger, 0.01, 0.04);
            Assert.Equal(0, error.Z);
            least = Math.Min(least, larger);
            most = Math.Max(most, larger);
            farLow = Math.Min(farLow, ring.X);
            farHigh = Math.Max(farHigh, ring.X);
        }

        Assert.True(least < 0.0105 && most > 0.0399, $"errors from {least} to {most}");
        Assert.True(farLow < 0.0502 && farHigh > 0.1498, $"rings from {farLow} to {farHigh}");
    }

    [Fact]
    public void An_uncorrupted_scene_is_believed_as_it_is_and_has_the_same_ring()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Evaluation, 3, true));
        Pose corrupted = _lane.BelievedPose(Index.Base), ring = _lane.TruePose(Index.Base);
        _lane.Reset(new EpisodeKey(1, SceneSplit.Evaluation, 3, false));
        Assert.Equal(ring, _lane.TruePose(Index.Base));
        Assert.Equal(ring, _lane.BelievedPose(Index.Base));
        Assert.NotEqual(ring, corrupted);
    }

    [Fact]
    public void The_piece_meets_the_ring_before_a_finger_does_and_the_contact_reveals_the_truth()
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            _lane.Reset(new EpisodeKey(3, SceneSplit.Source, attempt, true));
            Pose belief = _lane.BelievedPose(Index.Base), ring = _lane.TruePose(Index.Base);
            Placing.RunInto(_lane, Index.Piece, Index.Base, 0.09, () =>
                Assert.Equal(belief, _lane.BelievedPose(Index.Base)));
            Assert.Equal(ring, _lane.BelievedPose(Index.Base));
            Assert.Equal(Vec3.Zero, _lane.Hint);
            Assert.InRange(_lane.TriggerPosition.Z, 0.83, 0.845);
            Assert.True(_task.IsHeld(_lane, 0));
        }
    }

    [Fact]
    public void Partial_observability_reveals_the_direction_to_the_ring()
    {
        using var lane = new SimulatedLane(_partial);
        var observation = new float[_partial.Spec.ObservationSize];
        Pose belief = RunIntoRing(lane, () =>
        {
            lane.Observe(observation);
            Assert.Equal([0f, 0f, 0f], observation[28..31]);
        });
        lane.Observe(observation);
        Vec3 error = lane.TruePose(Index.Base).Position - belief.Position;
        Assert.Equal(error.X / error.Length, observation[28], 1e-6);
        Assert.Equal(error.Y / error.Length, observation[29], 1e-6);
        Assert.Equal(0, observation[30]);
    }

    [Fact]
    public void Partial_observability_leaves_the_belief_wrong()
    {
        using var lane = new SimulatedLane(_partial);
        Pose belief = RunIntoRing(lane, () => { });
        Assert.True(lane.IsRevealed);
        Assert.Equal(belief, lane.BelievedPose(Index.Base));
        Assert.NotEqual(lane.TruePose(Index.Base), belief);
    }

    // Returns what was believed before.
    private static Pose RunIntoRing(SimulatedLane lane, Action beforeContact)
    {
        lane.Reset(new EpisodeKey(3, SceneSplit.Source, 0, true));
        Pose belief = lane.BelievedPose(Index.Base);
        Placing.RunInto(lane, Index.Piece, Index.Base, 0.09, beforeContact);
        return belief;
    }

    [Fact]
    public void Both_variants_share_one_observation_layout() =>
        Assert.Equal(_task.Spec.Observations, _partial.Spec.Observations);

    [Theory]
    [InlineData(0, 0, 0.851, 0, true)]
    [InlineData(0.005, -0.005, 0.851, 0, true)]
    [InlineData(0.012, 0, 0.851, 0, false)]
    [InlineData(0, 0.012, 0.851, 0, false)]
    [InlineData(0, 0, 0.87, 0, false)]
    [InlineData(0, 0, 0.851, 0.2, false)]
    public void Success_means_flat_in_the_ring(double dx, double dy, double z, double tilt, bool expected)
    {
        PlacePiece(dx, dy, z, tilt);
        Assert.Equal(expected, _lane.IsSuccess);
        Assert.Equal(expected, _lane.IsSubtaskDone(0));
    }

    [Theory]
    [InlineData(0.15, 0, 0.851, 0, false)]
    [InlineData(0.03, 0, 0.889, 0, false)]
    [InlineData(0.003, 0, 0.88, 0, true)]
    public void A_piece_that_nobody_holds_is_lost_unless_it_is_on_its_way_down_the_hole(
        double dx, double dy, double z, double tilt, bool recoverable)
    {
        PlacePiece(dx, dy, z, tilt);
        Assert.Equal(recoverable, _lane.IsRecoverable);
    }

    [Fact]
    public void A_piece_in_place_is_a_success_only_once_it_is_let_go()
    {
        bool heldInPlace = false;
        IOperator op = TaskCatalog.Find("two-piece-assembly").CreateOperator();
        var action = new float[7];
        for (int attempt = 0; attempt < 5; attempt++)
        {
            var key = new EpisodeKey(4, SceneSplit.Source, attempt, false);
            _lane.Reset(key);
            Assert.False(_lane.IsSuccess);
            op.Begin(_lane, key);
            for (int step = 0; step < _task.Spec.Horizon && op.Act(_lane, action); step++)
            {
                // Pushed down to the table instead of let go.
                (action[2], action[6]) = action[6] < 0 ? (-0.3f, 1) : (action[2], action[6]);
                _lane.Step(action);
                double height = _lane.TruePose(Index.Piece).Position.Z - _lane.TruePose(Index.Base).Position.Z;
                heldInPlace |= Math.Abs(height - 0.032) < 0.002;
                Assert.False(_lane.IsSuccess && _task.IsHeld(_lane, 0));
            }
        }

        Assert.True(heldInPlace);
    }

    [Fact]
    public void The_scripted_operator_succeeds_in_all_of_thirty_scenes() =>
        Assert.Equal(30, Placing.Successes(_lane, TaskCatalog.Find("two-piece-assembly").CreateOperator(), 30));

    [Fact]
    public void A_saved_state_continues_bit_for_bit_with_its_hint()
    {
        using var lane = new SimulatedLane(_partial);
        lane.Reset(new EpisodeKey(3, SceneSplit.Source, 1, true));
        Placing.RunInto(lane, Index.Piece, Index.Base, 0.09, () => { });
        Placing.AssertContinues(lane);
        Assert.NotEqual(Vec3.Zero, lane.Hint);
    }

    // Puts the piece somewhere relative to the ring with the hand open and away, without moving time.
    private void PlacePiece(double dx, double dy, double z, double tilt)
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        Vec3 ring = _lane.TruePose(Index.Base).Position;
        Quat turned = Quat.FromAxisAngle(Vec3.UnitX, tilt) * Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2);
        Placing.Put(_lane, _task, "piece", new Pose(new Vec3(ring.X + dx, ring.Y + dy, z), turned));
    }
}
