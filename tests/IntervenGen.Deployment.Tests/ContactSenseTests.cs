using IntervenGen.Franka;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment.Tests;

public sealed class ContactSenseTests
{
    private readonly ContactSense _sense = new(threshold: 4);

    [Fact]
    public void A_constant_pull_is_the_arms_own()
    {
        Feel(2000, new Vec3(3, -6, 8));
        Assert.False(_sense.HasTouched);
    }

    [Fact]
    public void A_drift_over_seconds_is_no_contact()
    {
        for (int i = 0; i < 10_000; i++)
            Feel(1, new Vec3(0, 0, 10.0 * i / 10_000));
        Assert.False(_sense.HasTouched);
    }

    [Fact]
    public void Five_milliseconds_above_the_threshold_are_a_contact_at_that_place()
    {
        Feel(1000, new Vec3(0, 0, 2));
        Feel(4, new Vec3(0, 0, -4));
        Assert.False(_sense.HasTouched);
        Feel(1, new Vec3(0, 0, -4), new Vec3(0.5, 0.1, 0.02));
        Assert.True(_sense.HasTouched);
        Assert.Equal(new Vec3(0.5, 0.1, 0.02), _sense.Place);
    }

    [Fact]
    public void A_spike_is_none()
    {
        Feel(1000, Vec3.Zero);
        for (int i = 0; i < 10; i++)
        {
            Feel(3, new Vec3(20, 0, 0));
            Feel(50, Vec3.Zero);
        }

        Assert.False(_sense.HasTouched);
    }

    private void Feel(int times, Vec3 force, Vec3 place = default)
    {
        var state = new RobotState();
        force.WriteTo(state[StateField.BaseWrench]);
        ColumnMajor.Write(new Pose(place, Quat.Identity), state[StateField.BaseFromEndEffector]);
        for (int i = 0; i < times; i++)
            _sense.Feel(state);
    }
}
