using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>Checks that the grip site's axes point the way that the tasks assume.</summary>
/// <remarks>
/// A model whose site is a quarter turn off compiles, moves and observes, but every grasp, belief and goal expressed in its
/// frame is wrong. Two joints show the right axes: the last hinge rotates the hand about its approach axis, and the fingers
/// slide across it.
/// </remarks>
internal static class GripFrameCheck
{
    // Of the angle between the axes: 8 degrees, far above what rounded quaternions make and far below a wrong frame.
    private const double MinCosine = 0.99;

    // The first finger opens along −x; z points away from the palm.
    private static readonly Vec3 Across = new(-1, 0, 0), Ahead = new(0, 0, 1);

    /// <summary>Compares the axes in the model's initial configuration.</summary>
    public static void Inspect(ModelInspection inspection, JointCheck joints)
    {
        using var world = new MjData(inspection.Model);
        world.Step1();
        Compare(inspection, world, joints.GripSite, joints.Hinges[^1], inspection.Arm.Joints[^1], "turns about", Ahead);
        for (int i = 0; i < joints.Fingers.Length; i++)
            Compare(inspection, world, joints.GripSite, joints.Fingers[i], inspection.Arm.Fingers[i], "slides along", Across);
    }

    private static void Compare(ModelInspection inspection, MjData world, int site, int joint, string name, string how, Vec3 expected)
    {
        var axis = Vec3.From(world.Doubles("xaxis").Span[(3 * joint)..]);
        Vec3 inSite = Quat.FromMatrix(world.Doubles("site_xmat").Span.Slice(9 * site, 9)).Conjugate.Rotate(axis);
        if (Vec3.Dot(inSite, expected) >= MinCosine)
            return;
        inspection.Faults.Add(
            $"{inspection.Named("joint", name)} {how} {Text(inSite)} in the frame of {inspection.Named("site", inspection.Arm.GripSite)}; "
            + $"{Text(expected)} is expected: turn the site, or the joint's axis");
    }

    private static string Text(Vec3 axis) => FormattableString.Invariant($"({axis.X:0.##}, {axis.Y:0.##}, {axis.Z:0.##})");
}
