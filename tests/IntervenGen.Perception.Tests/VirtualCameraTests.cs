using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Geometry;
using IntervenGen.Rendering;

namespace IntervenGen.Perception.Tests;

/// <summary>What the renderer delivers is what a pinhole camera sees.</summary>
public sealed class VirtualCameraTests
{
    [Theory]
    [InlineData(319.5, 239.5)]
    [InlineData(290.25, 260.75)]
    public void Rendered_depth_is_where_the_rays_meet_the_scene(double cx, double cy)
    {
        var intrinsics = new CameraIntrinsics(502.3, 502.3, cx, cy, 640, 480);
        Pose worldFromCamera = VirtualDepthCamera.LookAt(new Vec3(0.3, -0.6, 0.6), new Vec3(0, 0, 0.05));
        using MjModel model = BoxScene.Compile();
        using var data = new MjData(model);
        data.Forward();
        using var camera = new VirtualDepthCamera(data, intrinsics, worldFromCamera);
        var frame = new RgbdFrame(intrinsics);
        camera.Capture(frame, CancellationToken.None);
        (int compared, int edge, int cube) = (0, 0, 0);
        for (int v = 0; v < 480; v++)
        {
            for (int u = 0; u < 640; u++)
            {
                (double expected, bool isCube) = BoxScene.Ray(intrinsics, worldFromCamera, u, v);
                if (expected > 3)
                    continue; // the plane ends
                double found = camera.CleanDepth[(v * 640) + u];
                // Where the outline passes within a hundredth of a pixel the rasteriser may round either way.
                if (IsEdge(intrinsics, worldFromCamera, u, v, isCube))
                {
                    edge++;
                    continue;
                }

                // 24 bits between 5 cm and 10 m are 6e-7 m at 1 m and 5e-6 m at 3 m; ray and raster differ by single precision.
                Assert.True(Math.Abs(found - expected) < 2e-5, $"pixel {u}, {v}: {found} m, expected {expected} m");
                Assert.Equal(expected, frame.DepthAt((v * 640) + u), 1.0e-4);
                compared++;
                cube += isCube ? 1 : 0;
            }
        }

        Assert.True(compared > 200_000 && cube > 1000 && edge < 60, $"{compared} compared, {cube} on the cube, {edge} on its edge");
    }

    [Fact]
    public void Colour_and_depth_show_the_cube_in_the_same_pixels()
    {
        Pose worldFromCamera = VirtualDepthCamera.LookAt(new Vec3(0.3, -0.6, 0.6), new Vec3(0, 0, 0.05));
        using MjModel model = BoxScene.Compile();
        using var data = new MjData(model);
        data.Forward();
        using var camera = new VirtualDepthCamera(data, CameraIntrinsics.D415, worldFromCamera);
        var frame = new RgbdFrame(camera.Intrinsics);
        camera.Capture(frame, CancellationToken.None);
        ImageRegion region = new RedSegmentation().Find(frame);
        int wrong = 0;
        for (int i = 0; i < region.Mask.Length; i++)
            wrong += BoxScene.Ray(camera.Intrinsics, worldFromCamera, i % 640, i / 640).IsCube == (region.Mask[i] != 0) ? 0 : 1;
        Assert.True(region.Count > 1000 && wrong < 10, $"{wrong} of {region.Count} pixels differ");
    }

    [Fact]
    public void Unequal_focal_lengths_are_refused()
    {
        using MjModel model = BoxScene.Compile();
        using var data = new MjData(model);
        data.Forward();
        Assert.Contains("square", Assert.Throws<ArgumentException>(
            () => new VirtualDepthCamera(data, new CameraIntrinsics(500, 501, 32, 24, 64, 48), Pose.Identity)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_of_another_size_is_refused()
    {
        using MjModel model = BoxScene.Compile();
        using var data = new MjData(model);
        data.Forward();
        using var camera = new VirtualDepthCamera(data, CameraIntrinsics.FromFieldOfView(1, 64, 48), Pose.Identity);
        Assert.Contains("32 x 24", Assert.Throws<ArgumentException>(
            () => camera.Capture(new RgbdFrame(32, 24), CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private static bool IsEdge(CameraIntrinsics intrinsics, Pose worldFromCamera, int u, int v, bool isCube)
    {
        const double near = 0.01;
        return BoxScene.Ray(intrinsics, worldFromCamera, u - near, v).IsCube != isCube
            || BoxScene.Ray(intrinsics, worldFromCamera, u + near, v).IsCube != isCube
            || BoxScene.Ray(intrinsics, worldFromCamera, u, v - near).IsCube != isCube
            || BoxScene.Ray(intrinsics, worldFromCamera, u, v + near).IsCube != isCube;
    }
}
