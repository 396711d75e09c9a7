using System.Globalization;
using System.Text;
using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Server;

/// <summary>The arm as URDF, as clients from version 8 on ask for it: seven joints with their limits, eight links, no hand.</summary>
internal static class UrdfText
{
    public static string Of(FrankaArm arm, ArmLimits limits)
    {
        string name = arm.Name.ToLowerInvariant();
        var text = new StringBuilder();
        text.Append(Text($"<?xml version=\"1.0\"?>\n<robot name=\"{name}\">\n  <link name=\"link0\"/>\n"));
        for (int i = 0; i < FrankaArm.Joints; i++)
        {
            RigidBody link = arm.Links[i];
            (double xx, double xy, double xz, double yy, double yz, double zz) = link.Inertia;
            text.Append(Text($"""
                  <link name="link{i + 1}">
                    <inertial>
                      <origin xyz="{link.Centre.X} {link.Centre.Y} {link.Centre.Z}" rpy="0 0 0"/>
                      <mass value="{link.Mass}"/>
                      <inertia ixx="{xx}" ixy="{xy}" ixz="{xz}" iyy="{yy}" iyz="{yz}" izz="{zz}"/>
                    </inertial>
                  </link>

                """));
        }

        text.Append("  <link name=\"link8\"/>\n");
        for (int i = 0; i < FrankaArm.Joints; i++)
        {
            (Vec3 xyz, double roll) = Origin(arm.ParentFromLink[i]);
            (double offset, double deceleration) = limits.Braking(i);
            double lower = limits.LowestPosition[i], upper = limits.HighestPosition[i];
            double velocity = limits.Velocity[i], effort = ArmLimits.Torque[i];
            text.Append(Text($"""
                  <joint name="{name}_joint{i + 1}" type="revolute">
                    <origin xyz="{xyz.X} {xyz.Y} {xyz.Z}" rpy="{roll} 0 0"/>
                    <parent link="link{i}"/>
                    <child link="link{i + 1}"/>
                    <axis xyz="0 0 1"/>
                    <limit lower="{lower}" upper="{upper}" velocity="{velocity}" effort="{effort}"/>
                    <position_based_velocity_limits velocity_offset="{offset}" deceleration_limit="{deceleration}"/>
                  </joint>

                """));
        }

        Vec3 flange = FrankaArm.Link7FromFlange.Position;
        text.Append(Text($"""
              <joint name="{name}_flange" type="fixed">
                <origin xyz="{flange.X} {flange.Y} {flange.Z}" rpy="0 0 0"/>
                <parent link="link7"/>
                <child link="link8"/>
              </joint>
            </robot>

            """));
        return text.ToString();
    }

    // All turns between links are about x.
    private static (Vec3 Position, double Roll) Origin(in Pose parentFromLink) =>
        (parentFromLink.Position, parentFromLink.Orientation.Log().X);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
