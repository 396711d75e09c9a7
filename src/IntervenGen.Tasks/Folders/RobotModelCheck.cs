using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Tasks.Format;
using IntervenGen.Tasks.Robots;
using IntervenGen.Tasks.Yaml;

namespace IntervenGen.Tasks.Folders;

/// <summary>Checks what a robot's file says against the model of a scene that it stands in.</summary>
internal static class RobotModelCheck
{
    /// <summary>Looks up every name, the base, and the posture within the joints' ranges.</summary>
    /// <exception cref="FaultsException">Something is not as the file says; each fault has its file, line and column.</exception>
    public static void Require(Robot robot, MjcfSource scene)
    {
        using MjModel model = scene.Compile();
        RobotFile file = robot.File;
        var faults = new List<string>();
        Find(model, "body", [file.Base], faults);
        Find(model, "joint", [.. file.Joints, .. file.Hand.Fingers], faults);
        Find(model, "site", [file.Hand.Site], faults);
        Find(model, "geom", [.. file.Collision.LeftPad, .. file.Collision.RightPad, .. file.Collision.Hand], faults);
        if (faults.Count == 0)
        {
            CheckBase(model, file, faults);
            CheckPosture(model, file, faults);
        }

        if (faults.Count > 0)
            throw new FaultsException($"robot folder '{robot.Folder}'", faults);
    }

    private static void Find(MjModel model, string kind, YamlName[] names, List<string> faults)
    {
        foreach (YamlName name in names.Where(name => model.Find(kind, name.Text) < 0))
        {
            IReadOnlyList<string> known = model.NamesOf(kind);
            faults.Add($"{name.Place}: the model has no {kind} called '{name}'; " +
                (known.Count == 0 ? "none has a name" : $"did you mean '{NearestName.Of(name.Text, known)}'?"));
        }
    }

    private static void CheckBase(MjModel model, RobotFile file, List<string> faults)
    {
        ReadOnlySpan<int> parents = model.Integers("body_parentid");
        int wanted = model.Id("body", file.Base.Text);
        int body = model.Integers("jnt_bodyid")[model.Id("joint", file.Joints[0].Text)];
        if (model.Integers("body_jntnum")[wanted] != 0)
            faults.Add($"{file.Base.Place}: base '{file.Base}' has a joint; the base stands still");
        while (body != 0 && body != wanted)
            body = parents[body];
        if (body == 0)
            faults.Add($"{file.Base.Place}: base '{file.Base}' does not carry joint '{file.Joints[0]}'");
    }

    private static void CheckPosture(MjModel model, RobotFile file, List<string> faults)
    {
        for (int i = 0; i < file.Joints.Length; i++)
        {
            int joint = model.Id("joint", file.Joints[i].Text);
            ReadOnlySpan<double> range = model.Doubles("jnt_range").Slice(2 * joint, 2);
            double at = file.Reset.Posture[i];
            if (model.Bytes("jnt_limited")[joint] != 0 && !(at >= range[0] && at <= range[1]))
                faults.Add(FormattableString.Invariant(
                    $"{file.Reset.Place}: the posture has joint '{file.Joints[i].Text}' at {at}; it goes from {range[0]} to {range[1]}"));
        }
    }
}
