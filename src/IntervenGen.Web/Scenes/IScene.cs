using IntervenGen.Core;
using IntervenGen.Numerics;

namespace IntervenGen.Web.Scenes;

/// <summary>One rendered shape, fixed to a body.</summary>
/// <param name="Shape">MuJoCo's word: plane, sphere, capsule, ellipsoid, cylinder, box or mesh.</param>
/// <param name="Body">Index of the body it moves with.</param>
/// <param name="BodyFromGeom">Its place on the body.</param>
/// <param name="Size">MuJoCo's three sizes: half extents, or radius and half length, metres.</param>
/// <param name="Colour">Red, green, blue, opacity, 0 to 1.</param>
/// <param name="Mesh">Index of its mesh; −1 for every other shape.</param>
public sealed record SceneGeom(string Shape, int Body, Pose BodyFromGeom, Vec3 Size, IReadOnlyList<float> Colour, int Mesh);

/// <summary>A mesh: three coordinates per vertex, three indices per face.</summary>
public sealed record SceneMesh(IReadOnlyList<float> Vertices, IReadOnlyList<int> Faces);

/// <summary>An object whose believed pose is shown as a ghost.</summary>
/// <param name="Object">Index into the task's objects.</param>
/// <param name="HalfExtent">Half extents of the ghost's box, metres.</param>
public sealed record SceneGhost(int Object, Vec3 HalfExtent);

/// <summary>Where a task is looked at from: a point, how far away, and two angles in degrees, as MuJoCo has them.</summary>
public sealed record SceneCamera(Vec3 LookAt, double Distance, double Azimuth, double Elevation);

/// <summary>The constant part of a scene.</summary>
public sealed record SceneDescription(
    int Bodies, IReadOnlyList<SceneGeom> Geoms, IReadOnlyList<SceneMesh> Meshes, IReadOnlyList<SceneGhost> Ghosts, SceneCamera Camera);

/// <summary>What a task looks like in a state; whoever has the physics can tell.</summary>
/// <remarks>One caller at a time.</remarks>
public interface IScene : IDisposable
{
    /// <summary>Shapes, ghosts and the camera of the scene.</summary>
    SceneDescription Description { get; }

    /// <summary>Writes the world pose of every body in a saved simulator state.</summary>
    /// <param name="state">As stored in an episode.</param>
    /// <param name="bodies">Shape [bodies, 7]: x y z, then the quaternion as (x, y, z, w), which is what three.js takes.</param>
    void Place(ReadOnlySpan<double> state, Span<float> bodies);

    /// <summary>Writes the same body poses for an environment's present state.</summary>
    void Place(IEnvironment environment, Span<float> bodies);
}

/// <summary>What a dataset's scene depends on: two datasets that agree in it have one scene.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Robot">Name of the robot, or path of its folder.</param>
/// <param name="ModelHash">Hash of the physics model that the dataset was made with.</param>
/// <param name="StateSize">Numbers in a stored state.</param>
public readonly record struct SceneName(string Task, string Robot, string ModelHash, int StateSize)
{
    /// <summary>What contact revealed, which decides the model where the wrist feels.</summary>
    public Observability Observability { get; init; }

    /// <summary>How beliefs were wrong, which decides what a state holds.</summary>
    public ErrorKind Error { get; init; }

    /// <summary>Chance with which the hand lost what it carried, which decides what a state holds.</summary>
    public double Drops { get; init; }
}

/// <summary>Opens the scenes of stored datasets.</summary>
public interface ISceneSource
{
    /// <summary>Opens the scene of a task.</summary>
    /// <exception cref="UsageException">The task or its model is not to be had here.</exception>
    IScene Open(SceneName name);
}
