using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Rendering.Tests;

/// <summary>Small worlds, and the tasks' own.</summary>
internal static class SampleScenes
{
    /// <summary>A red box high up, a green ball on the right and a blue cylinder on the left, as seen by <see cref="Front"/>.</summary>
    public const string Asymmetric = """
        <mujoco>
          <visual><headlight ambient="0.6 0.6 0.6" diffuse="0.4 0.4 0.4" specular="0 0 0"/></visual>
          <worldbody>
            <geom name="box" type="box" size="0.1 0.1 0.1" pos="0 0 0.5" rgba="1 0 0 1"/>
            <body name="mover">
              <joint name="slide" type="slide" axis="0 0 1"/>
              <geom name="ball" type="sphere" size="0.1" pos="0 -0.5 0" rgba="0 1 0 1"/>
            </body>
            <geom name="rod" type="cylinder" size="0.05 0.2" pos="0 0.5 0" rgba="0 0 1 1"/>
            <geom name="hidden" type="box" size="0.05 0.05 0.05" pos="0 0 -0.3" rgba="1 1 1 1" group="3"/>
          </worldbody>
        </mujoco>
        """;

    /// <summary>From x = -2, looking along x: y points left in the picture, z up.</summary>
    public static CameraView Front(int width, int height, double fovy = 45) => CameraView.Symmetric(
        new Pose(new Vec3(-2, 0, 0), Quat.FromMatrix([0, 0, 1, -1, 0, 0, 0, -1, 0])), fovy, width, height);

    public static MjData Open(string xml)
    {
        MjModel model = MjModel.FromXml(xml, "a test");
        var world = new MjData(model);
        world.Forward();
        return world;
    }

    /// <summary>A task's scene after a reset, with its text.</summary>
    public static (VisibleWorld World, SimulatedTask Task) Reset(string task, int attempt = 0)
    {
        SimulatedTask opened = TaskCatalog.Find(task).Open();
        using var lane = new SimulatedLane(opened);
        var world = new VisibleWorld(opened);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, attempt, false));
        world.Show(lane);
        return (world, opened);
    }

    public static byte[] Colour(MjData world, RenderOptions options, in CameraView view, params Overlay[] overlays)
    {
        using var renderer = new SceneRenderer(world.Model, options);
        int picture = renderer.AddView(renderer.AddWorld(world), view, overlays);
        var rgb = new byte[3 * options.Width * options.Height];
        renderer.Submit().Colour(picture, rgb);
        return rgb;
    }

    public static float[] Depth(MjData world, RenderOptions options, in CameraView view)
    {
        using var renderer = new SceneRenderer(world.Model, options with { Parts = PictureParts.Depth });
        int picture = renderer.AddView(renderer.AddWorld(world), view);
        var metres = new float[options.Width * options.Height];
        renderer.Submit().Depth(picture, metres);
        return metres;
    }
}
