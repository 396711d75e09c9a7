using IntervenGen.Franka.Model;
using IntervenGen.Franka.Motion;
using IntervenGen.Numerics;

namespace IntervenGen.Franka.Control;

/// <summary>Cartesian impedance: τ = Jᵀ (K e + D ė) + M J⁺ ẍ_d + (1 − Jᵀ (Jᵀ)⁺) (k (q₀ − q) − 2 √k q̇) + c.</summary>
/// <remarks>
/// As in Franka's own example, with desired twist and acceleration beside the desired pose so that a moving one is followed
/// without lag, and with a spring in the arm's spare motion so that the elbow does not wander. e is position and rotation
/// vector, base axes. The acceleration is the twist's difference, smoothed over some 10 ms; M has the rotors in it.
/// </remarks>
public sealed class CartesianImpedance : IPoseController
{
    private const int Joints = FrankaArm.Joints;
    // Damping of the pseudo-inverse near singular postures, and the share of the newest acceleration per millisecond: chosen
    // in the virtual robot, so that a swing is followed within 3 mm.
    private const double PseudoDamping = 1e-3, Smoothing = 0.1;

    private readonly CartesianGains _gains;
    private readonly ArmDynamics _dynamics;
    private readonly double[] _jacobian = new double[6 * Joints], _coriolis = new double[Joints], _rest = new double[Joints];
    private readonly double[] _mass = new double[Joints * Joints];
    private Twist _lastTwist, _acceleration;

    /// <summary>An impedance for an arm with what it carries.</summary>
    /// <param name="arm">For Coriolis torques.</param>
    /// <param name="gains">Stiffness and damping.</param>
    public CartesianImpedance(FrankaArm arm, CartesianGains? gains = null)
    {
        _dynamics = new ArmDynamics(arm);
        _gains = gains ?? CartesianGains.Usual;
    }

    /// <inheritdoc/>
    public double LinearStiffness => _gains.LinearStiffness;

    /// <inheritdoc/>
    public void Reset(RobotState state)
    {
        state.Positions.CopyTo(_rest);
        _lastTwist = _acceleration = default;
    }

    /// <inheritdoc/>
    public void Compute(RobotState state, in Pose baseFromDesired, in Twist desiredTwist, Span<double> torques)
    {
        ReadOnlySpan<double> positions = state.Positions, velocities = state.Velocities;
        Pose flangeFromEndEffector = ColumnMajor.ToPose(state[StateField.FlangeFromEndEffector]);
        _dynamics.Update(positions);
        _dynamics.Coriolis(velocities, _coriolis);
        _dynamics.Kinematics.Jacobian(flangeFromEndEffector.Position, _jacobian);
        Span<double> twist = stackalloc double[6], wrench = stackalloc double[6], spare = stackalloc double[Joints],
            taken = stackalloc double[Joints];
        JacobianSolver.Multiply(_jacobian, velocities, twist);
        var error = Twist.Between(_dynamics.Kinematics.BaseFromFlange * flangeFromEndEffector, baseFromDesired);
        Vec3 force = (error.Linear * _gains.LinearStiffness) + ((desiredTwist.Linear - Vec3.From(twist)) * _gains.LinearDamping);
        Vec3 moment = (error.Angular * _gains.AngularStiffness) + ((desiredTwist.Angular - Vec3.From(twist[3..])) * _gains.AngularDamping);
        force.WriteTo(wrench);
        moment.WriteTo(wrench[3..]);
        JacobianSolver.MultiplyTransposed(_jacobian, wrench, torques);

        double damping = 2 * Math.Sqrt(_gains.SpareStiffness);
        for (int i = 0; i < Joints; i++)
            spare[i] = (_gains.SpareStiffness * (_rest[i] - positions[i])) - (damping * velocities[i]);
        JacobianSolver.Multiply(_jacobian, spare, wrench);
        if (!JacobianSolver.TrySolveNormal(_jacobian, PseudoDamping, wrench))
            wrench.Clear();
        JacobianSolver.MultiplyTransposed(_jacobian, wrench, taken);
        for (int i = 0; i < Joints; i++)
            torques[i] += spare[i] - taken[i] + _coriolis[i];
        AddAcceleration(desiredTwist, torques);
    }

    private void AddAcceleration(in Twist desiredTwist, Span<double> torques)
    {
        Vec3 linear = (desiredTwist.Linear - _lastTwist.Linear) * (1 / RateLimiter.Period);
        Vec3 angular = (desiredTwist.Angular - _lastTwist.Angular) * (1 / RateLimiter.Period);
        _lastTwist = desiredTwist;
        _acceleration = new Twist(
            Vec3.Lerp(_acceleration.Linear, linear, Smoothing), Vec3.Lerp(_acceleration.Angular, angular, Smoothing));
        Span<double> wrench = stackalloc double[6], joints = stackalloc double[Joints];
        _acceleration.Linear.WriteTo(wrench);
        _acceleration.Angular.WriteTo(wrench[3..]);
        if (!JacobianSolver.TrySolveNormal(_jacobian, PseudoDamping, wrench))
            return;
        JacobianSolver.MultiplyTransposed(_jacobian, wrench, joints);
        _dynamics.MassMatrix(_mass);
        for (int i = 0; i < Joints; i++)
        {
            torques[i] += FrankaArm.RotorInertia[i] * joints[i];
            for (int j = 0; j < Joints; j++)
                torques[i] += _mass[(i * Joints) + j] * joints[j];
        }
    }
}
