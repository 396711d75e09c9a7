using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Where the joints' reference puts the end effector, and how fast it moves there. Base frame.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class DesiredMotion(FrankaArm arm, JointReference reference, RobotSettings settings)
{
    private readonly ArmKinematics _kinematics = new(arm);
    private readonly double[] _jacobian = new double[6 * FrankaArm.Joints];

    /// <summary>Desired pose of the end effector.</summary>
    public Pose BaseFromEndEffector()
    {
        _kinematics.Update(reference.Position);
        return _kinematics.BaseFromFlange * settings.FlangeFromEndEffector;
    }

    /// <summary>Desired pose and twist of a frame on the flange, base axes, m/s and rad/s.</summary>
    public (Pose Pose, Twist Twist) Of(in Pose flangeFromFrame)
    {
        Span<double> twist = stackalloc double[6];
        _kinematics.Update(reference.Position);
        _kinematics.Jacobian(flangeFromFrame.Position, _jacobian);
        JacobianSolver.Multiply(_jacobian, reference.Velocity, twist);
        return (_kinematics.BaseFromFlange * flangeFromFrame, new Twist(Vec3.From(twist), Vec3.From(twist[3..])));
    }
}
