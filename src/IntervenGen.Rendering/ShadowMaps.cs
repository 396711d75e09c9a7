using System.Numerics;
using IntervenGen.Rendering.Gl;
using IntervenGen.Rendering.Scene;
using Silk.NET.OpenGL;

namespace IntervenGen.Rendering;

/// <summary>What a light sees of each lane: depth, a tile a lane, shared by all cameras that look at it.</summary>
internal sealed class ShadowMaps : IDisposable
{
    private const int MinPixels = 128, MaxPixels = 2048;

    // A light nearer to the scene than this many radii sees it in a wide cone, not as a disc.
    private const float Outside = 1.05f, WidestTangent = 3;

    private readonly GL _gl;
    private readonly TileTarget _target;
    private readonly Vector3 _centre;
    private readonly float _radius;

    public ShadowMaps(RenderDevice device, RenderOptions options, Vector3 centre, float radius)
    {
        _gl = device.Gl;
        (_centre, _radius) = (centre, radius);
        int side = options.ShadowPixels > 0 ? options.ShadowPixels
            : Math.Clamp(2 * options.Samples * Math.Max(options.Width, options.Height), MinPixels, MaxPixels);
        _target = new TileTarget(device, side, side, options.Tiles, colour: false, segments: false);
        Bias = 2 * radius / side;
        uint map = _target.DepthTexture;
        _gl.TextureParameter(map, TextureParameterName.TextureCompareMode, (int)TextureCompareMode.CompareRefToTexture);
        _gl.TextureParameter(map, TextureParameterName.TextureCompareFunc, (int)DepthFunction.Gequal);
        _gl.TextureParameter(map, TextureParameterName.TextureMinFilter, (int)TextureMinFilter.Linear);
        _gl.TextureParameter(map, TextureParameterName.TextureMagFilter, (int)TextureMagFilter.Linear);
        _gl.TextureParameter(map, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
        _gl.TextureParameter(map, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
    }

    /// <summary>Width of a pixel of the map in the middle of the scene, metres: so near things may be without shading each other.</summary>
    public float Bias { get; }

    /// <summary>Adds the light's view of every lane behind the cameras' tiles.</summary>
    public void Add(ScenePass pass, LightTable lights)
    {
        for (int lane = 0; lane < pass.Lanes.Length; lane++)
        {
            ref LaneRow row = ref pass.Lanes[lane];
            Vector3 eye = lights.CasterPosition(row, _centre, _radius);
            float distance = (_centre - eye).Length();
            Vector3 z = Vector3.Normalize(_centre - eye);
            Vector3 x = Vector3.Normalize(Vector3.Cross(z, Math.Abs(z.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX)), y = Vector3.Cross(z, x);
            float tangent = distance > Outside * _radius
                ? _radius / MathF.Sqrt((distance * distance) - (_radius * _radius))
                : WidestTangent;
            tangent = Math.Min(tangent, WidestTangent);
            var tile = new TileRow
            {
                ClipX = Row(x, eye) / tangent,
                ClipY = Row(y, eye) / tangent,
                ClipW = Row(z, eye),
                Eye = new Vector4(eye, 0),
            };
            row.ShadowX = 0.5f * (tile.ClipX + tile.ClipW);
            row.ShadowY = 0.5f * (tile.ClipY + tile.ClipW);
            row.ShadowW = tile.ClipW;
            (int left, int low) = _target.Corner(lane);
            row.ShadowRect = new Vector4(
                (float)_target.TileWidth / _target.Width, (float)_target.TileHeight / _target.Height, (float)left / _target.Width,
                (float)low / _target.Height);
            pass.AddShadowTile(lane, tile);
        }
    }

    /// <summary>Draws the maps.</summary>
    /// <param name="pass">What was sent.</param>
    /// <param name="painter">Draws it.</param>
    /// <param name="first">The first tile behind the cameras'.</param>
    public void Draw(ScenePass pass, ScenePainter painter, int first)
    {
        Span<float> far = [0];
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, _target.Framebuffer);
        _gl.Disable(EnableCap.ScissorTest);
        _gl.DepthMask(true);
        _gl.ClearBuffer(BufferKind.Depth, 0, far);
        painter.Draw(pass, _target, first, pass.Lanes.Length, depthOnly: true);
        painter.UseShadows(_target.DepthTexture);
    }

    public void Dispose() => _target.Dispose();

    private static Vector4 Row(Vector3 axis, Vector3 eye) => new(axis, -Vector3.Dot(axis, eye));
}
