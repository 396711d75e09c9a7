using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>robosuite's OSC_POSE: joint torques that drive the grip site to a goal pose as a unit-mass spring-damper.</summary>
/// <remarks>
/// Khatib 1987, with position and orientation uncoupled as in robosuite 1.4.1:
/// τ = Jpᵀ Λp (kp Δx − kd v) + Jrᵀ Λr (kp e − kd ω) + Nᵀ M q̈₀ + b, clipped to the motor limits;
/// e = ½ Σ Rᵢ × R_d,ᵢ, Λ· = (J· M⁻¹ J·ᵀ)⁻¹, N = I − M⁻¹ Jᵀ Λ J, q̈₀ = 10 (q₀ − q) − 2√10 q̇.
/// The inertia M is the arm's block of the full one: armature and gripper in, a carried object out.
/// One lane, one thread; allocates nothing after construction.
/// </remarks>
public sealed class OperationalSpaceController
{
    /// <summary>Stiffness per unit inertia, 1/s².</summary>
    public const double Stiffness = 150;

    /// <summary>Metres per unit of a translational action component.</summary>
    public const double PositionScale = 0.05;

    /// <summary>Radians per unit of a rotational action component.</summary>
    public const double RotationScale = 0.5;

    private const int Joints = ArmModel.Joints;
    private const double NullStiffness = 10;
    private static readonly double Damping = 2 * Math.Sqrt(Stiffness);
    private static readonly double NullDamping = 2 * Math.Sqrt(NullStiffness);
    private static readonly double[] TorqueLimit = [80, 80, 80, 80, 80, 12, 12];

    private readonly ArmModel _arm;
    private readonly MjField _sitePosition, _siteMatrix, _anchor, _axis, _qpos, _qvel, _bias, _inertia;
    private readonly double[] _m = new double[Joints * Joints];
    private readonly double[] _factor = new double[Joints * Joints];
    private readonly double[] _j = new double[6 * Joints];
    private readonly double[] _y = new double[6 * Joints];
    private readonly double[] _a = new double[36];
    private readonly double[] _lambda = new double[36];
    private readonly double[] _block = new double[9];
    private readonly double[] _goalMatrix = new double[9];
    private readonly double[] _rest = new double[Joints];
    private readonly double[] _x = new double[Joints];
    private readonly double[] _wrench = new double[6];
    private Quat _goalOrientation = Quat.Identity;
    private Vec3 _goalPosition;

    /// <summary>Binds the controller to one world.</summary>
    public OperationalSpaceController(ArmModel arm, MjData data)
    {
        _arm = arm;
        _sitePosition = data.Doubles("site_xpos");
        _siteMatrix = data.Doubles("site_xmat");
        _anchor = data.Doubles("xanchor");
        _axis = data.Doubles("xaxis");
        _qpos = data.Doubles("qpos");
        _qvel = data.Doubles("qvel");
        _bias = data.Doubles("qfrc_bias");
        _inertia = data.Doubles("qM");
    }

    /// <summary>Goal of the grip site, world frame.</summary>
    public Pose Goal => new(_goalPosition, _goalOrientation);

    /// <summary>Posture that the null space is drawn to, radians, shape [7].</summary>
    public Span<double> RestPosture => _rest;

    /// <summary>Measured pose of the grip site, world frame; kinematics must be current.</summary>
    public Pose Measured => new(
        Vec3.From(_sitePosition.Span[(3 * _arm.GripSite)..]),
        Quat.FromMatrix(_siteMatrix.Span.Slice(9 * _arm.GripSite, 9)));

    /// <summary>Sets the goal outright: at reset and when a state is restored.</summary>
    public void SetGoal(in Pose worldFromGoal)
    {
        _goalPosition = worldFromGoal.Position;
        _goalOrientation = worldFromGoal.Orientation;
        _goalOrientation.ToMatrix(_goalMatrix);
    }

    /// <summary>Takes the arm part of an action: the new goal is relative to the measured pose.</summary>
    /// <param name="action">Three translations and three rotations, clipped to [−1, 1].</param>
    /// <remarks>An action without any rotation keeps the previous orientation goal, so that translations do not drift.</remarks>
    public void Command(ReadOnlySpan<float> action)
    {
        Twist delta = Scale(action);
        Pose measured = Measured;
        Quat orientation = delta.Angular == Vec3.Zero
            ? _goalOrientation
            : (Quat.Exp(delta.Angular) * measured.Orientation).Normalized;
        SetGoal(new Pose(measured.Position + delta.Linear, orientation));
    }

    /// <summary>The displacement that an action's arm part asks for, world axes.</summary>
    public static Twist Scale(ReadOnlySpan<float> action) => new(
        PositionScale * new Vec3(Clip(action[0]), Clip(action[1]), Clip(action[2])),
        RotationScale * new Vec3(Clip(action[3]), Clip(action[4]), Clip(action[5])));

    /// <summary>The arm part of the action that asks for a pose, each component clipped to [−1, 1].</summary>
    public static void Unscale(in Pose from, in Pose to, Span<float> action)
    {
        Twist delta = Twist.Between(from, to);
        action[0] = (float)Clip(delta.Linear.X / PositionScale);
        action[1] = (float)Clip(delta.Linear.Y / PositionScale);
        action[2] = (float)Clip(delta.Linear.Z / PositionScale);
        action[3] = (float)Clip(delta.Angular.X / RotationScale);
        action[4] = (float)Clip(delta.Angular.Y / RotationScale);
        action[5] = (float)Clip(delta.Angular.Z / RotationScale);
    }

    /// <summary>Torques for the present state; kinematics, inertia and bias must be current.</summary>
    /// <param name="torque">Result, newton metres, shape [7].</param>
    public void Compute(Span<double> torque)
    {
        ReadOnlySpan<double> qvel = _qvel.Span;
        ReadOnlySpan<double> qpos = _qpos.Span;
        ReadOnlySpan<double> bias = _bias.Span;
        ReadInertia();
        ReadJacobian();

        // Y = L⁻¹ Jᵀ, so that J M⁻¹ Jᵀ = Yᵀ Y.
        SmallMatrix.Cholesky(_m, _factor, Joints);
        for (int r = 0; r < 6; r++)
            SmallMatrix.SolveLower(_factor, _j.AsSpan(r * Joints, Joints), _y.AsSpan(r * Joints, Joints), Joints);
        for (int r = 0; r < 6; r++)
        {
            for (int c = 0; c <= r; c++)
                _a[(6 * r) + c] = _a[(6 * c) + r] = SmallMatrix.Dot(_y.AsSpan(r * Joints, Joints), _y.AsSpan(c * Joints, Joints));
        }

        SpringDamper(qvel);
        ApplyBlockInverse(0);
        ApplyBlockInverse(3);

        // Null space: M q̈₀ − Jᵀ Λ J q̈₀, folded into the task wrench so that Jᵀ is applied once.
        for (int i = 0; i < Joints; i++)
        {
            int dof = _arm.DofAddress[i];
            _x[i] = (NullStiffness * (_rest[i] - qpos[_arm.PositionAddress[i]])) - (NullDamping * qvel[dof]);
        }

        Span<double> jx = stackalloc double[6];
        for (int r = 0; r < 6; r++)
            jx[r] = SmallMatrix.Dot(_j.AsSpan(r * Joints, Joints), _x);
        SmallMatrix.Cholesky(_a, _lambda, 6);
        SmallMatrix.SolveCholesky(_lambda, jx, 6);
        for (int r = 0; r < 6; r++)
            _wrench[r] -= jx[r];

        for (int i = 0; i < Joints; i++)
        {
            double sum = bias[_arm.DofAddress[i]] + SmallMatrix.Dot(_m.AsSpan(i * Joints, Joints), _x);
            for (int r = 0; r < 6; r++)
                sum += _j[(r * Joints) + i] * _wrench[r];
            torque[i] = Math.Clamp(sum, -TorqueLimit[i], TorqueLimit[i]);
        }
    }

    // F = kp Δx − kd v and T = kp e − kd ω, both per unit inertia.
    private void SpringDamper(ReadOnlySpan<double> qvel)
    {
        ReadOnlySpan<double> position = _sitePosition.Span.Slice(3 * _arm.GripSite, 3);
        ReadOnlySpan<double> matrix = _siteMatrix.Span.Slice(9 * _arm.GripSite, 9);
        Vec3 error = Vec3.Zero;
        for (int column = 0; column < 3; column++)
        {
            var now = new Vec3(matrix[column], matrix[3 + column], matrix[6 + column]);
            var goal = new Vec3(_goalMatrix[column], _goalMatrix[3 + column], _goalMatrix[6 + column]);
            error += Vec3.Cross(now, goal);
        }

        error *= 0.5;
        Vec3 offset = _goalPosition - Vec3.From(position);
        ReadOnlySpan<double> spring = [offset.X, offset.Y, offset.Z, error.X, error.Y, error.Z];
        for (int r = 0; r < 6; r++)
        {
            double velocity = 0;
            for (int i = 0; i < Joints; i++)
                velocity += _j[(r * Joints) + i] * qvel[_arm.DofAddress[i]];
            _wrench[r] = (Stiffness * spring[r]) - (Damping * velocity);
        }
    }

    private void ApplyBlockInverse(int first)
    {
        for (int r = 0; r < 3; r++)
        {
            for (int c = 0; c < 3; c++)
                _block[(3 * r) + c] = _a[(6 * (first + r)) + first + c];
        }

        SmallMatrix.Cholesky(_block, _block, 3);
        SmallMatrix.SolveCholesky(_block, _wrench.AsSpan(first, 3), 3);
    }

    private void ReadInertia()
    {
        ReadOnlySpan<double> sparse = _inertia.Span;
        for (int i = 0; i < Joints; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                int address = _arm.InertiaAddress[(Joints * i) + j];
                double value = address < 0 ? 0 : sparse[address];
                _m[(Joints * i) + j] = value;
                _m[(Joints * j) + i] = value;
            }
        }
    }

    // A hinge moves the site by axis × (site − anchor) and turns it about its axis.
    private void ReadJacobian()
    {
        var site = Vec3.From(_sitePosition.Span[(3 * _arm.GripSite)..]);
        ReadOnlySpan<double> axes = _axis.Span;
        ReadOnlySpan<double> anchors = _anchor.Span;
        for (int i = 0; i < Joints; i++)
        {
            int joint = 3 * _arm.JointId[i];
            var axis = Vec3.From(axes[joint..]);
            Vec3 linear = Vec3.Cross(axis, site - Vec3.From(anchors[joint..]));
            _j[i] = linear.X;
            _j[Joints + i] = linear.Y;
            _j[(2 * Joints) + i] = linear.Z;
            _j[(3 * Joints) + i] = axis.X;
            _j[(4 * Joints) + i] = axis.Y;
            _j[(5 * Joints) + i] = axis.Z;
        }
    }

    private static double Clip(double value) => Math.Clamp(value, -1, 1);
}
