using IntervenGen.Core;
using IntervenGen.Episodes;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Rendering;
using IntervenGen.Simulation;
using IntervenGen.Tasks;

namespace IntervenGen;

/// <summary>The scene of one step of an episode, without the path of the end effector.</summary>
internal interface IEpisodePicture : IDisposable
{
    /// <summary>The model to render.</summary>
    MjModel Model { get; }

    /// <summary>The world to render, in the pose of the shown step.</summary>
    MjData Data { get; }

    /// <summary>The viewpoint of the picture.</summary>
    MjCamera Camera { get; }

    /// <summary>A camera by name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    MountedCamera Find(string camera);

    /// <summary>Takes the pose of a step, and adds overlays for what the model has no body for.</summary>
    void Show(EpisodeBuffer episode, int step, List<Overlay> overlays);
}

/// <summary>The task's whole scene in a stored state, with every wrong belief as a ghost.</summary>
internal sealed class StatePicture : IEpisodePicture
{
    private readonly EpisodeReplayer _replayer;
    private readonly VisibleWorld _world;

    public StatePicture(EpisodeStore store, GivenModel? model)
    {
        _replayer = new EpisodeReplayer(store, model);
        try
        {
            _world = new VisibleWorld(_replayer.Task);
        }
        catch
        {
            _replayer.Dispose();
            throw;
        }
    }

    public MjModel Model => _world.Model;

    public MjData Data => _world.Data;

    public MjCamera Camera => _replayer.Task.Camera;

    public MountedCamera Find(string camera) => MountedCamera.Find(camera, _replayer.Task, Model);

    public void Show(EpisodeBuffer episode, int step, List<Overlay> overlays)
    {
        _replayer.Lane.RestoreState(episode.State(step));
        GhostOverlays.Add(
            _replayer.Task, obj => episode.BelievedPose(step, obj), obj => episode.TruePose(step, obj), overlays);
        _world.Show(_replayer.Lane);
    }

    public void Dispose()
    {
        _world.Dispose();
        _replayer.Dispose();
    }
}

/// <summary>The poses of an episode whose states are another simulator's: boxes for the objects, a cross for the hand, over a bare
/// floor.</summary>
internal sealed class PosePicture : IEpisodePicture
{
    // Where a task names no extent for an object.
    private static readonly Vec3 s_unknownExtent = new(0.02, 0.02, 0.02);

    private const string Floor = """
        <mujoco model="poses">
          <visual><global offwidth="4096" offheight="4096"/></visual>
          <asset>
            <texture name="grid" type="2d" builtin="checker" rgb1=".32 .36 .4" rgb2=".28 .31 .35" width="256" height="256"/>
            <material name="grid" texture="grid" texrepeat="20 20"/>
          </asset>
          <worldbody>
            <light pos="1 -1 3" dir="-.3 .3 -1" directional="true"/>
            <geom type="plane" size="5 5 .1" material="grid"/>
          </worldbody>
        </mujoco>
        """;

    private static readonly float[][] s_colours =
        [[0.2f, 0.45f, 0.9f], [0.25f, 0.7f, 0.35f], [0.85f, 0.6f, 0.2f], [0.6f, 0.4f, 0.75f]];

    private readonly Vec3[] _extents;

    public PosePicture(EpisodeStore store)
    {
        using SimulatedTask task = Workspace.OpenTask(
            TaskCatalog.Find(InputTask.Of(store.Manifest)), null, Observability.Full, EpisodeReplayer.RobotOf(store.Manifest));
        Camera = task.Camera;
        _extents = [.. Enumerable.Range(0, store.Layout.ObjectCount).Select(obj => task.Ghosts
            .Where(ghost => ghost.Object == obj).Select(ghost => ghost.HalfExtent).DefaultIfEmpty(s_unknownExtent).First())];
        Model = MjModel.FromXml(Floor, "the scene for imported poses");
        try
        {
            Data = new MjData(Model);
            Data.Step1();
        }
        catch
        {
            Data?.Dispose();
            Model.Dispose();
            throw;
        }
    }

    public MjModel Model { get; }

    public MjData Data { get; }

    public MjCamera Camera { get; }

    public MountedCamera Find(string camera) =>
        throw new UsageException($"the states of this dataset are another simulator's: there is no camera '{camera}' in what can be shown");

    public void Show(EpisodeBuffer episode, int step, List<Overlay> overlays)
    {
        for (int obj = 0; obj < _extents.Length; obj++)
        {
            float[] colour = s_colours[obj % s_colours.Length];
            overlays.Add(new Overlay(OverlayShape.Box, _extents[obj], episode.TruePose(step, obj), colour[0], colour[1], colour[2]));
        }

        Pose hand = episode.Eef(step);
        overlays.Add(new Overlay(OverlayShape.Box, new Vec3(0.005, 0.05, 0.005), hand, 0.95f, 0.95f, 0.95f));
        overlays.Add(new Overlay(OverlayShape.Box, new Vec3(0.005, 0.005, 0.03), hand, 0.95f, 0.95f, 0.95f));
    }

    public void Dispose()
    {
        Data.Dispose();
        Model.Dispose();
    }
}
