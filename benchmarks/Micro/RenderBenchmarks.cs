using BenchmarkDotNet.Attributes;
using IntervenGen.Core;
using IntervenGen.Rendering;
using IntervenGen.Rendering.Tests;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Benchmarks.Micro;

/// <summary>An 84 × 84 picture of Nut Insertion; MuJoCo's own renderer with one sample a pixel is the baseline.</summary>
public class RenderBenchmarks
{
    private const int Side = 84, Many = 128;

    private readonly byte[] _rgb = new byte[3 * Side * Side];
    private SimulatedTask _task = null!;
    private VisibleWorld _world = null!;
    private SceneRenderer _one = null!, _many = null!;
    private ReferenceRenderer _reference = null!;
    private CameraView _view;

    /// <summary>Resets a scene and opens three contexts.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _task = TaskCatalog.Find("nut-insertion").Open();
        using var lane = new SimulatedLane(_task);
        _world = new VisibleWorld(_task);
        lane.Reset(new EpisodeKey(1, SceneSplit.Source, 0, true));
        _world.Show(lane);
        _view = CameraView.LookingAt(_task.Camera, 45, Side, Side);
        _one = new SceneRenderer(_world.Model, new RenderOptions { Width = Side, Height = Side });
        _many = new SceneRenderer(_world.Model, new RenderOptions { Width = Side, Height = Side, Tiles = Many });
        _reference = new ReferenceRenderer(_task.Xml, Side, Side, shadows: true, samples: 0);
        _reference.Show(_world.Data);
    }

    /// <summary>Releases them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _reference.Dispose();
        _many.Dispose();
        _one.Dispose();
        _world.Dispose();
        _task.Dispose();
    }

    /// <summary>mjr_render and mjr_readPixels.</summary>
    [Benchmark(Baseline = true)]
    public void MuJoCo() => _reference.Draw(_view, 0.01, 30, _rgb, default);

    /// <summary>A pass of one picture.</summary>
    [Benchmark]
    public void Alone() => Draw(_one, 1);

    /// <summary>One of a pass of 128 pictures, a lane each.</summary>
    [Benchmark(OperationsPerInvoke = Many)]
    public void OneOfMany() => Draw(_many, Many);

    private void Draw(SceneRenderer renderer, int pictures)
    {
        for (int i = 0; i < pictures; i++)
            renderer.AddView(renderer.AddWorld(_world.Data), _view);
        RenderedBatch batch = renderer.Submit();
        for (int i = 0; i < pictures; i++)
            batch.Colour(i, _rgb);
    }
}
