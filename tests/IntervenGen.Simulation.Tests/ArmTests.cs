using IntervenGen.Numerics;
using IntervenGen.Tasks.Folders;

namespace IntervenGen.Simulation.Tests;

/// <summary>Every built-in arm against its maker's kinematics, and its controller against the textbook's.</summary>
public sealed class ArmTests
{
    public static TheoryData<string> Arms => [.. RobotFolder.BuiltIn];

    [Theory]
    [InlineData("panda")]
    [InlineData("fr3")]
    public void A_Franka_arm_reaches_what_the_published_parameters_say(string name)
    {
        using var stand = new ArmStand(name);
        Pose flange = stand.Lane.BodyPose(stand.Task.Model.Id("body", "link7")) * new Pose(new Vec3(0, 0, 0.107), Quat.Identity);
        Near(new Pose(new Vec3(-0.56, 0, 0.912), Quat.Identity) * PublishedKinematics.Franka(stand.Robot.Posture), flange);
    }

    [Fact]
    public void The_UR5e_reaches_what_the_published_parameters_say()
    {
        using var stand = new ArmStand("ur5e");
        Pose flange = stand.Lane.BodyPose(stand.Task.Model.Id("body", "wrist_3_link"));
        Near(stand.Lane.BodyPose(stand.Task.Model.Id("body", "ur5e_base")) * PublishedKinematics.Ur5e(stand.Robot.Posture), flange);
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void A_motor_gives_just_the_torque_that_the_robots_file_allows(string name)
    {
        using var stand = new ArmStand(name);
        ReadOnlySpan<double> range = stand.Task.Model.Doubles("actuator_ctrlrange");
        for (int i = 0; i < stand.Task.Arm.Joints; i++)
        {
            double limit = stand.Robot.Arm.TorqueLimits[i];
            int motor = stand.Task.Arm.TorqueActuator[i];
            Assert.Equal([-limit, limit], range.Slice(2 * motor, 2).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void No_torque_exceeds_its_limit_and_a_hard_command_reaches_one(string name)
    {
        using var stand = new ArmStand(name);
        stand.Lane.Controller.SetGoal(new Pose(new Vec3(3, 3, 3), Quat.FromAxisAngle(Vec3.UnitX, 1)));
        double[] torque = stand.Torque();
        for (int i = 0; i < torque.Length; i++)
            Assert.InRange(Math.Abs(torque[i]), 0, stand.Robot.Arm.TorqueLimits[i]);
        Assert.Contains(Enumerable.Range(0, torque.Length), i => Math.Abs(torque[i]) == stand.Robot.Arm.TorqueLimits[i]);
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void The_controllers_torque_equals_the_textbook_formula(string name)
    {
        using var stand = new ArmStand(name);
        var random = new CounterRandom(6, 0, 1);
        var action = new float[7];
        for (int trial = 0; trial < 30; trial++)
        {
            stand.Shake(ref random);
            for (int i = 0; i < 6; i++)
                action[i] = (float)random.NextDouble(-0.2, 0.2);
            stand.Lane.Controller.Command(action);
            double[] expected = DenseController.Torque(stand.Lane, stand.Task), found = stand.Torque();
            // Six joints near a stretched elbow condition J M⁻¹ Jᵀ worse than seven.
            for (int i = 0; i < found.Length; i++)
                Assert.Equal(expected[i], found[i], 1e-6);
        }
    }

    [Fact]
    public void Six_joints_have_no_null_space()
    {
        using var stand = new ArmStand("ur5e");
        double[] before = stand.Torque();
        for (int i = 0; i < 6; i++)
            stand.Lane.Controller.RestPosture[i] += 0.5;
        double[] after = stand.Torque();
        for (int i = 0; i < 6; i++)
            Assert.Equal(before[i], after[i], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void An_arm_holds_still_where_it_is(string name)
    {
        using var stand = new ArmStand(name);
        Pose start = stand.Lane.WorldFromEef;
        stand.GoTo(start, 40);
        Assert.InRange((stand.Lane.WorldFromEef.Position - start.Position).Length, 0, 0.002);
        Assert.InRange(Quat.AngleBetween(stand.Lane.WorldFromEef.Orientation, start.Orientation), 0, 0.01);
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void An_arm_reaches_a_pose_that_it_is_sent_to(string name)
    {
        using var stand = new ArmStand(name);
        Pose start = stand.Lane.WorldFromEef;
        var wanted = new Pose(
            start.Position + new Vec3(0.15, 0.1, -0.05), (Quat.FromAxisAngle(Vec3.UnitZ, 0.4) * start.Orientation).Normalized);
        stand.GoTo(wanted, 120);
        Assert.InRange((stand.Lane.WorldFromEef.Position - wanted.Position).Length, 0, 0.003);
        Assert.InRange(Quat.AngleBetween(stand.Lane.WorldFromEef.Orientation, wanted.Orientation), 0, 0.02);
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void A_lane_of_any_arm_steps_without_allocating(string name)
    {
        using var stand = new ArmStand(name);
        stand.GoTo(stand.Lane.WorldFromEef, 30);
        stand.Lane.Reset(stand.Key);
        long before = GC.GetAllocatedBytesForCurrentThread();
        stand.GoTo(stand.Lane.WorldFromEef, 200);
        stand.Lane.Reset(stand.Key);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void A_saved_state_of_any_arm_continues_bit_for_bit(string name)
    {
        using var stand = new ArmStand(name);
        double[] start = new double[stand.Task.Spec.StateSize], first = new double[start.Length], second = new double[start.Length];
        stand.GoTo(stand.Lane.WorldFromEef, 5);
        stand.Lane.SaveState(start);
        Pose goal = stand.Lane.WorldFromEef with { Position = stand.Lane.WorldFromEef.Position + new Vec3(0.1, 0, 0) };
        stand.GoTo(goal, 20);
        stand.Lane.SaveState(first);
        stand.Lane.RestoreState(start);
        stand.GoTo(goal, 20);
        stand.Lane.SaveState(second);
        Assert.Equal(first, second);
    }

    private static void Near(in Pose expected, in Pose found)
    {
        Assert.InRange((expected.Position - found.Position).Length, 0, 1e-6);
        Assert.InRange(Quat.AngleBetween(expected.Orientation, found.Orientation), 0, 1e-6);
    }
}
