using IntervenGen.Rendering.Gl;

namespace IntervenGen.Rendering;

/// <summary>Pictures of one pass, which may still be on their way.</summary>
/// <remarks>Belongs to the renderer and its thread. Valid until the second <see cref="SceneRenderer.Submit"/> after its own.</remarks>
public sealed class RenderedBatch
{
    private readonly SceneRenderer _renderer;
    private readonly ReadBack _pixels;

    internal RenderedBatch(SceneRenderer renderer, ReadBack pixels)
    {
        _renderer = renderer;
        _pixels = pixels;
    }

    /// <summary>Number of pictures.</summary>
    public int Count => _pixels.Tiles;

    /// <summary>Copies a picture's colours; waits until they are there.</summary>
    /// <param name="tile">Number of the picture, as <see cref="SceneRenderer.AddView"/> gave it.</param>
    /// <param name="rgb">Result, shape [height, width, 3], top row first.</param>
    public void Colour(int tile, Span<byte> rgb)
    {
        Require(tile, rgb.Length, 3L * _renderer.Width * _renderer.Height, PictureParts.Colour);
        _pixels.Colour(tile, rgb);
    }

    /// <summary>Copies a picture's depth; waits until it is there.</summary>
    /// <param name="tile">Number of the picture.</param>
    /// <param name="metres">Result, shape [height, width], metres along the optical axis; 0 where nothing was hit.</param>
    /// <param name="farthest">What lies farther than this many metres counts as nothing.</param>
    public void Depth(int tile, Span<float> metres, float farthest = float.MaxValue)
    {
        Require(tile, metres.Length, (long)_renderer.Width * _renderer.Height, PictureParts.Depth);
        _pixels.Depth(tile, metres, _renderer.Near, farthest);
    }

    /// <summary>Copies a picture's segmentation; waits until it is there.</summary>
    /// <param name="tile">Number of the picture.</param>
    /// <param name="numbers">Result, shape [height, width]: 1 + the geom's number in the model; 0 for nothing, sites and overlays.</param>
    public void Segmentation(int tile, Span<ushort> numbers)
    {
        Require(tile, numbers.Length, (long)_renderer.Width * _renderer.Height, PictureParts.Segmentation);
        _pixels.Segments(tile, numbers);
    }

    internal void Begin(uint framebuffer, int tiles) => _pixels.Begin(framebuffer, tiles);

    internal void Release() => _pixels.Dispose();

    private void Require(int tile, long length, long wanted, PictureParts part)
    {
        _renderer.Enter();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile, (uint)Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(length, wanted);
        if (!_renderer.Parts.HasFlag(part))
            ThrowNotDrawn(part, _renderer.Parts);
        _pixels.Wait();
    }

    private static void ThrowNotDrawn(PictureParts part, PictureParts drawn) =>
        throw new InvalidOperationException($"{part} was not asked for: this renderer draws {drawn}");
}
