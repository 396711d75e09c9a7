using System.Numerics;
using System.Runtime.InteropServices;

namespace IntervenGen.Rendering.Scene;

/// <summary>A shape's part of the buffer <c>Geoms</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GeomRow
{
    public Vector4 Size, Rgba, Material, Texture;
}

/// <summary>A shape of a model: what is drawn, and where its pose is found.</summary>
/// <param name="Kind">How it is drawn.</param>
/// <param name="IsSite">Whether it is a site and not a geom.</param>
/// <param name="Id">Number of the geom or site.</param>
/// <param name="Mesh">Index of its mesh; −1 for none.</param>
/// <param name="Radius">Radius of a sphere about its origin that holds it, metres; infinite for a plane without end.</param>
/// <param name="CastsShadow">Whether it keeps light from others.</param>
/// <param name="Row">What the shaders know of it.</param>
internal sealed record SceneShape(ShapeKind Kind, bool IsSite, int Id, int Mesh, float Radius, bool CastsShadow, GeomRow Row)
{
    public bool IsTransparent => Row.Rgba.W < 1;

    public bool IsTextured => Row.Texture.W >= 0;

    /// <summary>The order of drawing: what needs the same program lies side by side, what is transparent comes last.</summary>
    public (bool, int, bool, int) Order => (IsTransparent, (int)Kind, IsTextured, Mesh);
}
