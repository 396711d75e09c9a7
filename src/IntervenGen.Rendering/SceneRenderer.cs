using System.Numerics;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Rendering.Gl;
using IntervenGen.Rendering.Scene;
using Silk.NET.OpenGL;

namespace IntervenGen.Rendering;

/// <summary>Draws worlds of one model off-screen, many pictures in one pass.</summary>
/// <remarks>
/// Belongs to the thread that made it: draw, read and dispose there. Round shapes are exact. Once it has drawn its largest pass, it
/// allocates
/// nothing. Sequence of a pass: <see cref="AddWorld"/> and <see cref="AddView"/> as often as needed, <see cref="Submit"/>; the
/// pictures come
/// back while the next pass is put together.
/// </remarks>
public sealed class SceneRenderer : IDisposable
{
    /// <summary>Changes where the same scene would look otherwise: stored pictures name it.</summary>
    public const int Look = 1;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly RenderOptions _options;
    private readonly RenderDevice _device;
    private readonly LightTable _lights;
    private readonly ScenePass _pass;
    private readonly ScenePainter _painter;
    private readonly TileTarget _target;
    private readonly TileTarget? _resolved;
    private readonly ShadowMaps? _shadows;
    private readonly RenderedBatch[] _batches;
    private int _views, _submitted;
    private bool _disposed;

    /// <summary>Opens a context and sends the model.</summary>
    /// <param name="model">The model of all worlds; draw one whose visual shapes are there.</param>
    /// <param name="options">What is drawn.</param>
    /// <exception cref="Core.NativeException">There is no EGL or no OpenGL 4.5 here; the message says what to install.</exception>
    /// <exception cref="Core.UsageException">There is no such device, a size is out of range, or the pass is larger than it can
    /// draw.</exception>
    /// <exception cref="ArgumentException">Depth with several samples, or nothing to draw.</exception>
    public SceneRenderer(MjModel model, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Checked();
        _device = new RenderDevice(options.Device);
        try
        {
            var textures = new TextureTable(model);
            var shapes = new ShapeTable(model, new MeshTable(model), textures, options.Faceted);
            _lights = new LightTable(model);
            bool colour = Parts.HasFlag(PictureParts.Colour), depth = Parts.HasFlag(PictureParts.Depth);
            bool segments = Parts.HasFlag(PictureParts.Segmentation);
            bool shadows = options.Shadows && colour && _lights.Caster >= 0;
            Vector3 centre = LightTable.CentreOf(model.Look);
            if (shadows)
                _shadows = new ShadowMaps(_device, options, centre, shapes.Reach);
            List<string> defines = shadows ? [$"SHADOWS {_lights.Caster}"] : [];
            if (segments)
                defines.Add("SEGMENTS");
            _pass = new ScenePass(shapes, _lights, model.Size("ngeom"), (float)options.Near);
            _painter = new ScenePainter(_device, shapes, textures, _lights, defines, (float)options.Near, _shadows?.Bias ?? 0);
            _target = new TileTarget(_device, options.Samples * Width, options.Samples * Height, options.Tiles, colour, segments);
            if (options.Samples > 1)
                _resolved = new TileTarget(_device, Width, Height, options.Tiles, colour: true, segments: false);
            TileTarget read = _resolved ?? _target;
            _batches = [.. Enumerable.Range(0, 2).Select(
                _ => new RenderedBatch(this, new ReadBack(_device.Gl, read, colour, depth, segments)))];
            _device.Check("a renderer");
        }
        catch
        {
            _device.Dispose();
            throw;
        }
    }

    /// <summary>Width of a picture, pixels.</summary>
    public int Width => _options.Width;

    /// <summary>Height of a picture, pixels.</summary>
    public int Height => _options.Height;

    /// <summary>What is read back.</summary>
    public PictureParts Parts => _options.Parts;

    /// <summary>Most pictures of a pass.</summary>
    public int Tiles => _options.Tiles;

    /// <summary>What draws, as the driver calls itself.</summary>
    public string Device => $"{_device.Name} ({_device.Device})";

    /// <summary>The driver alone, without the device's number: what decides the last bit of a picture.</summary>
    public string Driver => _device.Name;

    /// <summary>Whether the processor draws.</summary>
    public bool IsSoftware => _device.IsSoftware;

    internal float Near => (float)_options.Near;

    /// <summary>Takes the poses of a world as they are; its kinematics must be current.</summary>
    /// <returns>Number of the lane, for <see cref="AddView"/>.</returns>
    /// <exception cref="ArgumentException">The world is of another model.</exception>
    public int AddWorld(MjData world)
    {
        ArgumentNullException.ThrowIfNull(world);
        Enter();
        return _pass.AddLane(world);
    }

    /// <summary>Adds a camera's view of a lane to the pass.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="view">The camera.</param>
    /// <param name="overlays">Shapes besides the model's.</param>
    /// <returns>Number of the picture, for <see cref="RenderedBatch"/>.</returns>
    /// <exception cref="InvalidOperationException">The pass is full.</exception>
    public int AddView(int lane, in CameraView view, ReadOnlySpan<Overlay> overlays = default)
    {
        Enter();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)lane, (uint)_pass.Lanes.Length);
        if (_views == Tiles)
            throw new InvalidOperationException($"the pass has {Tiles} pictures already: submit it first");
        _views++;
        return _pass.AddTile(lane, RowOf(view), overlays);
    }

    /// <summary>Draws the pass and begins a new one. The pictures come back by themselves.</summary>
    /// <param name="keepWorlds">Whether the worlds stay for other views in the next pass, with the same numbers of lanes.</param>
    /// <returns>The pictures.</returns>
    public RenderedBatch Submit(bool keepWorlds = false)
    {
        Enter();
        GL gl = _device.Gl;
        int views = _views;
        _shadows?.Add(_pass, _lights);
        _painter.Send(_pass);
        _shadows?.Draw(_pass, _painter, views);
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, _target.Framebuffer);
        gl.Disable(EnableCap.ScissorTest);
        Clear(gl);
        _painter.Draw(_pass, _target, 0, views, depthOnly: Parts == PictureParts.Depth);
        uint read = _target.Framebuffer;
        if (_resolved is { } resolved)
        {
            gl.Disable(EnableCap.ScissorTest);
            int height = _target.HeightOf(views), small = resolved.HeightOf(views);
            gl.BlitNamedFramebuffer(
                read, resolved.Framebuffer, 0, 0, _target.Width, height, 0, 0, resolved.Width, small, ClearBufferMask.ColorBufferBit,
                BlitFramebufferFilter.Linear);
            read = resolved.Framebuffer;
        }

        RenderedBatch batch = _batches[_submitted++ % _batches.Length];
        batch.Begin(read, views);
        if (keepWorlds)
            _pass.ClearViews();
        else
            _pass.Clear();
        _views = 0;
        return batch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        Enter();
        _disposed = true;
        foreach (RenderedBatch batch in _batches)
            batch.Release();
        _resolved?.Dispose();
        _target.Dispose();
        _shadows?.Dispose();
        _painter.Dispose();
        _device.Dispose();
    }

    internal void Enter()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            RenderThreadException.Throw(_thread);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _device.Use();
    }

    private void Clear(GL gl)
    {
        Span<float> nothing = [0, 0, 0, 1];
        Span<uint> none = [0, 0, 0, 0];
        gl.DepthMask(true);
        if (Parts != PictureParts.Depth)
            gl.ClearBuffer(BufferKind.Color, 0, nothing);
        if (Parts.HasFlag(PictureParts.Segmentation))
            gl.ClearBuffer(BufferKind.Color, 1, none);
        gl.ClearBuffer(BufferKind.Depth, 0, nothing);
    }

    // The picture reaches from -0.5 to size - 0.5.
    private TileRow RowOf(in CameraView view)
    {
        Span<double> turn = stackalloc double[9];
        view.WorldFromCamera.Orientation.ToMatrix(turn);
        Vec3 eye = view.WorldFromCamera.Position;
        Vector4 x = Row(turn, 0, eye), y = Row(turn, 1, eye), z = Row(turn, 2, eye);
        return new TileRow
        {
            ClipX = (x * (float)(2 * view.Focal / Width)) + (z * (float)((2 * (view.CentreX + 0.5) / Width) - 1)),
            ClipY = (y * (float)(2 * view.Focal / Height)) + (z * (float)((2 * (view.CentreY + 0.5) / Height) - 1)),
            ClipW = z,
            Eye = new Vector4((float)eye.X, (float)eye.Y, (float)eye.Z, 0),
        };
    }

    // A row of camera-from-world: an axis of the camera, and where the eye lies along it.
    private static Vector4 Row(ReadOnlySpan<double> turn, int axis, Vec3 eye)
    {
        var along = new Vec3(turn[axis], turn[3 + axis], turn[6 + axis]);
        return new Vector4((float)along.X, (float)along.Y, (float)along.Z, (float)-Vec3.Dot(along, eye));
    }
}
