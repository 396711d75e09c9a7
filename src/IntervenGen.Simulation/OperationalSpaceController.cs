using IntervenGen.Core;
using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation;

/// <summary>robosuite's OSC_POSE: joint torques that drive the grip site to a goal pose as a unit-mass spring-damper.</summary>
/// <remarks>
/// Khatib 1987, with position and orientation uncoupled as in robosuite 1.4.1:
/// τ = Jpᵀ Λp (kp Δx − kd v) + Jrᵀ Λr (kp e − kd ω) + Nᵀ M q̈₀ + b, clipped to the motor limits;
/// e = ½ Σ Rᵢ × R_d,ᵢ, Λ· = (J· M⁻¹ J·ᵀ)⁻¹, N = I − M⁻¹ Jᵀ Λ J, q̈₀ = k₀ (q₀ − q) − 2√k₀ q̇, robosuite's k₀ being 10.
/// With six joints N is zero to rounding: nothing of the arm's motion is left over, and nothing has to be told apart here.
/// The inertia M is the arm's block of the full one: armature and gripper in, a carried object out.
/// One lane, one thread; allocates nothing after construction.
/// </remarks>
public sealed partial class OperationalSpaceController
{
    private readonly ArmModel _arm;
    private readonly int _joints;
    private readonly MjField _sitePosition, _siteMatrix, _anchor, _axis, _qpos, _qvel, _bias, _inertia;
    private readonly double[] _goalMatrix = new double[9];
    private readonly double[] _rest, _torqueLimit;
    private readonly double _stiffness, _damping, _nullStiffness, _nullDamping;
    private Quat _goalOrientation = Quat.Identity;
    private Vec3 _goalPosition;

    /// <summary>Binds the controller to one world.</summary>
    public OperationalSpaceController(ArmModel arm, MjData data)
    {
        _arm = arm;
        _joints = arm.Joints;
        _rest = new double[_joints];
        ArmDescription description = arm.Description;
        _torqueLimit = [.. description.TorqueLimits];
        _stiffness = description.Stiffness;
        _damping = 2 * Math.Sqrt(description.Stiffness) * description.DampingRatio;
        _nullStiffness = description.NullStiffness;
        _nullDamping = 2 * Math.Sqrt(description.NullStiffness);
        _m = new double[_joints * Row8.Size];
        _factor = new double[_joints * Row8.Size];
        _jointColumns = new double[_joints * Row8.Size];
        _y = new double[_joints * Row8.Size];
        _sitePosition = data.Doubles("site_xpos");
        _siteMatrix = data.Doubles("site_xmat");
        _anchor = data.Doubles("xanchor");
        _axis = data.Doubles("xaxis");
        _qpos = data.Doubles("qpos");
        _qvel = data.Doubles("qvel");
        _bias = data.Doubles("qfrc_bias");
        _inertia = data.Doubles(arm.InertiaField);
    }

    /// <summary>Stiffness per unit of inertia, 1/s².</summary>
    internal double Stiffness => _stiffness;

    /// <summary>Goal of the grip site, world frame.</summary>
    public Pose Goal => new(_goalPosition, _goalOrientation);

    /// <summary>Posture that the null space pulls towards, radians, shape [joints]; aliases the controller's state.</summary>
    public Span<double> RestPosture => _rest;

    /// <summary>Measured pose of the grip site, world frame; kinematics must be current.</summary>
    public Pose Measured => new(
        Vec3.From(_sitePosition.Span[(3 * _arm.GripSite)..]),
        Quat.FromMatrix(_siteMatrix.Span.Slice(9 * _arm.GripSite, 9)));

    /// <summary>Speed of the grip site, metres per second; kinematics must be current.</summary>
    public double LinearSpeed => SiteVelocity().Linear.Length;

    /// <summary>Angular speed of the grip site, radians per second; kinematics must be current.</summary>
    public double AngularSpeed => SiteVelocity().Angular.Length;

    /// <summary>Sets the goal directly: at reset, and when a state is restored.</summary>
    public void SetGoal(in Pose worldFromGoal)
    {
        _goalPosition = worldFromGoal.Position;
        _goalOrientation = worldFromGoal.Orientation;
        _goalOrientation.ToMatrix(_goalMatrix);
    }

    /// <summary>Applies an action: the new goal is relative to the measured pose.</summary>
    /// <param name="action">Three translations, three rotations (absent for position control) and the gripper; clipped to [−1, 1].</param>
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

    /// <summary>The displacement commanded by an action's arm components, world axes; an action of four numbers has no rotation.</summary>
    public static Twist Scale(ReadOnlySpan<float> action) => new(
        OperationalSpaceGains.PositionScale * new Vec3(Clip(action[0]), Clip(action[1]), Clip(action[2])),
        Turns(action) ? OperationalSpaceGains.RotationScale * new Vec3(Clip(action[3]), Clip(action[4]), Clip(action[5])) : Vec3.Zero);

    /// <summary>Writes the arm components of the action that commands a pose, each clipped to [−1, 1].</summary>
    public static void Unscale(in Pose from, in Pose to, Span<float> action)
    {
        Twist delta = Twist.Between(from, to);
        action[0] = (float)Clip(delta.Linear.X / OperationalSpaceGains.PositionScale);
        action[1] = (float)Clip(delta.Linear.Y / OperationalSpaceGains.PositionScale);
        action[2] = (float)Clip(delta.Linear.Z / OperationalSpaceGains.PositionScale);
        if (!Turns(action))
            return;
        action[3] = (float)Clip(delta.Angular.X / OperationalSpaceGains.RotationScale);
        action[4] = (float)Clip(delta.Angular.Y / OperationalSpaceGains.RotationScale);
        action[5] = (float)Clip(delta.Angular.Z / OperationalSpaceGains.RotationScale);
    }

    private static bool Turns(ReadOnlySpan<float> action) => action.Length >= 6;

    private static double Clip(double value) => Math.Clamp(value, -1, 1);
}
