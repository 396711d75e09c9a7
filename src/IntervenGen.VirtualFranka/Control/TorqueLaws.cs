using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>The robot's own joint and Cartesian impedance controllers, critically damped; gravity is added elsewhere.</summary>
/// <remarks>The vendor publishes the stiffnesses but not the damping. One thread; allocates nothing after construction.</remarks>
internal sealed class TorqueLaws
{
    private const int Joints = FrankaArm.Joints;
    // N·m/rad of the weak spring that holds the elbow under Cartesian impedance: chosen, the vendor's is not published.
    private const double SpareStiffness = 50;

    private readonly double[] _mass = new double[Joints * Joints], _coriolis = new double[Joints], _jacobian = new double[6 * Joints];

    /// <summary>τ = K (q_d − q) + 2 √(K m) (q̇_d − q̇) + M q̈_d + c.</summary>
    public void Joint(
        ArmDynamics dynamics, JointReference reference, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities,
        ReadOnlySpan<double> stiffness, Span<double> torques)
    {
        dynamics.MassMatrix(_mass);
        dynamics.Coriolis(velocities, _coriolis);
        for (int i = 0; i < Joints; i++)
        {
            double damping = 2 * Math.Sqrt(stiffness[i] * Inertia(i));
            torques[i] = (stiffness[i] * (reference.Position[i] - positions[i])) + (damping * (reference.Velocity[i] - velocities[i]))
                + _coriolis[i] + FeedForward(i, reference);
        }
    }

    /// <summary>τ = Jᵀ (K e + D ė) + a weak joint spring + M q̈_d + c, e and ė along the stiffness frame's axes.</summary>
    public void Cartesian(
        ArmDynamics dynamics,
        JointReference reference,
        ReadOnlySpan<double> positions,
        ReadOnlySpan<double> velocities,
        in Pose desired,
        in Twist desiredTwist,
        in Pose flangeFromStiffness,
        ReadOnlySpan<double> stiffness,
        Span<double> torques)
    {
        dynamics.MassMatrix(_mass);
        dynamics.Coriolis(velocities, _coriolis);
        Pose measured = dynamics.Kinematics.BaseFromFlange * flangeFromStiffness;
        dynamics.Kinematics.Jacobian(flangeFromStiffness.Position, _jacobian);
        Span<double> twist = stackalloc double[6], wrench = stackalloc double[6], pull = stackalloc double[Joints];
        JacobianSolver.Multiply(_jacobian, velocities, twist);
        var error = Twist.Between(measured, desired);
        Quat axes = measured.Orientation;
        // Of the masses only a typical one enters the damping: some 3 kg along and 0.1 kg·m² about an axis.
        Along(axes, error.Linear, desiredTwist.Linear - Vec3.From(twist), stiffness, 3.0).WriteTo(wrench);
        Along(axes, error.Angular, desiredTwist.Angular - Vec3.From(twist[3..]), stiffness[3..], 0.1).WriteTo(wrench[3..]);
        JacobianSolver.MultiplyTransposed(_jacobian, wrench, pull);
        for (int i = 0; i < Joints; i++)
        {
            double damping = 2 * Math.Sqrt(SpareStiffness * Inertia(i));
            torques[i] = pull[i] + _coriolis[i] + FeedForward(i, reference)
                + (SpareStiffness * (reference.Position[i] - positions[i])) + (damping * (reference.Velocity[i] - velocities[i]));
        }
    }

    // Rotors belong to the mass that a joint's motor moves.
    private double Inertia(int joint) => _mass[(joint * Joints) + joint] + FrankaArm.RotorInertia[joint];

    private double FeedForward(int joint, JointReference reference)
    {
        double sum = FrankaArm.RotorInertia[joint] * reference.Acceleration[joint];
        for (int j = 0; j < Joints; j++)
            sum += _mass[(joint * Joints) + j] * reference.Acceleration[j];
        return sum;
    }

    private static Vec3 Along(Quat axes, Vec3 error, Vec3 speed, ReadOnlySpan<double> stiffness, double mass)
    {
        Vec3 e = axes.Conjugate.Rotate(error), v = axes.Conjugate.Rotate(speed);
        return axes.Rotate(new Vec3(
            Force(e.X, v.X, stiffness[0], mass),
            Force(e.Y, v.Y, stiffness[1], mass),
            Force(e.Z, v.Z, stiffness[2], mass)));
    }

    private static double Force(double error, double speed, double stiffness, double mass) =>
        (stiffness * error) + (2 * Math.Sqrt(stiffness * mass) * speed);
}
