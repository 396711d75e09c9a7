using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

// The arithmetic of one substep. Matrices have eight columns, so that a row is two vectors of four: joints or task
// directions side by side, sums over the other index in ascending order.
public sealed partial class OperationalSpaceController
{
    private const int Directions = 6;

    // Of joint i: its row of M, of the factor, of Jᵀ and of (L⁻¹ Jᵀ). Of direction r: its row of J, of J M⁻¹ Jᵀ, of its factor.
    private readonly double[] _m, _factor, _jointColumns, _y;
    private readonly double[] _jacobian = new double[Directions * Row8.Size];
    private readonly double[] _a = new double[Directions * Row8.Size];
    private readonly double[] _lambda = new double[Directions * Row8.Size];
    private readonly double[] _wrench = new double[Row8.Size];
    private readonly double[] _jx = new double[Row8.Size];
    private readonly double[] _sum = new double[Row8.Size];

    /// <summary>Computes the torques for the present state; kinematics, inertia and bias must be current.</summary>
    /// <param name="torque">Result, newton metres, shape [joints].</param>
    public void Compute(Span<double> torque)
    {
        ReadOnlySpan<double> qvel = _qvel.Span;
        ReadOnlySpan<double> qpos = _qpos.Span;
        ReadOnlySpan<double> bias = _bias.Span;
        ReadInertia();
        ReadJacobian();

        // Y = L⁻¹ Jᵀ, so that J M⁻¹ Jᵀ = Yᵀ Y.
        _m.CopyTo(_factor.AsSpan());
        SmallMatrix.Cholesky(_factor, _joints);
        SmallMatrix.SolveLower(_factor, _jointColumns, _y, _joints);
        for (int r = 0; r < Directions; r++)
        {
            Row8 row = default;
            for (int i = 0; i < _joints; i++)
                row += Row8.Load(_y, i) * _y[(Row8.Size * i) + r];
            row.Store(_a, r);
        }

        Row8 velocity = default;
        for (int i = 0; i < _joints; i++)
            velocity += Row8.Load(_jointColumns, i) * qvel[_arm.DofAddress[i]];
        SpringDamper(velocity);
        SmallMatrix.SolveBlock(_a, 0, _wrench.AsSpan(0, 3));
        SmallMatrix.SolveBlock(_a, 3, _wrench.AsSpan(3, 3));

        // Null space: M q̈₀ − Jᵀ Λ J q̈₀, folded into the task wrench so that Jᵀ is applied once.
        Row8 jx = default, sum = default;
        for (int i = 0; i < _joints; i++)
        {
            double x = (_nullStiffness * (_rest[i] - qpos[_arm.PositionAddress[i]])) - (_nullDamping * qvel[_arm.DofAddress[i]]);
            jx += Row8.Load(_jointColumns, i) * x;
            sum += Row8.Load(_m, i) * x;
            _sum[i] = bias[_arm.DofAddress[i]];
        }

        jx.Store(_jx, 0);
        _a.CopyTo(_lambda.AsSpan());
        SmallMatrix.Cholesky(_lambda, Directions);
        SmallMatrix.Solve(_lambda, _jx, Directions);
        sum = Row8.Load(_sum, 0) + sum;
        for (int r = 0; r < Directions; r++)
            sum += Row8.Load(_jacobian, r) * (_wrench[r] - _jx[r]);
        sum.Store(_sum, 0);
        for (int i = 0; i < _joints; i++)
            torque[i] = Math.Clamp(_sum[i], -_torqueLimit[i], _torqueLimit[i]);
    }

    private Twist SiteVelocity()
    {
        ReadJacobian();
        Vec3 linear = Vec3.Zero, angular = Vec3.Zero;
        ReadOnlySpan<double> qvel = _qvel.Span;
        for (int i = 0; i < _joints; i++)
        {
            ReadOnlySpan<double> column = _jointColumns.AsSpan(Row8.Size * i, Directions);
            linear += Vec3.From(column) * qvel[_arm.DofAddress[i]];
            angular += Vec3.From(column[3..]) * qvel[_arm.DofAddress[i]];
        }

        return new Twist(linear, angular);
    }

    // F = kp Δx − kd v and T = kp e − kd ω, both per unit inertia.
    private void SpringDamper(Row8 velocity)
    {
        ReadOnlySpan<double> position = _sitePosition.Span.Slice(3 * _arm.GripSite, 3);
        ReadOnlySpan<double> matrix = _siteMatrix.Span.Slice(9 * _arm.GripSite, 9);
        ReadOnlySpan<double> goalMatrix = _goalMatrix;
        Vec3 error = Vec3.Zero;
        for (int column = 0; column < 3; column++)
        {
            var now = new Vec3(matrix[column], matrix[3 + column], matrix[6 + column]);
            var goal = new Vec3(goalMatrix[column], goalMatrix[3 + column], goalMatrix[6 + column]);
            error += Vec3.Cross(now, goal);
        }

        error *= 0.5;
        (_goalPosition - Vec3.From(position)).WriteTo(_wrench);
        error.WriteTo(_wrench.AsSpan(3));
        ((Row8.Load(_wrench, 0) * _stiffness) - (velocity * _damping)).Store(_wrench, 0);
    }

    private void ReadInertia()
    {
        ReadOnlySpan<double> sparse = _inertia.Span;
        ReadOnlySpan<int> addresses = _arm.InertiaAddress;
        for (int i = 0; i < _joints; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                int address = addresses[(_joints * i) + j];
                double value = address < 0 ? 0 : sparse[address];
                _m[(Row8.Size * i) + j] = value;
                _m[(Row8.Size * j) + i] = value;
            }
        }
    }

    // A hinge moves the site by axis × (site − anchor) and turns it about its axis.
    private void ReadJacobian()
    {
        var site = Vec3.From(_sitePosition.Span[(3 * _arm.GripSite)..]);
        ReadOnlySpan<double> axes = _axis.Span;
        ReadOnlySpan<double> anchors = _anchor.Span;
        for (int i = 0; i < _joints; i++)
        {
            int joint = 3 * _arm.JointId[i];
            var axis = Vec3.From(axes[joint..]);
            Vec3 linear = Vec3.Cross(axis, site - Vec3.From(anchors[joint..]));
            Span<double> column = _jointColumns.AsSpan(Row8.Size * i, Directions);
            linear.WriteTo(column);
            axis.WriteTo(column[3..]);
            for (int r = 0; r < Directions; r++)
                _jacobian[(Row8.Size * r) + i] = column[r];
        }
    }
}
