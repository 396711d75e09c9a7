using IntervenGen.Numerics;
using IntervenGen.Perception.Fitting;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Tests;

public sealed class IcpTests
{
    private const double Edge = 0.05;

    private static readonly Vec3 s_viewpoint = new(0.5, -0.6, 0.6);
    private static readonly CubeModel s_cube = CubeModel.Of(Edge);

    [Fact]
    public void Random_offsets_are_recovered_exactly_from_clean_points()
    {
        var random = new CounterRandom(4, 0, 0);
        var icp = new IterativeClosestPoint(s_cube);
        for (int trial = 0; trial < 60; trial++)
        {
            // Three faces are seen well; two leave a coordinate free.
            Pose truth = ThreeFaces(ref random);
            PointCloud cloud = Make.VisibleFaces(truth, s_viewpoint, Edge, 500, ref random);
            Vec3 axis = Make.Vector(ref random);
            Quat turn = Quat.FromAxisAngle(axis * (1 / axis.Length), random.NextDouble(0, 0.25));
            var start = new Pose(truth.Position + Make.Vector(ref random, 0.008), (turn * truth.Orientation).Normalized);
            IcpResult fit = icp.Fit(cloud, start);
            Assert.True(fit.HasConverged, $"trial {trial} did not converge in {fit.Iterations} steps");
            Assert.True((fit.BaseFromModel.Position - truth.Position).Length < 1e-7,
                $"trial {trial}: {fit.BaseFromModel.Position} for {truth.Position}");
            Assert.True(CubeModel.AngleBetween(fit.BaseFromModel.Orientation, truth.Orientation) < 1e-5);
            Assert.True(fit.Rms < 1e-7 && fit.Inliers == 500);
        }
    }

    [Fact]
    public void Any_orientation_is_found_from_the_starts()
    {
        var random = new CounterRandom(5, 0, 0);
        var icp = new IterativeClosestPoint(s_cube);
        for (int trial = 0; trial < 40; trial++)
        {
            Pose truth = ThreeFaces(ref random);
            PointCloud cloud = Make.VisibleFaces(truth, s_viewpoint, Edge, 400, ref random);
            IcpResult fit = icp.FitBest(cloud, CubeStarts.For(cloud, s_cube, null));
            Assert.True((fit.BaseFromModel.Position - truth.Position).Length < 1e-5,
                $"trial {trial}: off by {(fit.BaseFromModel.Position - truth.Position).Length}");
            Assert.True(CubeModel.AngleBetween(fit.BaseFromModel.Orientation, truth.Orientation) < 1e-4);
        }
    }

    [Fact]
    public void No_orientation_is_far_from_a_start_and_fits_from_there_arrive()
    {
        var random = new CounterRandom(12, 0, 0);
        PointCloud any = Make.VisibleFaces(ThreeFaces(ref random), s_viewpoint, Edge, 50, ref random);
        Pose[] starts = CubeStarts.For(any, s_cube, null);
        double farthest = 0;
        for (int i = 0; i < 20_000; i++)
        {
            Quat orientation = Make.Rotation(ref random);
            farthest = Math.Max(farthest, starts.Min(start => CubeModel.AngleBetween(orientation, start.Orientation)));
        }

        const double degree = Math.PI / 180;
        Assert.True(farthest < 31.5 * degree, $"{farthest / degree}° from the nearest start");
        var icp = new IterativeClosestPoint(s_cube);
        for (int trial = 0; trial < 50; trial++)
        {
            Pose truth = ThreeFaces(ref random);
            PointCloud cloud = Make.VisibleFaces(truth, s_viewpoint, Edge, 300, ref random);
            Vec3 axis = Make.Vector(ref random);
            Quat turn = Quat.FromAxisAngle(axis * (1 / axis.Length), 35 * degree);
            var start = new Pose(truth.Position + Make.Vector(ref random, 0.006), (turn * truth.Orientation).Normalized);
            IcpResult fit = icp.Fit(cloud, start);
            Assert.True((fit.BaseFromModel.Position - truth.Position).Length < 1e-5, $"trial {trial}");
        }
    }

    [Fact]
    public void The_fit_survives_a_third_of_outliers()
    {
        var random = new CounterRandom(6, 0, 0);
        var icp = new IterativeClosestPoint(s_cube);
        for (int trial = 0; trial < 20; trial++)
        {
            Pose truth = ThreeFaces(ref random);
            PointCloud clean = Make.VisibleFaces(truth, s_viewpoint, Edge, 400, ref random);
            Vec3[] points = [.. clean.Points, .. new Vec3[200]];
            for (int i = 0; i < 400; i++)
                points[i] += clean.Normals[i] * (0.001 * random.NextGaussian());
            for (int i = 400; i < 600; i++)
                points[i] = truth.Position + Make.Vector(ref random, 0.06);
            IcpResult fit = icp.FitBest(new PointCloud(points, [], s_viewpoint), CubeStarts.For(clean, s_cube, null));
            // A thousandth of noise over some 130 points a face: 0.1 mm, and as much again from outliers that lie near a face.
            Assert.True((fit.BaseFromModel.Position - truth.Position).Length < 0.0015,
                $"trial {trial}: off by {(fit.BaseFromModel.Position - truth.Position).Length * 1000} mm");
            Assert.True(CubeModel.AngleBetween(fit.BaseFromModel.Orientation, truth.Orientation) < 2.5 * Math.PI / 180);
        }
    }

    [Fact]
    public void What_is_known_of_the_table_fixes_what_one_face_leaves_open()
    {
        var random = new CounterRandom(7, 0, 0);
        var truth = new Pose(new Vec3(0.1, 0.05, 0.125), Quat.FromAxisAngle(Vec3.UnitZ, 0.3));
        // From straight above only the top is seen: height and tilt are seen, and are wrong by 4 mm and 3°.
        var above = new Vec3(0.1, 0.05, 1);
        PointCloud top = Make.VisibleFaces(truth, above, Edge, 300, ref random);
        var start = new Pose(truth.Position + new Vec3(0, 0, 0.004), (Quat.FromAxisAngle(Vec3.UnitX, 0.05) * truth.Orientation).Normalized);
        var table = new FlatOnTable(0.1, Edge);
        IcpResult fit = new IterativeClosestPoint(s_cube).Fit(top, start, [table]);
        Assert.Equal(0.125, table.CentreHeight, 1e-12);
        Assert.Equal(truth.Position.Z, fit.BaseFromModel.Position.Z, 1e-6);
        Vec3 up = fit.BaseFromModel.Orientation.Rotate(Vec3.UnitZ);
        Assert.True(up.Z > 1 - 1e-9);
        // With no points at all near the cube the prior alone must pull, not push.
        var equations = new NormalEquations();
        Assert.True(table.Accumulate(start, equations) > table.Accumulate(fit.BaseFromModel, equations));
    }

    [Fact]
    public void A_fit_allocates_nothing()
    {
        var random = new CounterRandom(8, 0, 0);
        Pose truth = ThreeFaces(ref random);
        PointCloud cloud = Make.VisibleFaces(truth, s_viewpoint, Edge, 200, ref random);
        var icp = new IterativeClosestPoint(s_cube);
        IcpResult first = icp.Fit(cloud, truth);
        long before = GC.GetAllocatedBytesForCurrentThread();
        IcpResult second = icp.Fit(cloud, truth);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Points_far_from_the_start_leave_it_where_it_is_and_say_so()
    {
        PointCloud far = new([new Vec3(5, 5, 5), new Vec3(5, 5, 5.1)], [], Vec3.Zero);
        IcpResult fit = new IterativeClosestPoint(s_cube).Fit(far, Pose.Identity);
        Assert.Equal(0, fit.Inliers);
        Assert.False(fit.HasConverged);
        Assert.Equal(Pose.Identity, fit.BaseFromModel);
    }

    // Orientations whose three nearest faces all look at the camera by more than 20°.
    private static Pose ThreeFaces(ref CounterRandom random)
    {
        while (true)
        {
            var pose = new Pose(Make.Vector(ref random, 0.1), Make.Rotation(ref random));
            Vec3 view = pose.Inverse().Transform(s_viewpoint);
            view = view * (1 / view.Length);
            if (Math.Min(Math.Abs(view.X), Math.Min(Math.Abs(view.Y), Math.Abs(view.Z))) > Math.Sin(20 * Math.PI / 180))
                return pose;
        }
    }
}
