using IntervenGen.Numerics;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Tests;

public sealed class CubeModelTests
{
    [Fact]
    public void There_are_24_symmetries_and_each_maps_the_corners_onto_themselves()
    {
        CubeModel cube = CubeModel.Of();
        Vec3[] corners = cube.Corners.ToArray();
        Assert.Equal(24, CubeModel.Symmetries.Length);
        foreach (Quat symmetry in CubeModel.Symmetries)
            Assert.All(corners, corner => Assert.Contains(corners, other => (other - symmetry.Rotate(corner)).Length < 1e-12));
        for (int i = 0; i < 24; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.True(Quat.AngleBetween(CubeModel.Symmetries[i], CubeModel.Symmetries[j]) > 1.5);
        }
    }

    [Fact]
    public void Every_sample_lies_on_the_surface_and_its_normal_points_out()
    {
        CubeModel cube = CubeModel.Of(0.04);
        Assert.True(cube.Points.Length >= 6 * 64);
        for (int i = 0; i < cube.Points.Length; i++)
        {
            Vec3 p = cube.Points[i];
            Assert.Equal(0.02, Math.Max(Math.Abs(p.X), Math.Max(Math.Abs(p.Y), Math.Abs(p.Z))), 1e-12);
            Assert.Equal(0.02, Vec3.Dot(p, cube.Normals[i]), 1e-12);
        }
    }

    [Fact]
    public void Renaming_a_cube_changes_no_angle_between_cubes()
    {
        var random = new CounterRandom(3, 0, 0);
        for (int i = 0; i < 200; i++)
        {
            Quat a = Make.Rotation(ref random), b = Make.Rotation(ref random);
            Quat renamed = a * CubeModel.Symmetries[random.NextInt32(24)];
            double angle = CubeModel.AngleBetween(a, b);
            Assert.Equal(angle, CubeModel.AngleBetween(renamed, b), 1e-9);
            Assert.Equal(0, CubeModel.AngleBetween(a, renamed), 1e-7);
            // No orientation of a cube is farther from another than this.
            Assert.InRange(angle, 0, 62.8 * Math.PI / 180);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(44, 44)]
    [InlineData(45, 45)]
    [InlineData(46, -44)]
    [InlineData(-45, 45)]
    [InlineData(90, 0)]
    [InlineData(-170, 10)]
    public void Yaw_is_folded_into_a_quarter(double turn, double folded)
    {
        const double degree = Math.PI / 180;
        Quat upright = Quat.FromAxisAngle(Vec3.UnitZ, turn * degree);
        foreach (Quat symmetry in CubeModel.Symmetries)
        {
            double yaw = CubeModel.FoldedYaw(upright * symmetry) / degree;
            // At the seam rounding may choose the other end.
            Assert.True(Math.Abs(Math.IEEERemainder(yaw - folded, 90)) < 1e-9 && yaw is > -45 - 1e-9 and <= 45 + 1e-9, $"{yaw}");
        }
    }
}
