using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;
using IntervenGen.Rendering;
using IntervenGen.Simulation;

namespace IntervenGen;

/// <summary>A camera of a task or of its model, found by name, in a model that is drawn.</summary>
internal sealed class MountedCamera
{
    // Names of robosuite's, and short ones, for cameras that are called otherwise here.
    private static readonly Dictionary<string, string> s_otherNames = new(StringComparer.Ordinal)
    {
        ["robot0_eye_in_hand"] = "eye_in_hand",
        ["front"] = "frontview",
        ["side"] = "sideview",
        ["bird"] = "birdview",
    };

    private readonly int _body, _model;

    private MountedCamera(ObservationCamera camera, string name, int body, int model)
    {
        Camera = camera with { Name = name };
        (_body, _model) = (body, model);
    }

    /// <summary>What is known of it, under the name by which it was asked for.</summary>
    public ObservationCamera Camera { get; }

    /// <summary>Finds a camera: by its own name, by its name in the model's text, or by robosuite's.</summary>
    /// <exception cref="UsageException">There is none; the message lists those that there are.</exception>
    public static MountedCamera Find(string name, SimulatedTask task, MjModel visible)
    {
        string other = s_otherNames.GetValueOrDefault(name, name);
        foreach (string wanted in (string[])[name, other])
        {
            if (task.Cameras.FirstOrDefault(camera => camera.Name == wanted) is { } own)
                return new MountedCamera(own, name, own.Body.Length == 0 ? -1 : visible.Id("body", own.Body), -1);
            if (visible.Find("camera", wanted) is var id and >= 0)
                return new MountedCamera(OfModel(visible, id, wanted), name, -1, id);
        }

        string[] all = [.. task.Cameras.Select(camera => camera.Name), .. visible.NamesOf("camera")];
        throw new UsageException(
            $"task '{task.Spec.Name}' has no camera '{name}'; did you mean '{NearestName.Of(name, all)}'? It has " +
            $"{string.Join(", ", all.Distinct())}");
    }

    /// <summary>Where it is in a world whose kinematics are current.</summary>
    public Pose WorldFromCamera(MjData world)
    {
        if (_model >= 0)
        {
            return CameraView.FromMuJoCo(
                world.Doubles("cam_xpos").Span[(3 * _model)..], world.Doubles("cam_xmat").Span.Slice(9 * _model, 9));
        }

        if (_body < 0)
            return Camera.MountFromCamera;
        var worldFromBody = new Pose(
            Vec3.From(world.Doubles("xpos").Span[(3 * _body)..]), Quat.From(world.Doubles("xquat").Span[(4 * _body)..]));
        return worldFromBody * Camera.MountFromCamera;
    }

    // Its pose in its body's frame; one that follows something is where it is in the model's own posture.
    private static ObservationCamera OfModel(MjModel model, int id, string name)
    {
        Quat turn = Quat.From(model.Doubles("cam_quat")[(4 * id)..]);
        Span<double> matrix = stackalloc double[9];
        turn.ToMatrix(matrix);
        int body = model.Integers("cam_bodyid")[id];
        return new ObservationCamera(
            name, body == 0 ? "" : model.NameOf("body", body), CameraView.FromMuJoCo(model.Doubles("cam_pos").Slice(3 * id, 3), matrix),
            model.Doubles("cam_fovy")[id], "model");
    }
}
