using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Perception.Camera;
using IntervenGen.Perception.Geometry;
using IntervenGen.Rendering;

namespace IntervenGen.Perception.Tests;

public sealed class SegmentationTests
{
    [Fact]
    public void The_largest_red_region_is_kept_beside_smaller_and_orange_ones()
    {
        // A red ball smaller than the cube, an orange box larger than it, and the cube.
        using MjModel model = MjModel.FromXml("""
            <mujoco>
              <visual><headlight ambient="0.4 0.4 0.4"/></visual>
              <worldbody>
                <light pos="0 0 3" dir="0 0 -1" castshadow="false"/>
                <geom type="plane" size="3 3 0.1" rgba="0.82 0.71 0.56 1"/>
                <geom type="box" size="0.025 0.025 0.025" pos="0 0 0.025" rgba="0.8 0.16 0.14 1"/>
                <geom type="sphere" size="0.012" pos="0.1 0.05 0.012" rgba="0.8 0.16 0.14 1"/>
                <geom type="box" size="0.05 0.05 0.03" pos="-0.15 0 0.03" rgba="0.9 0.5 0.1 1"/>
              </worldbody>
            </mujoco>
            """, "distractors");
        using var data = new MjData(model);
        data.Forward();
        using var camera = new VirtualDepthCamera(
            data, CameraIntrinsics.D415, VirtualDepthCamera.LookAt(new Vec3(0.2, -0.6, 0.6), Vec3.Zero));
        var frame = new RgbdFrame(camera.Intrinsics);
        camera.Capture(frame, CancellationToken.None);
        ImageRegion region = new RedSegmentation().Find(frame);
        Assert.True(region.Total > region.Count + 50, "the ball is red too");
        Pose cameraFromWorld = VirtualDepthCamera.LookAt(new Vec3(0.2, -0.6, 0.6), Vec3.Zero).Inverse();
        (double u, double v) = camera.Intrinsics.Project(cameraFromWorld.Transform(new Vec3(0, 0, 0.025)));
        Assert.InRange((region.Left + region.Right) / 2.0, u - 4, u + 4);
        Assert.InRange((region.Top + region.Bottom) / 2.0, v - 4, v + 4);
        PointCloud cloud = PointCloud.FromRegion(frame, region, camera.Intrinsics, cameraFromWorld.Inverse());
        // Every point lies on the cube, to the depth's unit and an edge pixel's slope.
        Assert.False(cloud.Points.IsEmpty);
        foreach (Vec3 point in cloud.Points)
            Assert.True(Math.Abs(point.X) < 0.0255 && Math.Abs(point.Y) < 0.0255 && point.Z is > -0.0005 and < 0.0505, $"{point}");
    }

    [Fact]
    public void Too_little_red_says_how_much_there_is()
    {
        var frame = new RgbdFrame(64, 48);
        Paint(frame, 10, 10, 8, 8);
        string few = Assert.Throws<PerceptionException>(() => new RedSegmentation().Find(frame)).Message;
        Assert.Contains("64 pixels are red", few, StringComparison.Ordinal);
        Assert.Contains("between 120 and 614", few, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_red_says_how_much_there_is()
    {
        var frame = new RgbdFrame(64, 48);
        Paint(frame, 0, 0, 64, 48);
        Assert.Contains("largest region has 3072", Assert.Throws<PerceptionException>(() => new RedSegmentation().Find(frame)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_hang_together_over_sides_and_not_over_corners()
    {
        var frame = new RgbdFrame(64, 48);
        Paint(frame, 0, 0, 12, 12);
        Paint(frame, 12, 12, 13, 13);
        ImageRegion region = new RedSegmentation().Find(frame);
        Assert.Equal((169, 12, 12, 24, 24, 144 + 169), (region.Count, region.Left, region.Top, region.Right, region.Bottom, region.Total));
        Assert.Equal(169, region.Mask.Sum(inside => inside));
        Paint(frame, 12, 11, 1, 1);
        Assert.Equal(144 + 169 + 1, new RedSegmentation().Find(frame).Count);
    }

    [Theory]
    [InlineData(200, 40, 36, true)]
    [InlineData(60, 12, 10, true)] // in shadow
    [InlineData(255, 90, 90, true)] // in bright light
    [InlineData(209, 181, 143, false)] // wood
    [InlineData(220, 170, 150, false)] // skin
    [InlineData(230, 130, 30, false)] // orange
    [InlineData(150, 30, 120, false)] // purple
    [InlineData(20, 3, 3, false)] // too dark to have a hue
    [InlineData(0, 0, 0, false)]
    public void Red_is_a_matter_of_hue_not_of_brightness(byte r, byte g, byte b, bool expected) =>
        Assert.Equal(expected, new RedSegmentation().IsRed(r, g, b));

    [Fact]
    public void A_region_without_depth_is_refused_with_the_numbers()
    {
        var frame = new RgbdFrame(64, 48);
        Paint(frame, 10, 10, 20, 20);
        ImageRegion region = new RedSegmentation().Find(frame);
        CameraIntrinsics intrinsics = CameraIntrinsics.FromFieldOfView(1, 64, 48);
        Assert.Contains("only 0 of the 400 red pixels", Assert.Throws<PerceptionException>(
            () => PointCloud.FromRegion(frame, region, intrinsics, Pose.Identity)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normals_are_those_of_the_plane_and_look_at_the_camera()
    {
        CameraIntrinsics intrinsics = CameraIntrinsics.FromFieldOfView(1, 64, 48);
        var frame = new RgbdFrame(64, 48);
        Paint(frame, 20, 10, 20, 20);
        Vec3 normal = new Vec3(0.3, -0.5, -0.8) * (1 / new Vec3(0.3, -0.5, -0.8).Length);
        for (int i = 0; i < frame.Depth.Length; i++)
        {
            Vec3 ray = intrinsics.Deproject(i % 64, i / 64, 1);
            frame.SetDepth(i, Vec3.Dot(normal, new Vec3(0, 0, 0.5)) / Vec3.Dot(normal, ray));
        }

        var baseFromCamera = new Pose(new Vec3(1, 2, 3), Quat.FromAxisAngle(Vec3.UnitX, 0.7));
        PointCloud cloud = PointCloud.FromRegion(frame, new RedSegmentation().Find(frame), intrinsics, baseFromCamera);
        Vec3 expected = baseFromCamera.Orientation.Rotate(normal);
        Assert.Equal(400, cloud.Count);
        // The unit of depth, 0.1 mm, over pixels 9 mm apart.
        Assert.False(cloud.Normals.IsEmpty);
        foreach (Vec3 found in cloud.Normals)
            Assert.True(Vec3.Dot(found, expected) > 0.9995, $"{found} for {expected}");
    }

    private static void Paint(RgbdFrame frame, int left, int top, int width, int height)
    {
        for (int v = top; v < top + height; v++)
        {
            for (int u = left; u < left + width; u++)
                (frame.Colour[3 * ((v * frame.Width) + u)], frame.Colour[(3 * ((v * frame.Width) + u)) + 1]) = (200, 20);
        }
    }
}
