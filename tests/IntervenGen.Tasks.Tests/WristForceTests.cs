using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks.Folders;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.Tasks.Tests;

/// <summary>What the wrist feels, against forces computed by hand.</summary>
public sealed class WristForceTests : IDisposable
{
    private readonly FolderTask _task = (FolderTask)TaskCatalog.Find("nut-insertion").Open(new TaskOptions(Observability: Observability.Force));
    private readonly SimulatedLane _lane;

    public WristForceTests() => _lane = new SimulatedLane(_task);

    public void Dispose()
    {
        _lane.Dispose();
        _task.Dispose();
    }

    [Fact]
    public void A_hand_that_holds_still_feels_the_weight_of_what_it_holds()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        HoldStill(40);
        double mass = _task.Model.Doubles("body_mass")[_task.Model.Id("body", "nut")];
        Vec3 force = InWorld(0);
        Assert.Equal(-9.81 * mass, force.Z, 0.02);
        Assert.Equal(0, force.X, 0.02);
        Assert.Equal(0, force.Y, 0.02);
        Vec3 arm = Vec3.From(_lane.Data.Doubles("xipos").Span[(3 * _task.Model.Id("body", "nut"))..]) - _lane.WorldFromEef.Position;
        Vec3 expected = Vec3.Cross(arm, new Vec3(0, 0, -9.81 * mass)), torque = InWorld(3);
        Assert.Equal(expected.X, torque.X, 0.003);
        Assert.Equal(expected.Y, torque.Y, 0.003);
        Assert.Equal(expected.Z, torque.Z, 0.003);
    }

    [Theory]
    [InlineData(5, 0, 0)]
    [InlineData(0, -8, 0)]
    [InlineData(3, 2, 6)]
    public void A_known_push_on_the_hand_is_felt_as_it_is(double x, double y, double z)
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        HoldStill(40);
        Vec3 before = InWorld(0);
        int hand = _task.Model.Integers("site_bodyid")[_task.Model.Id("site", "grip_site")];
        new Vec3(x, y, z).WriteTo(_lane.Data.Doubles("xfrc_applied").Span[(6 * hand)..]);
        HoldStill(60);
        Vec3 felt = InWorld(0) - before;
        Assert.Equal(x, felt.X, 0.05);
        Assert.Equal(y, felt.Y, 0.05);
        Assert.Equal(z, felt.Z, 0.05);
    }

    [Fact]
    public void What_is_felt_is_low_passed_and_stays_in_range()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        HoldStill(40);
        int hand = _task.Model.Integers("site_bodyid")[_task.Model.Id("site", "grip_site")];
        _lane.Data.Doubles("xfrc_applied").Span[(6 * hand) + 2] = 400;
        HoldStill(1);
        // 1 - exp(-2 pi 10 Hz 0.05 s) = 0.957 of a step, less what the arm gives way.
        Assert.InRange(_lane.Wrench[..3].ToArray().Max(Math.Abs), 50, 0.96 * WristSensor.MaxForce);
        for (int step = 0; step < 20; step++)
        {
            HoldStill(1);
            Assert.True(_lane.Wrench[..3].ToArray().All(force => Math.Abs(force) <= WristSensor.MaxForce));
        }
    }

    [Fact]
    public void The_observation_ends_with_the_wrench()
    {
        Assert.Equal(new ObservationField("robot0_wrist_force", 6), _task.Spec.Observations[^1]);
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        HoldStill(3);
        var observation = new float[_task.Spec.ObservationSize];
        _lane.Observe(observation);
        for (int i = 0; i < 6; i++)
            Assert.Equal((float)_lane.Wrench[i], observation[^(6 - i)]);
    }

    [Fact]
    public void Contact_reveals_no_pose_where_force_is_all_there_is()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        Pose believed = _lane.BelievedPose(Index.Peg);
        Placing.RunInto(_lane, Index.Nut, Index.Peg, 0.13, () => { });
        Assert.True(_lane.IsRevealed);
        Assert.Equal(believed, _lane.BelievedPose(Index.Peg));
    }

    [Fact]
    public void A_restored_state_feels_on_bit_for_bit()
    {
        using var other = new SimulatedLane(_task);
        _lane.Reset(new EpisodeKey(3, SceneSplit.Source, 1, true));
        var middle = new double[_task.Spec.StateSize];
        var (end, again) = (new double[middle.Length], new double[middle.Length]);
        for (int step = 0; step < 10; step++)
            _lane.Step([0.4f, 0, -0.5f, 0, 0, 0, 1]);
        _lane.SaveState(middle);
        other.RestoreState(middle);
        for (int step = 0; step < 10; step++)
        {
            _lane.Step([0.2f, 0.1f, -0.5f, 0, 0, 0, 1]);
            other.Step([0.2f, 0.1f, -0.5f, 0, 0, 0, 1]);
        }

        _lane.SaveState(end);
        other.SaveState(again);
        Assert.Equal(end, again);
    }

    [Fact]
    public void A_touch_is_remembered_at_its_strongest_when_it_is_over()
    {
        using SimulatedTask task = TaskCatalog.Find("nut-insertion").Open(new TaskOptions(Observability: Observability.Touch));
        using var lane = new SimulatedLane(task);
        Assert.Equal([ObservationField.WristForce, ObservationField.WristTouch], task.Spec.Observations.TakeLast(2).Select(field => field.Name));
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        int hand = task.Model.Integers("site_bodyid")[task.Model.Id("site", "grip_site")];
        var seen = new float[task.Spec.ObservationSize];
        double strongest = 0;
        foreach ((double push, bool touches) in (ReadOnlySpan<(double, bool)>)[(0, false), (4, false), (30, true), (15, true), (0, true)])
        {
            lane.Data.Doubles("xfrc_applied").Span[6 * hand] = push;
            for (int step = 0; step < 12; step++)
            {
                lane.Step(_still);
                lane.Observe(seen);
                strongest = Math.Max(strongest, Vec3.From(lane.Wrench).Length);
                Assert.Equal(touches || lane.Wrench[12] != 0, seen[^6..].Any(number => number != 0));
            }
        }

        Assert.Equal(strongest, new Vec3(seen[^6], seen[^5], seen[^4]).Length, 0.05 * strongest);
        Assert.True(Vec3.From(lane.Wrench).Length < 2);
        Placing.AssertContinues(lane);
    }

    [Fact]
    public void Feeling_allocates_nothing()
    {
        _lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, false));
        HoldStill(50);
        long before = GC.GetAllocatedBytesForCurrentThread();
        HoldStill(200);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private readonly float[] _still = [0, 0, 0, 0, 0, 0, 1];

    private void HoldStill(int steps)
    {
        for (int step = 0; step < steps; step++)
            _lane.Step(_still);
    }

    private Vec3 InWorld(int at) => (_lane.WorldFromEef.Orientation * GripFrame.FromHand).Rotate(Vec3.From(_lane.Wrench[at..]));
}
