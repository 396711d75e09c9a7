namespace IntervenGen.Simulation;

/// <summary>Checks that a model has the bodies and geoms that a task moves and observes.</summary>
internal static class ObjectCheck
{
    private const int FreeJoint = 0;

    /// <summary>Finds every element of the task.</summary>
    public static void Inspect(ModelInspection inspection, TaskElements elements)
    {
        foreach (string name in elements.FreeBodies)
            InspectFree(inspection, name);
        foreach (string name in elements.MocapBodies)
        {
            int body = inspection.Find("body", name, "the task puts it in its place");
            if (body >= 0 && inspection.Model.Integers("body_mocapid")[body] < 0)
            {
                inspection.Faults.Add(
                    $"{inspection.Named("body", name)} cannot be put in its place: " +
                    "make it a child of worldbody without joints, with mocap=\"true\"");
            }
        }

        foreach (string name in elements.Bodies)
            inspection.Find("body", name, "the task asks for its pose");
        foreach (string name in elements.Geoms.SelectMany(group => group.Names))
            InspectGeom(inspection, name);
    }

    private static void InspectFree(ModelInspection inspection, string name)
    {
        ReadOnlySpan<int> bodies = inspection.Model.Integers("jnt_bodyid"), types = inspection.Model.Integers("jnt_type");
        int body = inspection.Find("body", name, "the task moves it freely");
        int unnamed = UnnamedJoint(inspection, body);
        if (unnamed >= 0 && inspection.Model.Find("joint", inspection.Theirs("joint", name)) < 0)
        {
            inspection.Faults.Add(
                $"the joint of {inspection.Named("body", name)} has no name: name it '{inspection.Theirs("joint", name)}'");
            return;
        }

        int joint = inspection.Find(
            "joint", name, $"body '{name}' moves freely by it", id => inspection.Model.Integers("jnt_type")[id] == FreeJoint);
        if (joint < 0)
            return;
        string named = inspection.Named("joint", name);
        if (types[joint] != FreeJoint)
            inspection.Faults.Add(
                $"{named} is a {JointCheck.TypeName(types[joint])} joint; body '{name}' moves freely: write type=\"free\"");
        else if (body >= 0 && bodies[joint] != body)
            inspection.Faults.Add(
                $"{named} moves {inspection.Named("body", bodies[joint])}; it must move {inspection.Named("body", name)}");
    }

    // The only joint of a body, where it has no name; −1 otherwise.
    private static int UnnamedJoint(ModelInspection inspection, int body)
    {
        if (body < 0 || inspection.Model.Integers("body_jntnum")[body] != 1)
            return -1;
        int joint = inspection.Model.Integers("body_jntadr")[body];
        return inspection.Model.NameOf("joint", joint).Length == 0 ? joint : -1;
    }

    // What is watched and can touch nothing would never be seen to: no mistake is revealed, nothing is held, nothing succeeds.
    private static void InspectGeom(ModelInspection inspection, string name)
    {
        int geom = inspection.Find("geom", name, "the task watches what it touches");
        if (geom < 0 || inspection.Model.Integers("geom_contype")[geom] != 0 || inspection.Model.Integers("geom_conaffinity")[geom] != 0)
            return;
        if (!inspection.Model.Integers("pair_geom1").Contains(geom) && !inspection.Model.Integers("pair_geom2").Contains(geom))
            inspection.Faults.Add(
                $"{inspection.Named("geom", name)} can touch nothing: list it in a <pair>, or give it contype and conaffinity");
    }
}
