using IntervenGen.Core;
using IntervenGen.Interop.Egl;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;

namespace IntervenGen.Rendering.Tests;

public sealed class RendererTests
{
    private static readonly RenderOptions s_tiny = new() { Width = 8, Height = 8 };

    [Fact]
    public void A_pass_allocates_nothing_once_it_has_been_drawn()
    {
        (VisibleWorld world, SimulatedTask task) = SampleScenes.Reset("nut-insertion");
        using (world)
        using (task)
        {
            RenderOptions options = new()
            {
                Width = 32,
                Height = 32,
                Tiles = 4,
                Parts = PictureParts.Colour | PictureParts.Depth | PictureParts.Segmentation,
            };
            using var renderer = new SceneRenderer(world.Model, options);
            byte[] rgb = new byte[3 * 32 * 32];
            float[] metres = new float[32 * 32];
            ushort[] numbers = new ushort[32 * 32];
            CameraView view = CameraView.LookingAt(task.Camera, 45, 32, 32);
            Overlay[] overlays = [new(OverlayShape.Box, new Vec3(0.1, 0.1, 0.1), Pose.Identity, 1, 0, 0, 0.5f)];
            long before = 0;
            for (int pass = 0; pass < 30; pass++)
            {
                if (pass == 10)
                    before = GC.GetAllocatedBytesForCurrentThread();
                int lane = renderer.AddWorld(world.Data);
                renderer.AddView(lane, view, overlays);
                renderer.AddView(lane, view);
                RenderedBatch batch = renderer.Submit();
                batch.Colour(0, rgb);
                batch.Depth(1, metres);
                batch.Segmentation(0, numbers);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Another_thread_is_refused_by_name()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        using var renderer = new SceneRenderer(world.Model, s_tiny);
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => renderer.AddWorld(world)));
        thread.Start();
        thread.Join();
        Assert.Contains("make one on each thread", Assert.IsType<RenderThreadException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_renderers_of_a_thread_take_turns()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        using var one = new SceneRenderer(world.Model, s_tiny);
        using var other = new SceneRenderer(world.Model, s_tiny);
        byte[] first = new byte[192], second = new byte[192];
        one.AddView(one.AddWorld(world), SampleScenes.Front(8, 8));
        other.AddView(other.AddWorld(world), SampleScenes.Front(8, 8));
        RenderedBatch a = one.Submit(), b = other.Submit();
        a.Colour(0, first);
        b.Colour(0, second);
        Assert.Equal(first, second);
        Assert.Contains(first, value => value > 100);
    }

    [Fact]
    public void A_renderer_goes_on_when_its_model_is_disposed()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        using var renderer = new SceneRenderer(world.Model, s_tiny);
        world.Model.Dispose();
        byte[] rgb = new byte[192];
        renderer.AddView(renderer.AddWorld(world), SampleScenes.Front(8, 8));
        renderer.Submit().Colour(0, rgb);
        Assert.Contains(rgb, value => value > 100);
    }

    [Fact]
    public void A_disposed_renderer_and_a_disposed_world_say_so()
    {
        MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        var renderer = new SceneRenderer(world.Model, s_tiny);
        world.Dispose();
        Assert.Throws<ObjectDisposedException>(() => renderer.AddWorld(world));
        renderer.Dispose();
        renderer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => renderer.Submit());
    }

    [Fact]
    public void A_world_of_another_model_is_refused()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        using MjData other = SampleScenes.Open("<mujoco><worldbody><geom size='1'/></worldbody></mujoco>");
        using var renderer = new SceneRenderer(world.Model, s_tiny);
        Assert.Contains("1 geoms", Assert.Throws<ArgumentException>(() => renderer.AddWorld(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_pass_says_so()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        using var renderer = new SceneRenderer(world.Model, s_tiny);
        int lane = renderer.AddWorld(world);
        renderer.AddView(lane, SampleScenes.Front(8, 8));
        Assert.Throws<InvalidOperationException>(() => renderer.AddView(lane, SampleScenes.Front(8, 8)));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(8, 5000)]
    public void Sizes_out_of_range_are_refused_with_the_range(int width, int height)
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        Assert.Contains("1 to 4096", Assert.Throws<UsageException>(
            () => new SceneRenderer(world.Model, new RenderOptions { Width = width, Height = height })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_asked_for_is_not_there()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        using var renderer = new SceneRenderer(world.Model, s_tiny);
        renderer.AddView(renderer.AddWorld(world), SampleScenes.Front(8, 8));
        RenderedBatch batch = renderer.Submit();
        Assert.Throws<InvalidOperationException>(() => batch.Depth(0, new float[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Colour(1, new byte[192]));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Colour(0, new byte[191]));
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused_with_those_that_are()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        int count = EglContext.DeviceNames.Count;
        Assert.Contains($"no device {count}", Assert.Throws<UsageException>(
            () => new SceneRenderer(world.Model, s_tiny with { Device = count })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contexts_come_and_go()
    {
        using MjData world = SampleScenes.Open(SampleScenes.Asymmetric);
        for (int i = 0; i < 20; i++)
        {
            using var renderer = new SceneRenderer(world.Model, s_tiny);
            renderer.AddView(renderer.AddWorld(world), SampleScenes.Front(8, 8));
            renderer.Submit();
        }
    }
}
