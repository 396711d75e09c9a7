namespace IntervenGen.Rendering.Scene;

/// <summary>How a shape is drawn; the numbers are those of the shaders' KIND.</summary>
internal enum ShapeKind
{
    Box = 0,
    Ellipsoid = 1,
    Capsule = 2,
    Cylinder = 3,
    Mesh = 4,
}
