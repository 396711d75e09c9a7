using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Generation.Tests;

/// <summary>Motions carried over to objects of another shape.</summary>
public sealed class KeyPointTests
{
    private static readonly Vec3[] s_cube = [new(0, 0, 1), new(0, 0, -1), new(1, 0, 0), new(-1, 0, 0), new(0, 1, 0), new(0, -1, 0)];

    [Fact]
    public void Points_that_were_moved_rigidly_carry_every_pose_with_them()
    {
        var random = new CounterRandom(3, 0, 0);
        for (int trial = 0; trial < 50; trial++)
        {
            var moved = new Pose(Vector(ref random), Quat.Exp(Vector(ref random)));
            Vec3[] points = [.. Enumerable.Range(0, 4).Select(_ => Vector(ref random))];
            var warp = new KeyPointWarp([.. points.Select(point => (point, moved.Transform(point)))]);
            var pose = new Pose(Vector(ref random), Quat.Exp(Vector(ref random)));
            Twist off = Twist.Between(moved * pose, warp.Carry(pose));
            Assert.True(off.Linear.Length < 1e-6 && off.Angular.Length < 1e-6, $"{off} in trial {trial}");
        }
    }

    [Fact]
    public void A_handle_on_the_other_side_turns_the_hand_by_half_a_turn()
    {
        var warp = new KeyPointWarp([(Vec3.Zero, Vec3.Zero), (Vec3.UnitZ, Vec3.UnitZ), (new(6, 0, 0), new(-6, 0, 0))]);
        Pose carried = warp.Carry(new Pose(new Vec3(6, 1, 2), Quat.Identity));
        Assert.Equal(0, (carried.Position - new Vec3(-6, -1, 2)).Length, 6);
        Assert.Equal(Math.PI, Quat.AngleBetween(Quat.Identity, carried.Orientation), 6);
    }

    [Fact]
    public void At_a_key_point_a_pose_comes_to_its_counterpart()
    {
        var warp = new KeyPointWarp([.. s_cube.Select(point => (point, point with { Z = 2 * point.Z }))]);
        Assert.Equal(2, warp.Carry(new Pose(s_cube[0], Quat.Identity)).Position.Z, 6);
        Assert.Equal(1, warp.Carry(new Pose(s_cube[2], Quat.Identity)).Position.X, 6);
    }

    [Fact]
    public void Over_a_taller_object_the_hand_is_higher_and_not_turned()
    {
        var warp = new KeyPointWarp([.. s_cube.Select(point => (point, point with { Z = 2 * point.Z }))]);
        Pose carried = warp.Carry(new Pose(new Vec3(0, 0, 1.5), Quat.Identity));
        Assert.InRange(carried.Position.Z, 2.2, 2.5);
        Assert.Equal(0, Quat.AngleBetween(Quat.Identity, carried.Orientation), 6);
    }

    [Fact]
    public void One_point_shifts_and_two_turn_no_more_than_they_must()
    {
        Pose pose = new(new Vec3(0.3, 0.2, 0.1), Quat.Identity);
        Assert.Equal(pose.Position + Vec3.UnitX, new KeyPointWarp([(Vec3.Zero, Vec3.UnitX)]).Carry(pose).Position);
        var two = new KeyPointWarp([(-1 * Vec3.UnitX, -1 * Vec3.UnitY), (Vec3.UnitX, Vec3.UnitY)]);
        Assert.Equal(0, (two.Carry(pose).Orientation.Log() - new Vec3(0, 0, Math.PI / 2)).Length, 6);
    }

    [Fact]
    public void A_segment_is_carried_over_as_a_whole_and_keeps_its_grippers()
    {
        SourceSegment segment = SegmentOf.Way([new(0, 0, 2), new(0, 0, 1), new(0, 0, 1)], opensAt: 2);
        SourceSegment carried = Shapes(1, 2).Fit(segment);
        Assert.Equal(segment.Gripper, carried.Gripper);
        Assert.Equal(2, carried.WorldFromTarget[1].Position.Z, 9);
    }

    [Fact]
    public void A_point_that_one_task_lacks_is_refused_by_name()
    {
        TaskSpec without = PointWorld.Point with { Name = "bare", KeyPoints = [new KeyPoint(0, "top", Vec3.UnitZ)] };
        string message = Assert.Throws<UsageException>(() => new SourceShapes(Points(1), without)).Message;
        Assert.Contains("'bottom' of object 'target' is missing in task 'bare'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_without_key_points_are_refused() => Assert.Contains(
        "give an object of each a few under key_points",
        Assert.Throws<UsageException>(() => new SourceShapes(PointWorld.Point, PointWorld.Point)).Message, StringComparison.Ordinal);

    [Fact]
    public void Tasks_with_other_objects_are_refused() => Assert.Contains(
        "the objects of 'point' are target, and those of 'carry' are item, goal",
        Assert.Throws<UsageException>(() => new SourceShapes(Points(1), CarryWorld.Carry)).Message, StringComparison.Ordinal);

    private static SourceShapes Shapes(double old, double present) => new(Points(old), Points(present));

    private static TaskSpec Points(double height) => PointWorld.Point with
    {
        KeyPoints = [new KeyPoint(0, "top", height * Vec3.UnitZ), new KeyPoint(0, "bottom", -height * Vec3.UnitZ)],
    };

    private static Vec3 Vector(ref CounterRandom random) =>
        new(random.NextDouble(-1, 1), random.NextDouble(-1, 1), random.NextDouble(-1, 1));
}
