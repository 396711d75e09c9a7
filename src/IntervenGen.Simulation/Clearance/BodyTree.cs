using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Clearance;

/// <summary>Which bodies of a model carry which.</summary>
public static class BodyTree
{
    /// <summary>Whether a body is another one, or carried by it.</summary>
    public static bool IsBelow(MjModel model, int body, int above)
    {
        ArgumentNullException.ThrowIfNull(model);
        ReadOnlySpan<int> parents = model.Integers("body_parentid");
        // A body has a larger number than what carries it.
        while (body > above)
            body = parents[body];
        return body == above;
    }

    /// <summary>Pose of a body in the frame of one that carries it, with all joints between them at zero; null if it is not carried by
    /// it.</summary>
    public static Pose? PoseIn(MjModel model, int body, int above)
    {
        if (!IsBelow(model, body, above))
            return null;
        Pose pose = Pose.Identity;
        for (; body != above; body = model.Integers("body_parentid")[body])
        {
            pose = new Pose(
                Vec3.From(model.Doubles("body_pos")[(3 * body)..]), Quat.From(model.Doubles("body_quat")[(4 * body)..])) * pose;
        }

        return pose;
    }
}
