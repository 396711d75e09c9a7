using System.Globalization;
using System.Xml.Linq;
using IntervenGen.Franka;
using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Franka.Wire;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>Settings are taken and shown, refused out of range, and not possible in a motion; the model is what clients ask for.</summary>
public sealed class SetterTests
{
    private static readonly Pose s_frame = new(new Vec3(0.01, -0.02, 0.03), Quat.FromAxisAngle(Vec3.UnitZ, 0.4));

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    public void What_is_set_shows_in_the_state(int version)
    {
        using var robot = new Robot(version);
        robot.Client.SetEndEffectorFrame(s_frame);
        robot.Client.SetStiffnessFrame(s_frame.Inverse());
        robot.Client.SetLoad(new Payload(0.5, new Vec3(0.01, 0.02, 0.03), InertiaNumbers.Diagonal(1e-3, 2e-3, 3e-3)));
        robot.Client.SetGuidingMode(new GuidingFreedom(true, true, true, false, false, false, true));
        robot.Client.SetCartesianImpedance(AxisNumbers.From([1000, 1000, 1000, 100, 100, 100]));
        RobotState state = Later(robot);
        AssertPose(s_frame, state[StateField.NominalEndEffectorFromEndEffector]);
        AssertPose(s_frame.Inverse(), state[StateField.EndEffectorFromStiffness]);
        Assert.Equal(0.5, state[StateField.LoadMass][0], 1e-6);
        Assert.Equal(0.02, state[StateField.LoadCentre][1], 1e-6);
        Assert.Equal(2e-3, state[StateField.LoadInertia][4], 1e-6);
        // The robot holds up a load that is not there: its torques have it.
        var dynamics = new ArmDynamics((version == 5 ? FrankaArm.Panda : FrankaArm.Fr3).With(FrankaArm.Hand));
        double[] gravity = new double[7];
        dynamics.Update(state.Positions);
        dynamics.Gravity(ArmDynamics.UprightGravity, gravity);
        robot.Client.SetLoad(default);
        Assert.Equal(gravity[1], Later(robot).Torques[1], 0.1);
    }

    [Fact]
    public void A_softer_joint_gives_way_further()
    {
        using var robot = new Robot();
        Assert.InRange(Yield(robot, 500) / Yield(robot, 2000), 3.5, 4.5);
    }

    [Fact]
    public void A_collision_threshold_decides_about_a_reflex()
    {
        using var robot = new Robot();
        robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, 30, 0)));
        robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(5, 80, 5, 80));
        robot.Client.Run(new HoldStill(TimeSpan.FromSeconds(0.3)), Robot.Plain);
        robot.Client.SetCollisionBehavior(CollisionBehavior.Uniform(5, 80, 5, 20));
        var fault = Assert.Throws<FrankaMotionException>(() => robot.Client.Run(new HoldStill(TimeSpan.FromSeconds(0.3)), Robot.Plain));
        Assert.Equal(["cartesian_reflex"], fault.Reason.Names);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void Out_of_range_is_an_invalid_argument_and_changes_nothing(int version)
    {
        using var robot = new Robot(version);
        FciConnection client = robot.Client;
        Action[] wrong =
        [
            () => client.SetJointImpedance(JointNumbers.All(14250.1)),
            () => client.SetJointImpedance(JointNumbers.All(-1)),
            () => client.SetJointImpedance(JointNumbers.All(double.NaN)),
            () => client.SetCartesianImpedance(AxisNumbers.From([3001, 10, 10, 1, 1, 1])),
            () => client.SetCartesianImpedance(AxisNumbers.From([9.9, 10, 10, 1, 1, 1])),
            () => client.SetCartesianImpedance(AxisNumbers.From([10, 10, 10, 1, 1, 301])),
            () => client.SetCartesianImpedance(AxisNumbers.From([10, 10, 10, 0.9, 1, 1])),
            () => client.SetCollisionBehavior(CollisionBehavior.Uniform(-1, 10, 10, 10)),
            () => client.SetLoad(new Payload(-0.1, Vec3.Zero, InertiaNumbers.Diagonal(0, 0, 0))),
            () => client.SetLoad(new Payload(5.1, Vec3.Zero, InertiaNumbers.Diagonal(0, 0, 0))),
            () => client.SetLoad(new Payload(1, new Vec3(0, 8.6e97, 0), InertiaNumbers.Diagonal(0, 0, 0))),
            () => client.SetLoad(new Payload(1, Vec3.Zero, InertiaNumbers.Diagonal(0, 0, 1e9))),
            () => client.SetEndEffectorFrame(new Pose(new Vec3(double.NaN, 0, 0), Quat.Identity)),
            () => client.SetStiffnessFrame(new Pose(new Vec3(0, double.PositiveInfinity, 0), Quat.Identity)),
        ];
        for (int i = 0; i < wrong.Length; i++)
        {
            var fault = Record.Exception(wrong[i]) as FrankaCommandException;
            Assert.True(fault?.Status == FciStatus.InvalidArgument, $"number {i}: {fault?.Status}");
        }

        RobotState state = Later(robot);
        AssertPose(Pose.Identity, state[StateField.NominalEndEffectorFromEndEffector]);
        AssertPose(Pose.Identity, state[StateField.EndEffectorFromStiffness]);
        Assert.Equal(0, state[StateField.LoadMass][0]);
    }

    [Fact]
    public void In_a_motion_nothing_can_be_set_and_the_motion_goes_on()
    {
        using var robot = new Robot();
        FciConnection client = robot.Client;
        var statuses = new List<FciStatus?>();
        var motion = new Made(MotionGeneratorMode.JointVelocity, ControllerMode.JointImpedance, (_, time, command) =>
        {
            command.Velocities.Clear();
            if (time > 0.1 && statuses.Count == 0)
            {
                foreach (Action setter in (Action[])[
                    () => client.SetJointImpedance(JointNumbers.All(1000)),
                    () => client.SetCollisionBehavior(CollisionBehavior.Uniform(20, 20, 20, 20)),
                    () => client.SetLoad(default),
                    () => client.SetEndEffectorFrame(s_frame),
                    () => client.SetStiffnessFrame(s_frame)])
                    statuses.Add((Record.Exception(setter) as FrankaCommandException)?.Status);
            }

            return time < 0.2;
        });
        client.Run(motion, Robot.Plain);
        Assert.Equal(Enumerable.Repeat<FciStatus?>(FciStatus.NotPossible, 5), statuses);
        AssertPose(Pose.Identity, Later(robot)[StateField.NominalEndEffectorFromEndEffector]);
        client.SetEndEffectorFrame(s_frame);
        AssertPose(s_frame, Later(robot)[StateField.NominalEndEffectorFromEndEffector]);
    }

    [Theory]
    [InlineData(9, "fr3")]
    [InlineData(10, "fr3")]
    public void The_model_has_what_clients_look_for(int version, string name)
    {
        using var robot = new Robot(version);
        XElement root = XDocument.Parse(robot.Client.GetRobotModel()).Root!;
        Assert.Equal("robot", root.Name.LocalName);
        Assert.StartsWith(name, (string)root.Attribute("name")!, StringComparison.Ordinal);
        XElement[] joints = [.. root.Elements("joint")];
        double[] highest = version == 10
            ? [2.9007, 1.8361, 2.9007, -0.1169, 2.8763, 4.6216, 3.0508]
            : [2.7501, 1.7918, 2.9065, -0.1458, 2.8101, 4.5205, 3.0196];
        double[] offset = version == 10
            ? [0.6599, 0.2517, 0.2000, 0.3533, 0.5757, 0.4878, 0.4628]
            : [0.30, 0.20, 0.20, 0.30, 0.35, 0.35, 0.35];
        double[] braking = [6.0, 2.585, 3.5, 4.0, 17.0, 5.5, 17.0], fastest = [2.62, 2.62, 2.62, 2.62, 5.26, 4.18, 5.26];
        for (int i = 0; i < 7; i++)
        {
            // One joint and no other whose name contains these letters.
            XElement joint = Assert.Single(
                joints, each => ((string)each.Attribute("name")!).Contains($"joint{i + 1}", StringComparison.Ordinal));
            XElement limit = joint.Element("limit")!, braked = joint.Element("position_based_velocity_limits")!;
            Assert.Equal(highest[i], Number(limit, "upper"), 1e-9);
            Assert.True(Number(limit, "lower") < Number(limit, "upper"));
            Assert.Equal(fastest[i], Number(limit, "velocity"), 1e-9);
            Assert.Equal(offset[i], Number(braked, "velocity_offset"), 1e-9);
            Assert.Equal(braking[i], Number(braked, "deceleration_limit"), 1e-9);
        }

        Assert.Equal(7, joints.Count(joint => (string)joint.Attribute("type")! != "fixed"));
        Assert.Single(root.Elements("link"), link => (string)link.Attribute("name")! == "link8");
        // The bare arm: the seven links' masses of the vendor, no hand.
        double mass = root.Descendants("mass").Sum(element => Number(element, "value"));
        Assert.Equal(2.92747 + 2.93554 + 2.24490 + 2.61560 + 2.32712 + 1.81704 + 0.62714, mass, 1e-4);
    }

    [Fact]
    public void Before_version_8_there_is_no_model_text()
    {
        using var robot = new Robot(7);
        Assert.Throws<NotSupportedException>(robot.Client.GetRobotModel);
    }

    private static double Yield(Robot robot, double stiffness)
    {
        robot.Server.Invoke(world => world.PushLink(7, Vec3.Zero));
        robot.Client.SetJointImpedance(JointNumbers.All(stiffness));
        double before = Later(robot).Positions[0];
        robot.Server.Invoke(world => world.PushLink(7, new Vec3(0, 10, 0)));
        return Later(robot).Positions[0] - before;
    }

    // After a second everything has settled.
    private static RobotState Later(Robot robot)
    {
        RobotState state = robot.State();
        for (ulong from = state.MessageId; state.MessageId < from + 1000;)
            robot.Client.ReadNextState(state);
        return state;
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);

    private static void AssertPose(in Pose expected, ReadOnlySpan<double> matrix)
    {
        Pose actual = ColumnMajor.ToPose(matrix);
        Assert.InRange((actual.Position - expected.Position).Length, 0, 1e-6);
        Assert.InRange(Quat.AngleBetween(actual.Orientation, expected.Orientation), 0, 1e-5);
    }
}
