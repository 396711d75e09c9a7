using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>A named body that moves freely, or that is put where an episode wants it.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Body">Its id in the model.</param>
/// <param name="Address">Where its pose begins in qpos; of one that is put, its index among the mocap bodies.</param>
/// <param name="Velocity">Where its velocity begins in qvel; −1 of one that is put.</param>
public readonly record struct MovableBody(string Name, int Body, int Address, int Velocity)
{
    private const int FreeJoint = 0;

    /// <summary>Whether it moves by itself.</summary>
    public bool IsFree => Velocity >= 0;

    /// <summary>Those of a model, by rising id.</summary>
    public static IReadOnlyList<MovableBody> In(MjModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ReadOnlySpan<int> counts = model.Integers("body_jntnum"), joints = model.Integers("body_jntadr");
        ReadOnlySpan<int> types = model.Integers("jnt_type"), mocaps = model.Integers("body_mocapid");
        ReadOnlySpan<int> positions = model.Integers("jnt_qposadr"), dofs = model.Integers("jnt_dofadr");
        var found = new List<MovableBody>();
        for (int body = 1; body < counts.Length; body++)
        {
            string name = model.NameOf("body", body);
            if (name.Length == 0)
                continue;
            if (mocaps[body] >= 0)
                found.Add(new MovableBody(name, body, mocaps[body], -1));
            else if (counts[body] == 1 && types[joints[body]] == FreeJoint)
                found.Add(new MovableBody(name, body, positions[joints[body]], dofs[joints[body]]));
        }

        return found;
    }
}
