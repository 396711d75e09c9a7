using IntervenGen.Core;
using IntervenGen.Numerics;
using IntervenGen.Simulation.Clearance;
using IntervenGen.Tasks;

namespace IntervenGen.Simulation.Tests;

public sealed class ClearanceTests
{
    [Fact]
    public void A_gap_of_boxes_is_never_more_than_any_distance_of_their_points()
    {
        var random = new CounterRandom(1, 0, 0);
        for (int trial = 0; trial < 300; trial++)
        {
            WorldBox a = Box(ref random), b = Box(ref random);
            double gap = BoxGap.Between(a, b), least = double.MaxValue;
            for (int sample = 0; sample < 200; sample++)
                least = Math.Min(least, (Point(a, ref random) - Point(b, ref random)).Length);
            Assert.True(gap <= least, $"{gap} over {least} in trial {trial}");
        }
    }

    [Fact]
    public void The_gap_of_boxes_side_by_side_is_their_distance()
    {
        WorldBox a = Straight(new Vec3(0, 0, 0), new Vec3(0.1, 0.2, 0.3)), b = Straight(new Vec3(0.5, 0, 0), new Vec3(0.1, 0.1, 0.1));
        Assert.Equal(0.3, BoxGap.Between(a, b), 12);
    }

    [Fact]
    public void Boxes_that_overlap_have_no_gap()
    {
        WorldBox a = Straight(new Vec3(0, 0, 0), new Vec3(0.1, 0.1, 0.1));
        Assert.True(BoxGap.Between(a, a with { Centre = new Vec3(0.15, 0.1, 0.05) }) <= 0);
    }

    [Theory]
    [InlineData("nut-insertion")]
    [InlineData("two-piece-assembly")]
    [InlineData("coffee")]
    [InlineData("nut-and-peg-assembly")]
    [InlineData("block-grasp")]
    public void Long_substeps_are_taken_on_every_task_and_never_in_a_touch(string name)
    {
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        using var lane = new SimulatedLane(task, SteppingMode.Adaptive);
        IOperator op = TaskCatalog.Find(name).CreateOperator();
        var action = new float[task.Spec.ActionSize];
        long steps = 0;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var key = new EpisodeKey(5, SceneSplit.Source, attempt, true);
            lane.Reset(key);
            op.Begin(lane, key);
            for (int step = 0; step < task.Spec.Horizon && op.Act(lane, action); step++, steps++)
            {
                long before = lane.StepsTaken(SubstepLength.Long);
                lane.Step(action);
                bool isHeld = task.FreeObjects.Any(obj => (lane.Contacts.Pairs & obj.Pads & task.TriggerPairs) != 0);
                Assert.False(lane.Contacts.TriggerCount > 0 && !isHeld && lane.StepsTaken(SubstepLength.Long) > before);
            }
        }

        long longer = lane.StepsTaken(SubstepLength.Long) + lane.StepsTaken(SubstepLength.Medium);
        Assert.True(longer > steps / 5, $"{longer} of {steps} control steps had longer substeps");
    }

    private static WorldBox Straight(Vec3 centre, Vec3 half) => new(centre, Vec3.UnitX, Vec3.UnitY, Vec3.UnitZ, half);

    private static WorldBox Box(ref CounterRandom random)
    {
        Quat turn = Quat.Exp(Vector(ref random, 3));
        return new WorldBox(
            Vector(ref random, 0.4), turn.Rotate(Vec3.UnitX), turn.Rotate(Vec3.UnitY), turn.Rotate(Vec3.UnitZ),
            new Vec3(random.NextDouble(0.01, 0.2), random.NextDouble(0.01, 0.2), random.NextDouble(0.01, 0.2)));
    }

    private static Vec3 Point(in WorldBox box, ref CounterRandom random)
    {
        Vec3 share = Vector(ref random, 1);
        return box.Centre + (box.X * (share.X * box.Half.X)) + (box.Y * (share.Y * box.Half.Y)) + (box.Z * (share.Z * box.Half.Z));
    }

    private static Vec3 Vector(ref CounterRandom random, double size) =>
        new(random.NextDouble(-size, size), random.NextDouble(-size, size), random.NextDouble(-size, size));
}
