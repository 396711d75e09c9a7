using IntervenGen.Franka;
using IntervenGen.Franka.Model;
using IntervenGen.Franka.Wire;
using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Tests.Control;

/// <summary>Contact and collision thresholds, fed by hand.</summary>
public sealed class ContactEstimateTests
{
    private readonly RobotSettings _settings = new();
    private readonly ContactEstimate _contact;
    private readonly double[] _zeros = new double[7];

    public ContactEstimateTests() => _contact = new ContactEstimate(FrankaArm.Fr3, _settings);

    [Fact]
    public void A_steady_contact_is_estimated_with_the_opposite_sign()
    {
        Feel(joint: 0, torque: 8, cycles: 100);
        Assert.Equal(-8, _contact.ExternalTorque[0], 1e-6);
    }

    [Fact]
    public void The_estimate_follows_within_some_milliseconds()
    {
        Feel(joint: 0, torque: 10, cycles: 1);
        Assert.Equal(-2.4, _contact.ExternalTorque[0], 1e-9);
        Feel(joint: 0, torque: 10, cycles: 9);
        Assert.InRange(_contact.ExternalTorque[0], -9.5, -9);
    }

    [Fact]
    public void Torques_that_turn_rotors_are_not_measured()
    {
        double[] applied = [5, 0, 0, 0, 0, 0, 0], accelerations = [10, 0, 0, 0, 0, 0, 0];
        _contact.Sense(applied, _zeros, accelerations, _zeros);
        Assert.Equal(5 - (10 * FrankaArm.RotorInertia[0]), _contact.MeasuredTorque[0], 1e-12);
    }

    [Fact]
    public void Above_the_lower_threshold_there_is_contact_and_no_reflex()
    {
        Set(lowerTorque: 5, upperTorque: 50, lowerForce: 1000, upperForce: 1000);
        Feel(joint: 0, torque: 10, cycles: 100);
        Assert.Equal(RobotErrorFlag.None, _contact.LatchCollisions(isAccelerating: false));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0], Contacts().Joints);
    }

    [Fact]
    public void Above_the_upper_threshold_a_joint_raises_its_reflex()
    {
        Set(lowerTorque: 5, upperTorque: 9, lowerForce: 1000, upperForce: 1000);
        Feel(joint: 0, torque: 10, cycles: 100);
        Assert.Equal(RobotErrorFlag.JointReflex, _contact.LatchCollisions(isAccelerating: false));
        Assert.True(_contact.JointCollision[0]);
        Assert.False(_contact.JointCollision[1]);
    }

    [Fact]
    public void A_force_at_the_hand_raises_the_cartesian_reflex_first()
    {
        Set(lowerTorque: 1, upperTorque: 2, lowerForce: 1, upperForce: 2);
        Feel(joint: 0, torque: 10, cycles: 100);
        Assert.Equal(RobotErrorFlag.CartesianReflex, _contact.LatchCollisions(isAccelerating: false));
    }

    [Fact]
    public void Accelerating_motions_have_thresholds_of_their_own()
    {
        Set(lowerTorque: 5, upperTorque: 9, lowerForce: 1000, upperForce: 1000);
        _settings.CollisionThresholds.AsSpan(7, 7).Fill(100);
        Feel(joint: 0, torque: 10, cycles: 100);
        Assert.Equal(RobotErrorFlag.None, _contact.LatchCollisions(isAccelerating: true));
        Assert.Equal(RobotErrorFlag.JointReflex, _contact.LatchCollisions(isAccelerating: false));
    }

    [Fact]
    public void A_collision_stays_until_it_is_forgotten()
    {
        Set(lowerTorque: 5, upperTorque: 9, lowerForce: 1000, upperForce: 1000);
        Feel(joint: 0, torque: 10, cycles: 100);
        _contact.LatchCollisions(isAccelerating: false);
        Feel(joint: 0, torque: 0, cycles: 200);
        Assert.Equal(RobotErrorFlag.JointReflex, _contact.LatchCollisions(isAccelerating: false));
        _contact.ForgetCollisions();
        Assert.Equal(RobotErrorFlag.None, _contact.LatchCollisions(isAccelerating: false));
    }

    [Fact]
    public void The_wrench_at_the_hand_makes_the_external_torques()
    {
        // A push of 10 N along y at the end effector, turned into joint torques by the transposed Jacobian.
        var kinematics = new ArmKinematics(FrankaArm.Fr3);
        double[] jacobian = new double[42], torques = new double[7];
        kinematics.Update(FakePlant.Ready());
        kinematics.Jacobian(_settings.FlangeFromStiffness.Position, jacobian);
        JacobianSolver.MultiplyTransposed(jacobian, [0, 10, 0, 0, 0, 0], torques);
        for (int i = 0; i < 100; i++)
            _contact.Sense(_zeros, _zeros, _zeros, torques);
        _contact.UpdateWrench(FakePlant.Ready());
        Assert.Equal(-10, _contact.BaseWrench[1], 0.05);
        Assert.InRange(Math.Abs(_contact.BaseWrench[0]), 0, 0.05);
        Assert.InRange(Math.Abs(_contact.BaseWrench[2]), 0, 0.05);
    }

    private void Set(double lowerTorque, double upperTorque, double lowerForce, double upperForce)
    {
        double[] numbers = new double[CollisionBehavior.Count];
        CollisionBehavior.Uniform(lowerTorque, upperTorque, lowerForce, upperForce).WriteTo(numbers);
        Assert.Equal(FciStatus.Success, _settings.Set(FciRequest.SetCollisionBehavior, numbers));
    }

    private void Feel(int joint, double torque, int cycles)
    {
        double[] contacts = new double[7];
        contacts[joint] = torque;
        for (int i = 0; i < cycles; i++)
            _contact.Sense(_zeros, _zeros, _zeros, contacts);
        _contact.UpdateWrench(FakePlant.Ready());
    }

    private (double[] Joints, double[] Axes) Contacts()
    {
        double[] joints = new double[7], axes = new double[6];
        _contact.WriteContacts(isAccelerating: false, joints, axes);
        return (joints, axes);
    }
}
