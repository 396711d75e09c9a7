using IntervenGen.Numerics;
using IntervenGen.Perception.Fitting;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Tests;

public sealed class FusionTests
{
    [Fact]
    public void Names_of_the_same_orientation_fuse_to_that_orientation()
    {
        var random = new CounterRandom(9, 0, 0);
        for (int trial = 0; trial < 50; trial++)
        {
            var truth = new Pose(Make.Vector(ref random), Make.Rotation(ref random));
            var poses = new Pose[6];
            for (int i = 0; i < poses.Length; i++)
                poses[i] = truth with { Orientation = truth.Orientation * CubeModel.Symmetries[random.NextInt32(24)] };
            FusedPose fused = new PoseFusion().Fuse(poses);
            Assert.Equal((6, 0), (fused.Used, fused.Rejected));
            Assert.True(CubeModel.AngleBetween(fused.BaseFromCube.Orientation, truth.Orientation) < 1e-7);
            Assert.True((fused.BaseFromCube.Position - truth.Position).Length < 1e-12);
            Assert.True(fused.PositionSpread < 1e-12 && fused.RotationSpread < 1e-7);
        }
    }

    [Fact]
    public void The_mean_is_better_than_one_and_the_spread_is_that_of_the_noise()
    {
        var random = new CounterRandom(10, 0, 0);
        var truth = new Pose(new Vec3(0.5, 0.1, 0.02), Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 4));
        var poses = new Pose[400];
        for (int i = 0; i < poses.Length; i++)
        {
            Quat turn = Quat.Exp(new Vec3(random.NextGaussian(), random.NextGaussian(), random.NextGaussian()) * 0.01);
            var offset = new Vec3(random.NextGaussian(), random.NextGaussian(), random.NextGaussian());
            poses[i] = new Pose(truth.Position + (offset * 0.001), turn * truth.Orientation * CubeModel.Symmetries[random.NextInt32(24)]);
        }

        FusedPose fused = new PoseFusion { PositionGate = 1, RotationGate = 1 }.Fuse(poses);
        // √3 of one coordinate's noise; 400 poses fix a deviation to 3 % and a mean to a twentieth: four of those.
        Assert.Equal(0.001 * Math.Sqrt(3), fused.PositionSpread, 0.0002);
        Assert.Equal(0.01 * Math.Sqrt(3), fused.RotationSpread, 0.002);
        Assert.True((fused.BaseFromCube.Position - truth.Position).Length < 4 * 0.001 * Math.Sqrt(3) / 20);
        Assert.True(CubeModel.AngleBetween(fused.BaseFromCube.Orientation, truth.Orientation) < 4 * 0.01 * Math.Sqrt(3) / 20);
    }

    [Fact]
    public void Frames_that_disagree_are_left_out_and_counted()
    {
        var truth = new Pose(new Vec3(0.5, 0.1, 0.02), Quat.Identity);
        Pose moved = truth with { Position = truth.Position + new Vec3(0.02, 0, 0) };
        Pose turned = truth with { Orientation = Quat.FromAxisAngle(Vec3.UnitZ, 0.3) };
        FusedPose fused = new PoseFusion().Fuse([truth, moved, truth, turned, truth]);
        Assert.Equal((3, 2), (fused.Used, fused.Rejected));
        Assert.Equal(truth.Position, fused.BaseFromCube.Position);
        string message = Assert.Throws<PerceptionException>(() => new PoseFusion().Fuse([truth, moved, truth, turned])).Message;
        Assert.Contains("2 of 4", message, StringComparison.Ordinal);
        Assert.Contains("3 were needed", message, StringComparison.Ordinal);
    }
}
