using IntervenGen.Interop.MuJoCo;
using IntervenGen.Rendering;

namespace IntervenGen;

/// <summary>A second camera's picture in the corner of a frame.</summary>
/// <remarks>Belongs to the thread that made it.</remarks>
internal sealed class InsetView : IDisposable
{
    // Of the frame's width; pixels from its corner, and around the picture.
    private const int Share = 4, Margin = 10, Border = 2;

    private readonly MountedCamera _camera;
    private readonly SceneRenderer _renderer;
    private readonly byte[] _rgb;
    private readonly int _width, _height;

    /// <summary>Prepares the view for frames of a size.</summary>
    public InsetView(MjModel model, MountedCamera camera, int width, int height)
    {
        (_camera, _width, _height) = (camera, width, height);
        int inner = Math.Max(16, width / Share);
        _renderer = new SceneRenderer(model, new RenderOptions
        {
            Width = inner,
            Height = Math.Max(12, inner * 3 / 4),
            Tiles = 1,
            Parts = PictureParts.Colour,
        });
        _rgb = new byte[3 * _renderer.Width * _renderer.Height];
    }

    /// <summary>Draws the world into the lower right corner of a frame.</summary>
    /// <param name="world">The world, kinematics current.</param>
    /// <param name="frame">RGB, shape [height, width, 3].</param>
    public void Draw(MjData world, Span<byte> frame)
    {
        int lane = _renderer.AddWorld(world);
        _renderer.AddView(lane, CameraView.Symmetric(
            _camera.WorldFromCamera(world), _camera.Camera.FovyDegrees, _renderer.Width, _renderer.Height));
        _renderer.Submit().Colour(0, _rgb);
        int left = _width - _renderer.Width - Margin, top = _height - _renderer.Height - Margin;
        if (left < Border || top < Border)
            return;
        for (int y = -Border; y < _renderer.Height + Border; y++)
        {
            Span<byte> row = frame.Slice(3 * (((top + y) * _width) + left - Border), 3 * (_renderer.Width + (2 * Border)));
            row.Fill(255);
            if (y >= 0 && y < _renderer.Height)
                _rgb.AsSpan(3 * y * _renderer.Width, 3 * _renderer.Width).CopyTo(row[(3 * Border)..]);
        }
    }

    public void Dispose() => _renderer.Dispose();
}
