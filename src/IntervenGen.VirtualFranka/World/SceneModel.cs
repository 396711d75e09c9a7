using System.Globalization;
using System.Xml.Linq;
using IntervenGen.Core;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Tasks.Parts;

namespace IntervenGen.VirtualFranka.World;

/// <summary>The virtual robot's scene: a task's table, things and shapes, with the arm's true masses and the hand's true
/// lengths.</summary>
/// <remarks>
/// The policy was trained on robosuite's Panda, whose inertias are invented. Here they are the vendor's, rotors included; friction
/// is <see cref="JointFriction"/>'s. World axes and the robot's place in them are the task's.
/// </remarks>
internal static class SceneModel
{
    // Kilograms of each finger: as good as none. The hand's whole mass is in link 7, where the controller takes it to be, fingers
    // included; what the fingers are slow by is their drive.
    private const double FingerMass = 1e-8;

    // Where the fingers begin, metres in front of the flange: of the hand's description in franka_description.
    private const double FingersFromFlange = 0.0584;

    /// <summary>Block Grasp's scene around an arm.</summary>
    public static string Xml(FrankaArm arm, ArmLimits limits)
    {
        var document = XDocument.Parse(ModelSource.Read("block-grasp.xml"));
        Change(document, arm, limits);
        return document.ToString();
    }

    /// <summary>Makes a task's scene with the Panda in it one around an arm.</summary>
    /// <exception cref="IntervenGenException">It lacks an element of the Panda.</exception>
    public static void Change(XDocument document, FrankaArm arm, ArmLimits limits)
    {
        FindOrAdd(document, "option").SetAttributeValue("timestep", Text(RateLimiter.Period));
        // The Panda's identified inertias fit the arm's motions, but link 4's is not one that a solid can have.
        FindOrAdd(document, "compiler").SetAttributeValue("balanceinertia", "true");
        FrankaArm withHand = arm.With(FrankaArm.Hand);
        for (int i = 0; i < FrankaArm.Joints; i++)
        {
            XElement link = Named(document, "body", $"link{i + 1}");
            RigidBody body = withHand.Links[i];
            SymmetricMatrix inertia = body.Inertia;
            link.Element("inertial")!.ReplaceWith(new XElement(
                "inertial",
                new XAttribute("pos", Text(body.Centre.X, body.Centre.Y, body.Centre.Z)),
                new XAttribute("mass", Text(body.Mass)),
                new XAttribute("fullinertia", Text(inertia.Xx, inertia.Yy, inertia.Zz, inertia.Xy, inertia.Xz, inertia.Yz))));
            XElement joint = link.Element("joint")!;
            joint.SetAttributeValue("armature", Text(FrankaArm.RotorInertia[i]));
            joint.SetAttributeValue("damping", "0");
            joint.SetAttributeValue("frictionloss", "0");
            joint.SetAttributeValue("range", Text(limits.LowestPosition[i] - 0.1, limits.HighestPosition[i] + 0.1));
        }

        Named(document, "body", "right_hand").SetAttributeValue("pos", Text(0, 0, FrankaArm.Link7FromFlange.Position.Z));
        // Their masses are in link 7, which they are fixed to.
        foreach (string part in (string[])["right_hand", "right_gripper"])
        {
            Named(document, "body", part).Element("inertial")!.ReplaceWith(new XElement(
                "inertial", new XAttribute("pos", "0 0 0"), new XAttribute("mass", Text(FingerMass)),
                new XAttribute("diaginertia", "1e-12 1e-12 1e-12")));
        }

        Named(document, "site", "grip_site").SetAttributeValue("pos", Text(0, 0, FrankaArm.FlangeFromNominalEndEffector.Position.Z));
        foreach (string finger in (string[])["leftfinger", "rightfinger"])
        {
            XElement body = Named(document, "body", finger);
            body.SetAttributeValue("pos", Text(0, 0, FingersFromFlange));
            body.Element("inertial")!.ReplaceWith(new XElement(
                "inertial", new XAttribute("pos", "0 0 0.03"), new XAttribute("mass", Text(FingerMass)),
                new XAttribute("diaginertia", "1e-12 1e-12 1e-12")));
            XElement joint = body.Element("joint")!;
            // A spindle drive: its rotor weighs more than the finger.
            joint.SetAttributeValue("armature", "0.5");
            joint.SetAttributeValue("damping", "20");
            joint.SetAttributeValue("frictionloss", "0");
        }

        RemoveMotors(document);
        // One motor drives both fingers.
        document.Root!.Add(new XElement("equality", new XElement(
            "joint", new XAttribute("joint1", "finger_joint1"), new XAttribute("joint2", "finger_joint2"),
            new XAttribute("polycoef", "0 -1 0 0 0"))));
    }

    // The controller moves the joints itself. What a scene has besides stays, but nothing that counts the motors.
    private static void RemoveMotors(XDocument document)
    {
        HashSet<string> joints = [.. Enumerable.Range(1, FrankaArm.Joints).Select(i => $"joint{i}"), "finger_joint1", "finger_joint2"];
        document.Root!.Elements("actuator").Elements()
            .Where(motor => (string?)motor.Attribute("joint") is { } joint && joints.Contains(joint)).Remove();
        document.Root.Elements("sensor").Elements().Where(sensor => sensor.Attribute("actuator") is not null).Remove();
        document.Root.Elements("keyframe").Remove();
    }

    // Of several the last one counts, attribute by attribute.
    private static XElement FindOrAdd(XDocument document, string kind)
    {
        if (document.Root!.Elements(kind).LastOrDefault() is { } known)
            return known;
        var added = new XElement(kind);
        document.Root.Add(added);
        return added;
    }

    private static XElement Named(XDocument document, string kind, string name) =>
        document.Descendants(kind).FirstOrDefault(element => (string?)element.Attribute("name") == name)
        ?? throw new IntervenGenException($"the scene has no {kind} named '{name}'");

    private static string Text(params double[] values) =>
        string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
