using IntervenGen.Core;
using Silk.NET.OpenGL;

namespace IntervenGen.Rendering.Gl;

/// <summary>One off-screen target that is cut into tiles, a picture each.</summary>
internal sealed class TileTarget : IDisposable
{
    private readonly GL _gl;
    private readonly uint _colour, _depth, _segments;

    public TileTarget(RenderDevice device, int width, int height, int tiles, bool colour, bool segments)
    {
        _gl = device.Gl;
        (TileWidth, TileHeight) = (width, height);
        int most = device.MaxSide / width;
        Columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt((double)tiles * height / width)), 1, Math.Max(1, most));
        Rows = (tiles + Columns - 1) / Columns;
        if (most == 0 || Rows * height > device.MaxSide)
        {
            throw new UsageException(
                $"{tiles} pictures of {width} x {height} pixels in one pass; '{device.Name}' draws {device.MaxSide} x {device.MaxSide}");
        }

        Framebuffer = _gl.CreateFramebuffer();
        _depth = Storage(SizedInternalFormat.DepthComponent32f);
        _gl.NamedFramebufferTexture(Framebuffer, FramebufferAttachment.DepthAttachment, _depth, 0);
        if (colour || segments)
        {
            _colour = Storage(SizedInternalFormat.Rgba8);
            _gl.NamedFramebufferTexture(Framebuffer, FramebufferAttachment.ColorAttachment0, _colour, 0);
        }

        if (segments)
        {
            _segments = Storage(SizedInternalFormat.R16ui);
            _gl.NamedFramebufferTexture(Framebuffer, FramebufferAttachment.ColorAttachment1, _segments, 0);
            ReadOnlySpan<GLEnum> both = [GLEnum.ColorAttachment0, GLEnum.ColorAttachment1];
            _gl.NamedFramebufferDrawBuffers(Framebuffer, 2, both);
        }
        else if (_colour == 0)
        {
            _gl.NamedFramebufferDrawBuffer(Framebuffer, ColorBuffer.None);
            _gl.NamedFramebufferReadBuffer(Framebuffer, ColorBuffer.None);
        }

        GLEnum status = _gl.CheckNamedFramebufferStatus(Framebuffer, FramebufferTarget.Framebuffer);
        if (status != GLEnum.FramebufferComplete)
            throw new NativeException("OpenGL", "framebuffer", (int)status, $"{Width} x {Height} pixels cannot be drawn to: {status}");
    }

    public uint Framebuffer { get; }

    public uint DepthTexture => _depth;

    public int TileWidth { get; }

    public int TileHeight { get; }

    public int Columns { get; }

    public int Rows { get; }

    public int Width => Columns * TileWidth;

    public int Height => Rows * TileHeight;

    /// <summary>Left and lower edge of a tile, pixels: OpenGL's lowest row is the picture's top.</summary>
    public (int X, int Y) Corner(int tile) => (tile % Columns * TileWidth, tile / Columns * TileHeight);

    /// <summary>Rows of pixels that the first tiles take.</summary>
    public int HeightOf(int tiles) => (tiles + Columns - 1) / Columns * TileHeight;

    public void Dispose()
    {
        _gl.DeleteFramebuffer(Framebuffer);
        _gl.DeleteTexture(_depth);
        if (_colour != 0)
            _gl.DeleteTexture(_colour);
        if (_segments != 0)
            _gl.DeleteTexture(_segments);
    }

    private uint Storage(SizedInternalFormat format)
    {
        _gl.CreateTextures(TextureTarget.Texture2D, 1, out uint texture);
        _gl.TextureStorage2D(texture, 1, format, (uint)Width, (uint)Height);
        return texture;
    }
}
