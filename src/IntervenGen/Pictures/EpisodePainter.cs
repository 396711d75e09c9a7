using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Episodes.Pictures;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Rendering;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>Draws the pictures of a dataset's episodes, many steps in one pass.</summary>
/// <remarks>
/// Belongs to the thread that made it. Which step lies in which tile of which pass follows from its number alone, and a camera has
/// passes of
/// its own: a picture's last bit depends on nothing but its step, its camera and the driver.
/// </remarks>
internal sealed class EpisodePainter : IDisposable
{
    // Steps in a pass, unless pictures are large: then as many as make this many pixels.
    private const int MaxSteps = 64, MaxPixels = 4 << 20;

    private readonly EpisodeReplayer _replayer;
    private readonly VisibleWorld _world;
    private readonly SceneRenderer _renderer;
    private readonly MountedCamera[] _cameras;
    private readonly CameraView[] _views;
    private readonly Queue<(int Camera, int Steps, RenderedBatch Batch)> _drawn = new();
    private readonly IReadOnlyList<PictureKind> _kinds;
    private readonly byte[] _rgb;
    private readonly float[] _metres;
    private readonly ushort[] _numbers;

    public EpisodePainter(EpisodeStore store, DatasetRenderRequest request)
    {
        _kinds = request.Kinds;
        int pixels = checked(request.Width * request.Height);
        _rgb = new byte[3 * pixels];
        _metres = new float[pixels];
        _numbers = new ushort[pixels];
        Steps = Math.Clamp(MaxPixels / Math.Max(1, pixels), 1, MaxSteps);
        _replayer = new EpisodeReplayer(store, request.Model);
        try
        {
            _world = new VisibleWorld(_replayer.Task);
            _cameras = [.. request.Cameras.Select(name => MountedCamera.Find(name, _replayer.Task, _world.Model))];
            _views = new CameraView[_cameras.Length * Steps];
            _renderer = new SceneRenderer(_world.Model, new RenderOptions
            {
                Width = request.Width,
                Height = request.Height,
                Tiles = Steps,
                Parts = _kinds.Aggregate(PictureParts.None, (parts, kind) => parts | PartOf(kind)),
                Device = request.Device,
            });
        }
        catch
        {
            _world?.Dispose();
            _replayer.Dispose();
            throw;
        }
    }

    /// <summary>The cameras, in the order of the request.</summary>
    public IReadOnlyList<MountedCamera> Cameras => _cameras;

    /// <summary>What draws.</summary>
    public SceneRenderer Renderer => _renderer;

    private int Steps { get; }

    /// <summary>What a segmentation's numbers mean.</summary>
    public IReadOnlyList<PictureLabel> Labels()
    {
        MjModel model = _world.Model;
        int[] bodies = model.Integers("geom_bodyid").ToArray(), parents = model.Integers("body_parentid").ToArray();
        IReadOnlyList<string> owners = _replayer.Task.ObjectBodies;
        return [.. Enumerable.Range(0, bodies.Length).Select(geom =>
        {
            string thing = "";
            for (int body = bodies[geom]; body > 0 && thing.Length == 0; body = parents[body])
            {
                for (int obj = 0; obj < owners.Count && thing.Length == 0; obj++)
                    thing = owners[obj] == model.NameOf("body", body) ? _replayer.Task.Spec.Objects[obj] : "";
            }

            return new PictureLabel(model.NameOf("geom", geom), model.NameOf("body", bodies[geom]), thing);
        })];
    }

    /// <summary>Draws an episode.</summary>
    /// <param name="episode">Its steps.</param>
    /// <param name="blocks">Where pictures go, begun: by camera, and within a camera by kind. Null for those that are there
    /// already.</param>
    public void Draw(EpisodeBuffer episode, ReadOnlySpan<PictureBlock?> blocks)
    {
        for (int first = 0; first < episode.Count; first += Steps)
        {
            int steps = Math.Min(Steps, episode.Count - first);
            for (int step = 0; step < steps; step++)
            {
                _replayer.Lane.RestoreState(episode.State(first + step));
                _world.Show(_replayer.Lane);
                _renderer.AddWorld(_world.Data);
                for (int camera = 0; camera < _cameras.Length; camera++)
                {
                    Pose pose = _cameras[camera].WorldFromCamera(_world.Data);
                    _views[(camera * Steps) + step] = CameraView.Symmetric(
                        pose, _cameras[camera].Camera.FovyDegrees, _renderer.Width, _renderer.Height);
                }
            }

            for (int camera = 0; camera < _cameras.Length; camera++)
            {
                if (!IsWanted(blocks, camera) && camera < _cameras.Length - 1)
                    continue;
                for (int step = 0; step < steps; step++)
                    _renderer.AddView(step, _views[(camera * Steps) + step]);
                _drawn.Enqueue((camera, steps, _renderer.Submit(keepWorlds: camera < _cameras.Length - 1)));
                // The pictures of a pass are fetched while the next one is drawn.
                if (_drawn.Count > 1)
                    Take(blocks);
            }
        }

        while (_drawn.Count > 0)
            Take(blocks);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _world.Dispose();
        _replayer.Dispose();
    }

    private static PictureParts PartOf(PictureKind kind) => kind switch
    {
        PictureKind.Rgb => PictureParts.Colour,
        PictureKind.Depth => PictureParts.Depth,
        _ => PictureParts.Segmentation,
    };

    private bool IsWanted(ReadOnlySpan<PictureBlock?> blocks, int camera)
    {
        foreach (PictureBlock? block in blocks.Slice(camera * _kinds.Count, _kinds.Count))
        {
            if (block is not null)
                return true;
        }

        return false;
    }

    private void Take(ReadOnlySpan<PictureBlock?> blocks)
    {
        (int camera, int steps, RenderedBatch batch) = _drawn.Dequeue();
        for (int kind = 0; kind < _kinds.Count; kind++)
        {
            if (blocks[(camera * _kinds.Count) + kind] is not { } block)
                continue;
            for (int step = 0; step < steps; step++)
                block.Add(Picture(batch, step, _kinds[kind]));
        }
    }

    private ReadOnlySpan<byte> Picture(RenderedBatch batch, int tile, PictureKind kind)
    {
        switch (kind)
        {
            case PictureKind.Rgb:
                batch.Colour(tile, _rgb);
                return _rgb;
            case PictureKind.Depth:
                batch.Depth(tile, _metres, (float)(ushort.MaxValue * PictureFormat.DepthUnit));
                for (int i = 0; i < _metres.Length; i++)
                    _numbers[i] = (ushort)((_metres[i] * (float)(1 / PictureFormat.DepthUnit)) + 0.5f);
                return MemoryMarshal.AsBytes<ushort>(_numbers);
            default:
                batch.Segmentation(tile, _numbers);
                return MemoryMarshal.AsBytes<ushort>(_numbers);
        }
    }
}
