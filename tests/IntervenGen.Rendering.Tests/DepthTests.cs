using System.Globalization;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Rendering.Tests;

public sealed class DepthTests
{
    private const int Width = 240, Height = 180;

    private static readonly Pose s_worldFromShape = new(
        new Vec3(0.05, -0.02, 0.1), (Quat.FromAxisAngle(Vec3.UnitZ, 0.4) * Quat.FromAxisAngle(Vec3.UnitX, 0.9)).Normalized);

    // 24 bits of a float between the nearest distance and here, and rays in single precision: far below a tenth of a millimetre.
    private const double Tolerance = 2e-5;

    public static TheoryData<string, string, double> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, string, double>();
            foreach ((string type, string size) in ((string, string)[])
                [("sphere", "0.1"), ("ellipsoid", "0.12 0.07 0.04"), ("capsule", "0.05 0.1"), ("cylinder", "0.06 0.08"), ("box", "0.1 0.06 0.04")])
            {
                foreach (double distance in (double[])[0.4, 1, 1.9])
                    shapes.Add(type, size, distance);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Depth_is_where_rays_meet_the_shape(string type, string size, double distance)
    {
        double[] numbers = [.. size.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Quat turn = s_worldFromShape.Orientation;
        Vec3 at = s_worldFromShape.Position;
        using MjData world = SampleScenes.Open(FormattableString.Invariant($"""
            <mujoco><worldbody>
              <geom type="{type}" size="{size}" pos="{at.X} {at.Y} {at.Z}" quat="{turn.W} {turn.X} {turn.Y} {turn.Z}"/>
            </worldbody></mujoco>
            """));
        CameraView view = CameraView.Symmetric(
            VirtualDepthCamera.LookFrom(at, distance, 0.5, 0.7), 2 * Math.Atan(0.2 / distance) * 180 / Math.PI, Width, Height);
        float[] found = SampleScenes.Depth(world, new RenderOptions { Width = Width, Height = Height }, view);
        int compared = 0;
        for (int v = 0; v < Height; v++)
        {
            for (int u = 0; u < Width; u++)
            {
                double expected = Meet(type, numbers, view, u, v);
                if (IsEdge(type, numbers, view, u, v, expected))
                    continue;
                double metres = found[(v * Width) + u];
                if (double.IsPositiveInfinity(expected))
                    Assert.True(metres == 0, $"pixel {u}, {v}: {metres} m, expected nothing");
                else
                    Assert.True(Math.Abs(metres - expected) < Tolerance, $"pixel {u}, {v}: {metres} m, expected {expected} m");
                compared += double.IsPositiveInfinity(expected) ? 0 : 1;
            }
        }

        Assert.True(compared > 1000, $"{compared} pixels compared");
    }

    [SkippableTheory]
    [InlineData("nut-insertion")]
    [InlineData("two-piece-assembly")]
    [InlineData("coffee")]
    [InlineData("block-grasp")]
    [InlineData("nut-and-peg-assembly")]
    public void Cut_into_its_facets_a_task_has_the_depth_that_MuJoCo_draws(string name)
    {
        Skip.IfNot(ReferenceRenderer.Exists);
        (VisibleWorld world, SimulatedTask task) = SampleScenes.Reset(name);
        using (world)
        using (task)
        {
            const double near = 0.05, far = 10;
            CameraView view = CameraView.LookingAt(task.Camera, world.Model.Look.FovyDegrees, Width, Height);
            var expected = new float[Width * Height];
            using (var reference = new ReferenceRenderer(task.Xml, Width, Height, shadows: false, samples: 0))
            {
                reference.Show(world.Data);
                reference.Draw(view, near, far, new byte[3 * Width * Height], expected);
            }

            float[] found = SampleScenes.Depth(
                world.Data, new RenderOptions { Width = Width, Height = Height, Near = near, Faceted = true }, view);
            (int compared, int apart) = (0, 0);
            for (int i = 0; i < expected.Length; i++)
            {
                if (expected[i] is 0 or > 2)
                    continue;
                compared++;
                apart += Math.Abs(found[i] - expected[i]) < 1e-4 ? 0 : 1;
            }

            // Where an edge passes through the middle of a pixel, either side of it is right.
            Assert.True(compared > 20_000 && apart <= 5, $"{apart} of {compared} pixels within 2 m differ by more than 0.1 mm");
        }
    }

    [Fact]
    public void A_mesh_of_a_box_is_as_deep_as_the_box()
    {
        const string scene = """
            <mujoco>
              <asset><mesh name="cube" vertex="-1 -1 -1  1 -1 -1  -1 1 -1  1 1 -1  -1 -1 1  1 -1 1  -1 1 1  1 1 1" scale="0.2 0.3 0.1"/></asset>
              <worldbody><geom type="{0}" euler="20 30 40"/></worldbody>
            </mujoco>
            """;
        using MjData mesh = SampleScenes.Open(scene.Replace("type=\"{0}\"", "type=\"mesh\" mesh=\"cube\"", StringComparison.Ordinal));
        using MjData box = SampleScenes.Open(scene.Replace("type=\"{0}\"", "type=\"box\" size=\"0.2 0.3 0.1\"", StringComparison.Ordinal));
        var options = new RenderOptions { Width = 80, Height = 60 };
        float[] expected = SampleScenes.Depth(box, options, SampleScenes.Front(80, 60)), found = SampleScenes.Depth(
            mesh, options, SampleScenes.Front(80, 60));
        Assert.True(expected.Count(metres => metres > 0) > 200);
        Assert.True(expected.Zip(found).Count(pair => Math.Abs(pair.First - pair.Second) > Tolerance) < 5);
    }

    [Fact]
    public void A_height_field_is_as_deep_as_its_height()
    {
        using MjData world = SampleScenes.Open("""
            <mujoco>
              <asset><hfield name="flat" nrow="4" ncol="5" size="2 2 0.5 0.1"/></asset>
              <worldbody><geom type="hfield" hfield="flat"/></worldbody>
            </mujoco>
            """);
        var down = new Pose(new Vec3(0, 0, 1), Quat.FromMatrix([1, 0, 0, 0, -1, 0, 0, 0, -1]));
        float[] found = SampleScenes.Depth(world, new RenderOptions { Width = 20, Height = 20 }, CameraView.Symmetric(down, 60, 20, 20));
        Assert.All(found, metres => Assert.Equal(1, metres, 1e-5));
    }

    [Fact]
    public void What_is_farther_than_asked_for_is_nothing()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        using var renderer = new SceneRenderer(world.Model, new RenderOptions { Width = 40, Height = 40, Parts = PictureParts.Depth });
        renderer.AddView(renderer.AddWorld(world), SampleScenes.Front(40, 40));
        RenderedBatch pictures = renderer.Submit();
        float[] near = new float[1600], all = new float[1600];
        pictures.Depth(0, near, 1.85f);
        pictures.Depth(0, all);
        Assert.Contains(all, metres => metres > 1.85);
        Assert.DoesNotContain(near, metres => metres > 1.85);
    }

    // The ray reaches depth 1 at parameter 1, so the parameter is z.
    private static double Meet(string type, double[] size, in CameraView view, double u, double v)
    {
        Pose shapeFromWorld = s_worldFromShape.Inverse();
        var direction = new Vec3((u - view.CentreX) / view.Focal, (v - view.CentreY) / view.Focal, 1);
        Vec3 o = shapeFromWorld.Transform(view.WorldFromCamera.Position);
        Vec3 d = shapeFromWorld.Orientation.Rotate(view.WorldFromCamera.Orientation.Rotate(direction));
        return type switch
        {
            "sphere" => RayOracle.Ellipsoid(o, d, new Vec3(size[0], size[0], size[0])),
            "ellipsoid" => RayOracle.Ellipsoid(o, d, new Vec3(size[0], size[1], size[2])),
            "capsule" => RayOracle.Capsule(o, d, size[0], size[1]),
            "cylinder" => RayOracle.Cylinder(o, d, size[0], size[1]),
            _ => RayOracle.Box(o, d, new Vec3(size[0], size[1], size[2])),
        };
    }

    // Near an outline or an edge a hundredth of a pixel decides; a grazing ray moves far with it.
    private static bool IsEdge(string type, double[] size, in CameraView view, int u, int v, double here)
    {
        const double near = 0.02;
        foreach ((double du, double dv) in ((double, double)[])[(near, 0), (-near, 0), (0, near), (0, -near)])
        {
            double there = Meet(type, size, view, u + du, v + dv);
            if (double.IsPositiveInfinity(here) != double.IsPositiveInfinity(there) || Math.Abs(there - here) > 2e-4)
                return true;
        }

        return false;
    }
}
