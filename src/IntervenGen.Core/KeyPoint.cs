using IntervenGen.Numerics;

namespace IntervenGen.Core;

/// <summary>A named point of an object by which motions are carried over to an object of another shape.</summary>
/// <param name="Object">Index into <see cref="TaskSpec.Objects"/>.</param>
/// <param name="Name">What the point is of the object, such as <c>handle</c>; the same for objects of either shape.</param>
/// <param name="Position">Where it is, object frame, metres.</param>
public sealed record KeyPoint(int Object, string Name, Vec3 Position);
