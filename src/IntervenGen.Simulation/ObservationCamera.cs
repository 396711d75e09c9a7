using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>A camera that observes a scene: where it sits and how wide it sees.</summary>
/// <remarks>It is no part of the physics: models, their hashes and the data made with them do not depend on it.</remarks>
/// <param name="Name">Name of the camera.</param>
/// <param name="Body">Name of the body that carries it, as in the model; empty where it stands in the world.</param>
/// <param name="MountFromCamera">Pose of the camera in the body's frame, or the world's; its axes: x right, y down, z forward.</param>
/// <param name="FovyDegrees">Vertical field of view, degrees.</param>
/// <param name="Source">Where it is described: <c>task</c>, <c>robot</c>, <c>built-in</c> or <c>model</c>.</param>
public sealed record ObservationCamera(string Name, string Body, Pose MountFromCamera, double FovyDegrees, string Source);
