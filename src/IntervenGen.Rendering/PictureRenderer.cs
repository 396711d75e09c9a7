using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Rendering;

/// <summary>Draws one picture at a time, with smooth edges: for people to look at.</summary>
/// <remarks>Belongs to the thread that made it: draw and dispose there.</remarks>
public sealed class PictureRenderer : IDisposable
{
    private readonly SceneRenderer _renderer;
    private readonly double _fovyDegrees;

    /// <summary>Opens a context.</summary>
    /// <param name="model">The model to draw.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    /// <exception cref="Core.NativeException">There is no EGL or no OpenGL 4.5 here; the message says what to install.</exception>
    /// <exception cref="Core.UsageException">A size out of range.</exception>
    public PictureRenderer(MjModel model, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(model);
        _renderer = new SceneRenderer(model, new RenderOptions { Width = width, Height = height, Samples = 2 });
        _fovyDegrees = model.Look.FovyDegrees;
    }

    /// <summary>Width of the picture, pixels.</summary>
    public int Width => _renderer.Width;

    /// <summary>Height of the picture, pixels.</summary>
    public int Height => _renderer.Height;

    /// <summary>Size of a picture, bytes.</summary>
    public int ByteCount => 3 * Width * Height;

    /// <summary>What draws, as the driver calls itself.</summary>
    public string Device => _renderer.Device;

    /// <summary>Whether the processor draws.</summary>
    public bool IsSoftware => _renderer.IsSoftware;

    /// <summary>Draws one picture.</summary>
    /// <param name="world">The world, of the same model; its kinematics must be current.</param>
    /// <param name="camera">The viewpoint.</param>
    /// <param name="overlays">Shapes besides the model's.</param>
    /// <param name="rgb">Result, shape [height, width, 3], top row first.</param>
    public void Draw(MjData world, in MjCamera camera, ReadOnlySpan<Overlay> overlays, Span<byte> rgb)
    {
        int lane = _renderer.AddWorld(world);
        int picture = _renderer.AddView(lane, CameraView.LookingAt(camera, _fovyDegrees, Width, Height), overlays);
        _renderer.Submit().Colour(picture, rgb);
    }

    /// <inheritdoc/>
    public void Dispose() => _renderer.Dispose();
}
