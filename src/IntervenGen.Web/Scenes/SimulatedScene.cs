using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen.Web.Scenes;

/// <summary>Opens scenes by compiling the models of stored datasets with MuJoCo.</summary>
internal sealed class SimulatedSceneSource : ISceneSource
{
    public IScene Open(SceneName name)
    {
        // How substeps are chosen shows in no picture of a stored state.
        SimulatedTask task = Workspace.OpenTask(TaskCatalog.Find(name.Task), null, name.Observability, name.Robot, name.Error, name.Drops);
        try
        {
            if (task.Spec.ModelHash != name.ModelHash || task.Spec.StateSize != name.StateSize)
            {
                throw new UsageException(
                    $"the dataset was made with model {name.ModelHash} and states of {name.StateSize} numbers; "
                    + $"task '{name.Task}' now has {task.Spec.ModelHash} and {task.Spec.StateSize}: it is shown without its scene");
            }

            var lane = new SimulatedLane(task);
            return new SimulatedScene(task, lane, new OwnedLane(task, lane));
        }
        catch
        {
            task.Dispose();
            throw;
        }
    }

    private sealed class OwnedLane(SimulatedTask task, SimulatedLane lane) : IDisposable
    {
        public void Dispose()
        {
            lane.Dispose();
            task.Dispose();
        }
    }
}

/// <summary>A scene of a compiled model: its shapes, and the poses of its bodies in a state.</summary>
/// <param name="task">The task.</param>
/// <param name="lane">Restores stored states; null where only living environments are shown.</param>
/// <param name="owned">Disposed with the scene.</param>
internal sealed class SimulatedScene(SimulatedTask task, SimulatedLane? lane, IDisposable? owned) : IScene
{
    public SceneDescription Description { get; } = SceneReader.Read(task);

    public void Place(ReadOnlySpan<double> state, Span<float> bodies)
    {
        if (lane is null)
            throw new InvalidOperationException("this scene has no lane to restore states on");
        lane.RestoreState(state);
        Place(lane, bodies);
    }

    public void Place(IEnvironment environment, Span<float> bodies)
    {
        var shown = (SimulatedLane)environment;
        for (int body = 0; body < Description.Bodies; body++)
        {
            Pose pose = shown.BodyPose(body);
            Span<float> row = bodies[(7 * body)..];
            (row[0], row[1], row[2]) = ((float)pose.Position.X, (float)pose.Position.Y, (float)pose.Position.Z);
            (row[3], row[4], row[5], row[6]) = (
                (float)pose.Orientation.X, (float)pose.Orientation.Y, (float)pose.Orientation.Z, (float)pose.Orientation.W);
        }
    }

    public void Dispose() => owned?.Dispose();
}

/// <summary>Reads the rendered shapes from a compiled model.</summary>
internal static class SceneReader
{
    // mjtGeom, as far as models here have it.
    private static readonly string[] s_shapes = ["plane", "hfield", "sphere", "capsule", "ellipsoid", "cylinder", "box", "mesh"];

    // MuJoCo's own viewers show groups 0 to 2.
    private const int LastGroupShown = 2;

    public static SceneDescription Read(SimulatedTask task)
    {
        using MjModel model = task.CompileVisible();
        MjCamera camera = task.Camera;
        return new SceneDescription(
            model.Size("nbody"), Geoms(model), Meshes(model),
            [.. task.Ghosts.Select(ghost => new SceneGhost(ghost.Object, ghost.HalfExtent))],
            new SceneCamera(new Vec3(camera.X, camera.Y, camera.Z), camera.Distance, camera.AzimuthDegrees, camera.ElevationDegrees));
    }

    private static List<SceneGeom> Geoms(MjModel model)
    {
        ReadOnlySpan<int> types = model.Integers("geom_type"), bodies = model.Integers("geom_bodyid");
        ReadOnlySpan<int> groups = model.Integers("geom_group");
        ReadOnlySpan<int> materials = model.Integers("geom_matid"), data = model.Integers("geom_dataid");
        ReadOnlySpan<double> positions = model.Doubles("geom_pos"), turns = model.Doubles("geom_quat"), sizes = model.Doubles("geom_size");
        ReadOnlySpan<float> colours = model.Singles("geom_rgba"), paints = model.Singles("mat_rgba");
        var geoms = new List<SceneGeom>();
        for (int geom = 0; geom < types.Length; geom++)
        {
            ReadOnlySpan<float> colour = materials[geom] >= 0 ? paints.Slice(4 * materials[geom], 4) : colours.Slice(4 * geom, 4);
            if (groups[geom] > LastGroupShown || colour[3] <= 0 || (uint)types[geom] >= (uint)s_shapes.Length)
                continue;
            geoms.Add(new SceneGeom(
                s_shapes[types[geom]], bodies[geom], new Pose(Vec3.From(positions[(3 * geom)..]), Quat.From(turns[(4 * geom)..])),
                Vec3.From(sizes[(3 * geom)..]), colour.ToArray(), s_shapes[types[geom]] == "mesh" ? data[geom] : -1));
        }

        return geoms;
    }

    private static List<SceneMesh> Meshes(MjModel model)
    {
        var meshes = new List<SceneMesh>();
        if (model.Size("nmesh") == 0)
            return meshes;
        ReadOnlySpan<int> firstVertex = model.Integers("mesh_vertadr"), vertices = model.Integers("mesh_vertnum");
        ReadOnlySpan<int> firstFace = model.Integers("mesh_faceadr"), faces = model.Integers("mesh_facenum");
        ReadOnlySpan<int> corners = model.Integers("mesh_face");
        ReadOnlySpan<float> points = model.Singles("mesh_vert");
        for (int mesh = 0; mesh < vertices.Length; mesh++)
        {
            meshes.Add(new SceneMesh(
                points.Slice(3 * firstVertex[mesh], 3 * vertices[mesh]).ToArray(), corners.Slice(
                    3 * firstFace[mesh], 3 * faces[mesh]).ToArray()));
        }

        return meshes;
    }
}
