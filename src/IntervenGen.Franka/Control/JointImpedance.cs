using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Control;

/// <summary>Joint impedance: τ = K (q_d − q) + D (q̇_d − q̇) + c, with q_d from the desired pose by inverse kinematics.</summary>
/// <remarks>
/// Desired joints follow the desired twist and what is left of the pose, by the smallest joint motion, with the spare motion
/// drawn to the posture at the start. Gains are those of Franka's joint impedance example.
/// </remarks>
public sealed class JointImpedance : IPoseController
{
    private const int Joints = FrankaArm.Joints;
    private const double Period = RateLimiter.Period;

    // Of the pose's error that is left, per second; damping near singular postures; and the pull to the first posture, per second.
    private const double Catching = 50, PseudoDamping = 1e-2, SparePull = 1;

    private readonly ArmDynamics _dynamics;
    private readonly ArmKinematics _desiredArm;
    private readonly double[] _jacobian = new double[6 * Joints], _coriolis = new double[Joints];
    private readonly double[] _rest = new double[Joints], _desired = new double[Joints], _speed = new double[Joints];

    /// <summary>An impedance for an arm with what it carries.</summary>
    public JointImpedance(FrankaArm arm)
    {
        _dynamics = new ArmDynamics(arm);
        _desiredArm = new ArmKinematics(arm);
    }

    /// <inheritdoc/>
    /// <remarks>Of the joints' stiffnesses, some 0.5 m from their axes.</remarks>
    public double LinearStiffness => 1500;

    private static ReadOnlySpan<double> Stiffness => [600, 600, 600, 600, 250, 150, 50];

    private static ReadOnlySpan<double> Damping => [50, 50, 50, 50, 30, 25, 15];

    /// <inheritdoc/>
    public void Reset(RobotState state)
    {
        state.Positions.CopyTo(_rest);
        state.Positions.CopyTo(_desired);
        _speed.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public void Compute(RobotState state, in Pose baseFromDesired, in Twist desiredTwist, Span<double> torques)
    {
        Follow(baseFromDesired, desiredTwist, ColumnMajor.ToPose(state[StateField.FlangeFromEndEffector]));
        ReadOnlySpan<double> positions = state.Positions, velocities = state.Velocities;
        _dynamics.Update(positions);
        _dynamics.Coriolis(velocities, _coriolis);
        for (int i = 0; i < Joints; i++)
        {
            torques[i] = (Stiffness[i] * (_desired[i] - positions[i])) + (Damping[i] * (_speed[i] - velocities[i])) + _coriolis[i];
        }
    }

    private void Follow(in Pose baseFromDesired, in Twist desiredTwist, in Pose flangeFromEndEffector)
    {
        Span<double> wrench = stackalloc double[6], spare = stackalloc double[Joints], step = stackalloc double[Joints];
        _desiredArm.Update(_desired);
        _desiredArm.Jacobian(flangeFromEndEffector.Position, _jacobian);
        var left = Twist.Between(_desiredArm.BaseFromFlange * flangeFromEndEffector, baseFromDesired);
        for (int i = 0; i < Joints; i++)
            spare[i] = SparePull * (_rest[i] - _desired[i]);
        // q̇ = q̇₀ + J⁺ (v − J q̇₀): the wanted twist, and of the spare motion what does not disturb it.
        JacobianSolver.Multiply(_jacobian, spare, wrench);
        (desiredTwist.Linear + (left.Linear * Catching) - Vec3.From(wrench)).WriteTo(wrench);
        (desiredTwist.Angular + (left.Angular * Catching) - Vec3.From(wrench[3..])).WriteTo(wrench[3..]);
        if (!JacobianSolver.TrySolveNormal(_jacobian, PseudoDamping, wrench))
        {
            // The system is singular here: stand still rather than coast.
            _speed.AsSpan().Clear();
            return;
        }

        JacobianSolver.MultiplyTransposed(_jacobian, wrench, step);
        for (int i = 0; i < Joints; i++)
        {
            _speed[i] = spare[i] + step[i];
            _desired[i] += _speed[i] * Period;
        }
    }
}
