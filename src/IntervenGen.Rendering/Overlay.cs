using IntervenGen.Numerics;

namespace IntervenGen.Rendering;

/// <summary>A shape that is no part of a model: a believed object, a point of a path.</summary>
/// <param name="Shape">Its kind.</param>
/// <param name="Extent">Half extents, metres; of a sphere the radius first, of a capsule or cylinder radius and half length.</param>
/// <param name="WorldFromShape">Pose, world frame.</param>
/// <param name="Red">Red, 0 to 1.</param>
/// <param name="Green">Green, 0 to 1.</param>
/// <param name="Blue">Blue, 0 to 1.</param>
/// <param name="Opacity">Opacity, 0 to 1.</param>
public readonly record struct Overlay(
    OverlayShape Shape, Vec3 Extent, Pose WorldFromShape, float Red, float Green, float Blue, float Opacity = 1);

/// <summary>Kinds of overlays.</summary>
public enum OverlayShape
{
    /// <summary>A box.</summary>
    Box = 0,

    /// <summary>A sphere.</summary>
    Sphere = 1,

    /// <summary>A cylinder about z.</summary>
    Cylinder = 2,

    /// <summary>A capsule about z.</summary>
    Capsule = 3,
}
