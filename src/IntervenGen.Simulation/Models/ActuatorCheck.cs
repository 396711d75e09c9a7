using System.Globalization;
using IntervenGen.Interop.MuJoCo;

namespace IntervenGen.Simulation;

/// <summary>Checks that each joint of the arm has exactly the actuator it needs, and that nothing else is actuated.</summary>
/// <remarks>
/// Order does not matter: actuators are found by the joint that they drive. An actuator on anything else is refused, because no
/// task commands it, and an uncommanded position servo holds its joint at 0.
/// </remarks>
internal static class ActuatorCheck
{
    // mjtTrn: what an actuator drives.
    private const int Joint = 0, JointInParent = 1, Tendon = 3, Site = 4, Body = 5;

    /// <summary>Ids of the actuators that drive a joint, directly or in the parent frame.</summary>
    public static IEnumerable<int> Of(MjModel model, int joint) =>
        Enumerable.Range(0, model.Size("nu")).Where(actuator =>
            model.Integers("actuator_trntype")[actuator] is Joint or JointInParent
                && model.Integers("actuator_trnid")[2 * actuator] == joint);

    /// <summary>Checks every actuator of the model.</summary>
    public static void Inspect(ModelInspection inspection, JointCheck joints)
    {
        var known = new HashSet<int>();
        foreach (Drive drive in Drives(inspection, joints))
        {
            int[] found = [.. Of(inspection.Model, drive.Joint)];
            known.UnionWith(found);
            if (found.Length == 1)
                Inspect(inspection, drive, found[0]);
            else if (found.Length == 0)
                inspection.Faults.Add($"{drive.Named} has no actuator: add {drive.Wanted}");
            else
                inspection.Faults.Add($"{drive.Named} has {found.Length} actuators, {List(inspection, found)}: keep one, {drive.Wanted}");
        }

        for (int actuator = 0; actuator < inspection.Model.Size("nu"); actuator++)
        {
            if (!known.Contains(actuator))
                inspection.Faults.Add(
                    $"{inspection.Named("actuator", actuator)} drives {Driven(inspection, actuator)}, which no task commands: take it out");
        }
    }

    private static IEnumerable<Drive> Drives(ModelInspection inspection, JointCheck joints)
    {
        for (int i = 0; i < joints.Hinges.Length; i++)
        {
            double limit = inspection.Arm.TorqueLimits[i];
            string name = inspection.Arm.Joints[i], theirs = inspection.Theirs("joint", name);
            string wanted = string.Create(
                CultureInfo.InvariantCulture, $"<motor joint=\"{theirs}\" ctrllimited=\"true\" ctrlrange=\"{-limit} {limit}\"/>");
            yield return new Drive(
                joints.Hinges[i], inspection.Named("joint", name), ActuatorRole.TorqueMotor, -limit, limit, "N m", wanted);
        }

        for (int i = 0; i < joints.Fingers.Length; i++)
        {
            double open = 2 * inspection.Arm.HalfOpen(i);
            string name = inspection.Arm.Fingers[i], theirs = inspection.Theirs("joint", name), range = JointCheck.Range(inspection.Arm, i);
            string wanted = $"<position joint=\"{theirs}\" kp=\"1000\" ctrllimited=\"true\" ctrlrange=\"{range}\"/>";
            yield return new Drive(
                joints.Fingers[i], inspection.Named("joint", name), ActuatorRole.PositionServo,
                Math.Min(0, open), Math.Max(0, open), "m", wanted);
        }
    }

    private static void Inspect(ModelInspection inspection, Drive drive, int actuator)
    {
        string named = $"{inspection.Named("actuator", actuator)} of {drive.Named}";
        ActuatorForm form = ActuatorForm.Of(inspection.Model, actuator);
        if (!form.CanBe(drive.Role))
        {
            inspection.Faults.Add($"{named} is {form.Text}; {ActuatorForm.TextOf(drive.Role)} is expected: make it {drive.Wanted}");
            return;
        }

        if (inspection.Model.Bytes("actuator_ctrllimited")[actuator] != 0)
            InspectRange(inspection, drive, inspection.Model.Doubles("actuator_ctrlrange").Slice(2 * actuator, 2), $"{named} takes");
        if (drive.Role == ActuatorRole.TorqueMotor && inspection.Model.Bytes("actuator_forcelimited")[actuator] != 0)
            InspectRange(inspection, drive, inspection.Model.Doubles("actuator_forcerange").Slice(2 * actuator, 2), $"{named} gives");
    }

    // MuJoCo clips what is outside without a word, and the controller would go on as if it had been done.
    private static void InspectRange(ModelInspection inspection, Drive drive, ReadOnlySpan<double> range, string what)
    {
        if (range[0] <= drive.Min && range[1] >= drive.Max)
            return;
        inspection.Faults.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {range[0]} to {range[1]} {drive.Unit}; {drive.Min} to {drive.Max} {drive.Unit} are commanded: make it " +
            $"{drive.Wanted}"));
    }

    private static string List(ModelInspection inspection, int[] actuators) =>
        string.Join(" and ", actuators.Select(actuator => inspection.Named("actuator", actuator)));

    private static string Driven(ModelInspection inspection, int actuator)
    {
        int id = inspection.Model.Integers("actuator_trnid")[2 * actuator];
        return inspection.Model.Integers("actuator_trntype")[actuator] switch
        {
            Joint or JointInParent => inspection.Named("joint", id),
            Tendon => inspection.Named("tendon", id),
            Site => inspection.Named("site", id),
            Body => inspection.Named("body", id),
            _ => "something else than a joint",
        };
    }

    // What one joint needs. Least and Most: the controls that are given to it. Wanted: the element that would do.
    private readonly record struct Drive(int Joint, string Named, ActuatorRole Role, double Min, double Max, string Unit, string Wanted);
}
