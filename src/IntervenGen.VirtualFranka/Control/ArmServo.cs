using IntervenGen.Franka.Model;
using IntervenGen.Numerics;
using IntervenGen.VirtualFranka.World;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>Source of the torques of a cycle.</summary>
internal enum TorqueSource
{
    /// <summary>The robot's joint impedance controller makes the torques.</summary>
    JointImpedance,

    /// <summary>The robot's Cartesian impedance controller makes the torques.</summary>
    CartesianImpedance,

    /// <summary>The client's own torques move the arm.</summary>
    Client,
}

/// <summary>The innermost loop: measures the arm, makes torques of the reference, and moves the plant by a millisecond.</summary>
/// <remarks>One thread; allocates nothing per cycle.</remarks>
internal sealed class ArmServo : IMotionArm
{
    private const int Joints = FrankaArm.Joints;

    private readonly IArmPlant _plant;
    private readonly FrankaArm _arm;
    private readonly RobotSettings _settings;
    private readonly JointReference _reference;
    private readonly DesiredMotion _desired;
    private readonly double _frictionLeft;
    private readonly TorqueLaws _laws = new();
    private readonly double[] _q = new double[Joints], _dq = new double[Joints], _ddq = new double[Joints], _contacts = new double[Joints];
    private readonly double[] _torque = new double[Joints], _gravity = new double[Joints], _applied = new double[Joints];
    private ArmDynamics _dynamics;

    /// <summary>A servo of an arm that has been measured once.</summary>
    /// <param name="plant">What moves.</param>
    /// <param name="arm">Its masses, without hand and payload.</param>
    /// <param name="settings">Stiffnesses and payload.</param>
    /// <param name="reference">What the joints are to do.</param>
    /// <param name="desired">Where that puts the end effector.</param>
    /// <param name="frictionLeft">Share of the joints' friction that is felt under a client's torques; under the robot's own
    /// controllers none is.</param>
    public ArmServo(
        IArmPlant plant, FrankaArm arm, RobotSettings settings, JointReference reference, DesiredMotion desired, double frictionLeft)
    {
        _frictionLeft = frictionLeft;
        (_plant, _arm, _settings, _reference, _desired) = (plant, arm, settings, reference, desired);
        _dynamics = new ArmDynamics(settings.LoadedArm(arm));
    }

    /// <summary>Measured joint positions, shape [7], rad.</summary>
    public ReadOnlySpan<double> Positions => _q;

    /// <summary>Measured joint velocities, shape [7], rad/s.</summary>
    public ReadOnlySpan<double> Velocities => _dq;

    /// <summary>Joint accelerations of the last step, shape [7], rad/s².</summary>
    public ReadOnlySpan<double> Accelerations => _ddq;

    /// <summary>Torques of contacts and pushes on the joints, shape [7], N·m.</summary>
    public ReadOnlySpan<double> ContactTorques => _contacts;

    /// <summary>Torques of the last cycle without gravity, shape [7], N·m.</summary>
    public ReadOnlySpan<double> Torques => _torque;

    /// <summary>Torques that moved the plant in the last cycle, gravity compensation included and clamped, shape [7], N·m.</summary>
    public ReadOnlySpan<double> AppliedTorques => _applied;

    /// <summary>Torques of friction in the last cycle that nothing made up for, shape [7], N·m.</summary>
    public ReadOnlySpan<double> FrictionTorques => _plant.FrictionTorques;

    /// <inheritdoc/>
    public bool IsAtRest => _reference.IsAtRest;

    /// <inheritdoc/>
    public void Measure() => _plant.Read(_q, _dq, _ddq, _contacts);

    /// <inheritdoc/>
    public void Brake() => _reference.Brake();

    /// <inheritdoc/>
    public void FollowMeasured() => _reference.Follow(_q, _dq);

    /// <inheritdoc/>
    public void HoldMeasured() => _reference.Hold(_q);

    /// <summary>Takes a payload that was set into account from the next cycle on.</summary>
    public void TakeLoad() => _dynamics = new ArmDynamics(_settings.LoadedArm(_arm));

    /// <summary>Moves the arm by a millisecond. Torques come from last millisecond's measurements, as a controller has them.</summary>
    /// <param name="source">Who makes the torques.</param>
    /// <param name="clientTorques">The client's, without gravity, shape [7], N·m.</param>
    /// <param name="fingerForce">On each finger, positive opens, newtons.</param>
    public void Advance(TorqueSource source, ReadOnlySpan<double> clientTorques, double fingerForce)
    {
        _dynamics.Update(_q);
        _dynamics.Gravity(ArmDynamics.UprightGravity, _gravity);
        switch (source)
        {
            case TorqueSource.Client:
                clientTorques.CopyTo(_torque);
                break;
            case TorqueSource.CartesianImpedance:
                Pose flangeFromStiffness = _settings.FlangeFromStiffness;
                (Pose desired, Twist twist) = _desired.Of(flangeFromStiffness);
                _laws.Cartesian(
                    _dynamics, _reference, _q, _dq, desired, twist, flangeFromStiffness, _settings.CartesianStiffness, _torque);
                break;
            default:
                _laws.Joint(_dynamics, _reference, _q, _dq, _settings.JointStiffness, _torque);
                break;
        }

        for (int i = 0; i < Joints; i++)
            _applied[i] = Math.Clamp(_torque[i] + _gravity[i], -ArmLimits.Torque[i], ArmLimits.Torque[i]);
        _plant.Step(_applied, fingerForce, source == TorqueSource.Client ? _frictionLeft : 0);
        Measure();
    }
}
