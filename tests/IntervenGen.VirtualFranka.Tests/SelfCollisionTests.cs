using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Tasks;
using IntervenGen.VirtualFranka.Control;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Tests;

/// <summary>When the arm is taken to be about to hit itself.</summary>
public sealed class SelfCollisionTests
{
    private static readonly JointNumbers s_folded = JointNumbers.From([0, 0, 0, -2.9, 0, 1.5, Math.PI / 4]);

    public static TheoryData<string> Names => [.. TaskCatalog.All.Select(entry => entry.Name)];

    [Fact]
    public void The_ready_posture_is_free() => Assert.InRange(Gap(VirtualRobotOptions.Ready), 0.05, 1);

    [Theory]
    [MemberData(nameof(Names))]
    public void Where_a_task_begins_the_arm_is_free(string task)
    {
        using RobotScene scene = RobotScene.Open(task, 1);
        Assert.InRange(Gap(scene.Start.Posture), 0.05, 1);
    }

    [Theory]
    [InlineData(-0.5, true)]
    [InlineData(0.5, false)]
    [InlineData(0, false)]
    public void Who_is_too_near_may_move_away_and_stand_still_but_not_come_nearer(double elbowSpeed, bool isImminent)
    {
        var kinematics = new ArmKinematics(FrankaArm.Fr3);
        Span<double> positions = stackalloc double[7], velocities = stackalloc double[7];
        s_folded.CopyTo(positions);
        velocities[3] = elbowSpeed;
        kinematics.Update(positions);
        Assert.True(SelfCollision.Gap(kinematics) < 0);
        Assert.Equal(isImminent, new SelfCollision(FrankaArm.Fr3).IsImminent(kinematics, positions, velocities));
    }

    private static double Gap(JointNumbers posture)
    {
        var kinematics = new ArmKinematics(FrankaArm.Fr3);
        Span<double> positions = stackalloc double[7];
        posture.CopyTo(positions);
        kinematics.Update(positions);
        return SelfCollision.Gap(kinematics);
    }
}
