using System.Diagnostics;
using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Rendering;
using IntervenGen.Rendering.Tests;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>Pictures a second of 64 lanes by 2 cameras, against MuJoCo's own renderer on the same driver, in turns.</summary>
/// <remarks>
/// A turn of ours is all 128 pictures in one pass; a turn of MuJoCo's is the same pictures one by one. Both read every picture back, and both
/// are given states whose kinematics are worked out: MuJoCo's turn does not count that.
/// </remarks>
internal static class RendererRatio
{
    private const int Lanes = 64, Side = 84;
    private const double Near = 0.01, Far = 30;

    private static readonly string[] s_cameras = ["agentview", "frontview"], s_state = ["qpos", "mocap_pos", "mocap_quat"];

    // With shadows and as many samples as the task's model asks for, as the shim drew; with one sample a pixel as ours; and without shadows.
    private static readonly (string Name, bool Shadows, int Samples)[] s_rivals =
        [("as the model asks: shadows of 4096 px, 4 samples", true, 4), ("shadows, 1 sample", true, 0), ("no shadows, 1 sample", false, 0)];

    public static void Run(string name, int rounds)
    {
        using SimulatedTask task = TaskCatalog.Find(name).Open();
        using var lane = new SimulatedLane(task);
        using var world = new VisibleWorld(task);
        MjData[] worlds = [.. Enumerable.Range(0, Lanes).Select(i => WorldOf(lane, world, i))];
        CameraView[] views = [.. s_cameras.Select(camera => task.Cameras.First(known => known.Name == camera))
            .Select(camera => CameraView.Symmetric(camera.MountFromCamera, camera.FovyDegrees, Side, Side))];
        using var shaded = new SceneRenderer(world.Model, Options(shadows: true));
        using var plain = new SceneRenderer(world.Model, Options(shadows: false));
        Console.WriteLine(FormattableString.Invariant(
            $"{name}, {Lanes} lanes x {views.Length} cameras of {Side} x {Side}, {shaded.Device}, {Environment.ProcessorCount} cores"));
        foreach ((string rival, bool shadows, int samples) in s_rivals)
        {
            using var reference = new ReferenceRenderer(task.Xml, Side, Side, shadows, samples);
            Compare(shadows ? shaded : plain, reference, worlds, views, rounds, rival);
        }

        foreach (MjData each in worlds)
            each.Dispose();
    }

    private static void Compare(
        SceneRenderer ours, ReferenceRenderer theirs, MjData[] worlds, CameraView[] views, int rounds, string rival)
    {
        int pictures = worlds.Length * views.Length;
        var rgb = new byte[3 * Side * Side];
        var mine = new double[rounds];
        var other = new double[rounds];
        for (int round = -1; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < worlds.Length; i++)
            {
                int lane = ours.AddWorld(worlds[i]);
                foreach (CameraView view in views)
                    ours.AddView(lane, view);
            }

            RenderedBatch batch = ours.Submit();
            for (int tile = 0; tile < pictures; tile++)
                batch.Colour(tile, rgb);
            double seconds = clock.Elapsed.TotalSeconds, drawn = 0;
            foreach (MjData world in worlds)
            {
                theirs.Show(world);
                clock.Restart();
                foreach (CameraView view in views)
                    theirs.Draw(view, Near, Far, rgb, default);
                drawn += clock.Elapsed.TotalSeconds;
            }

            if (round >= 0)
                (mine[round], other[round]) = (pictures / seconds, pictures / drawn);
        }

        double[] ratios = [.. mine.Zip(other, (a, b) => a / b).Order()];
        Console.WriteLine(FormattableString.Invariant(
            $"  {rival,-50} ours {Median(mine),6:0} MuJoCo's {Median(other),6:0} pictures/s, ratio {ratios[rounds / 2]:0.0} ")
            + FormattableString.Invariant($"({ratios[0]:0.0} to {ratios[^1]:0.0} in {rounds} rounds)"));
    }

    private static RenderOptions Options(bool shadows) => new() { Width = Side, Height = Side, Tiles = 2 * Lanes, Shadows = shadows };

    private static MjData WorldOf(SimulatedLane lane, VisibleWorld shown, int attempt)
    {
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, attempt, false));
        shown.Show(lane);
        var world = new MjData(shown.Model);
        foreach (string field in s_state)
            shown.Data.Doubles(field).Span.CopyTo(world.Doubles(field).Span);
        world.Forward();
        return world;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
