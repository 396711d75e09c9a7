using IntervenGen.Numerics;

namespace IntervenGen.Franka.Model;

/// <summary>An arm's mass matrix, Coriolis and gravity torques: M(q) q̈ + c(q, q̇) + g(q) = τ.</summary>
/// <remarks>
/// Torques by the recursive Newton-Euler method, the mass matrix by composite bodies (Featherstone, Rigid Body Dynamics
/// Algorithms, 2008), both in base axes. No friction, no motor inertia. Allocates nothing after construction. One thread at a time.
/// </remarks>
public sealed class ArmDynamics
{
    private const int N = FrankaArm.Joints;

    private readonly RigidBody[] _bodies = new RigidBody[N];
    private readonly Vec3[] _axes = new Vec3[N], _origins = new Vec3[N], _forces = new Vec3[N], _moments = new Vec3[N];

    /// <summary>Dynamics of an arm with what is fixed to its flange.</summary>
    public ArmDynamics(FrankaArm arm) => Kinematics = new ArmKinematics(arm);

    /// <summary>Standard gravity in a base that stands upright, m/s².</summary>
    public static Vec3 UprightGravity => new(0, 0, -9.81);

    /// <summary>Where the links are.</summary>
    public ArmKinematics Kinematics { get; }

    /// <summary>Takes joint positions, shape [7], rad.</summary>
    public void Update(ReadOnlySpan<double> positions)
    {
        Kinematics.Update(positions);
        for (int i = 0; i < N; i++)
        {
            ref readonly Pose link = ref Kinematics.BaseFromLink[i];
            _bodies[i] = Kinematics.Arm.Links[i].MovedBy(link);
            _axes[i] = link.Orientation.Rotate(Vec3.UnitZ);
            _origins[i] = link.Position;
        }
    }

    /// <summary>The mass matrix, kg·m².</summary>
    /// <param name="matrix">Result, shape [7, 7], symmetric.</param>
    public void MassMatrix(Span<double> matrix)
    {
        RigidBody outer = default;
        for (int column = N - 1; column >= 0; column--)
        {
            // All links from this joint outward are one body, and unit acceleration of the joint turns it about the axis.
            outer = _bodies[column] + outer;
            Vec3 force = Vec3.Cross(_axes[column], outer.Centre - _origins[column]) * outer.Mass;
            Vec3 moment = outer.Inertia * _axes[column];
            for (int row = 0; row <= column; row++)
            {
                double entry = Vec3.Dot(_axes[row], moment + Vec3.Cross(outer.Centre - _origins[row], force));
                matrix[(row * N) + column] = entry;
                matrix[(column * N) + row] = entry;
            }
        }
    }

    /// <summary>Coriolis and centrifugal torques c(q, q̇), N·m.</summary>
    /// <param name="velocities">Joint velocities, shape [7], rad/s.</param>
    /// <param name="torques">Result, shape [7].</param>
    public void Coriolis(ReadOnlySpan<double> velocities, Span<double> torques) => Torques(velocities, default, Vec3.Zero, torques);

    /// <summary>Torques that hold the arm against gravity, g(q), N·m.</summary>
    /// <param name="gravity">Acceleration of free fall in the base, m/s²; see <see cref="UprightGravity"/>.</param>
    /// <param name="torques">Result, shape [7].</param>
    public void Gravity(Vec3 gravity, Span<double> torques) => Torques(default, default, gravity, torques);

    /// <summary>Torques of a motion: M(q) q̈ + c(q, q̇) + g(q), N·m.</summary>
    /// <param name="velocities">Joint velocities, shape [7], rad/s; empty for rest.</param>
    /// <param name="accelerations">Joint accelerations, shape [7], rad/s²; empty for none.</param>
    /// <param name="gravity">Acceleration of free fall in the base, m/s².</param>
    /// <param name="torques">Result, shape [7].</param>
    public void Torques(ReadOnlySpan<double> velocities, ReadOnlySpan<double> accelerations, Vec3 gravity, Span<double> torques)
    {
        // Outward: how each link moves, and what that takes at its centre. Gravity is a base that accelerates upward.
        Vec3 omega = Vec3.Zero, alpha = Vec3.Zero, acceleration = -gravity, origin = Vec3.Zero;
        for (int i = 0; i < N; i++)
        {
            Vec3 arm = _origins[i] - origin;
            acceleration += Vec3.Cross(alpha, arm) + Vec3.Cross(omega, Vec3.Cross(omega, arm));
            origin = _origins[i];
            Vec3 spin = _axes[i] * At(velocities, i);
            alpha += (_axes[i] * At(accelerations, i)) + Vec3.Cross(omega, spin);
            omega += spin;
            ref readonly RigidBody body = ref _bodies[i];
            Vec3 lever = body.Centre - origin;
            _forces[i] = (acceleration + Vec3.Cross(alpha, lever) + Vec3.Cross(omega, Vec3.Cross(omega, lever))) * body.Mass;
            _moments[i] = (body.Inertia * alpha) + Vec3.Cross(omega, body.Inertia * omega);
        }

        // Inward: what each joint passes on, about its own origin.
        Vec3 force = Vec3.Zero, moment = Vec3.Zero;
        for (int i = N - 1; i >= 0; i--)
        {
            if (i < N - 1)
                moment += Vec3.Cross(_origins[i + 1] - _origins[i], force);
            moment += _moments[i] + Vec3.Cross(_bodies[i].Centre - _origins[i], _forces[i]);
            force += _forces[i];
            torques[i] = Vec3.Dot(_axes[i], moment);
        }
    }

    private static double At(ReadOnlySpan<double> values, int index) => values.IsEmpty ? 0 : values[index];
}
