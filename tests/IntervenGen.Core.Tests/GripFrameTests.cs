using IntervenGen.Numerics;

namespace IntervenGen.Core.Tests;

public sealed class GripFrameTests
{
    [Fact]
    public void A_grip_frame_that_is_down_points_its_z_axis_down() =>
        Assert.InRange((GripFrame.Down.Rotate(Vec3.UnitZ) + Vec3.UnitZ).Length, 0, 1e-15);

    [Fact]
    public void The_hand_is_the_grip_frame_turned_by_a_quarter()
    {
        Quat expected = GripFrame.Down * Quat.FromAxisAngle(Vec3.UnitZ, Math.PI / 2);
        Assert.InRange(Quat.AngleBetween(expected, GripFrame.HandDown), 0, 1e-12);
    }

    [Fact]
    public void The_controllers_dampings_are_critical()
    {
        Assert.Equal(4 * OperationalSpaceGains.Stiffness, Math.Pow(OperationalSpaceGains.Damping, 2), 1e-9);
        Assert.Equal(4 * OperationalSpaceGains.NullStiffness, Math.Pow(OperationalSpaceGains.NullDamping, 2), 1e-9);
    }
}
