using IntervenGen.Franka.Model;
using IntervenGen.Numerics;

namespace IntervenGen.VirtualFranka.Control;

/// <summary>What the joints' torque sensors say, the external torques and wrench estimated from them, and the collisions latched.</summary>
/// <remarks>One thread; allocates nothing after construction.</remarks>
internal sealed class ContactEstimate(FrankaArm arm, RobotSettings settings)
{
    private const int Joints = FrankaArm.Joints, Axes = 6;

    // Share of the newest value in the estimate of external torques: a low-pass of about 50 Hz, the vendor's is not published.
    private const double FilterGain = 0.24;

    // Of the normal equations, in metres and 1: chosen, so that the wrench stays bounded in singular postures.
    private const double WrenchDamping = 0.01;

    private readonly ArmKinematics _kinematics = new(arm);
    private readonly double[] _external = new double[Joints], _measured = new double[Joints], _lastMeasured = new double[Joints];
    private readonly double[] _jacobian = new double[Axes * Joints], _wrench = new double[Axes], _wrenchInK = new double[Axes];
    private readonly bool[] _jointCollision = new bool[Joints], _axisCollision = new bool[Axes];

    /// <summary>Measured joint torques, gravity included, shape [7], N·m.</summary>
    public ReadOnlySpan<double> MeasuredTorque => _measured;

    /// <summary>Measured joint torques of the cycle before, shape [7], N·m.</summary>
    public ReadOnlySpan<double> LastMeasuredTorque => _lastMeasured;

    /// <summary>Estimated torques that the robot exerts on its surroundings, shape [7], N·m.</summary>
    public ReadOnlySpan<double> ExternalTorque => _external;

    /// <summary>Estimated wrench at the stiffness frame, base axes, shape [6]: N, then N·m.</summary>
    public ReadOnlySpan<double> BaseWrench => _wrench;

    /// <summary>The same wrench along the stiffness frame's own axes, shape [6].</summary>
    public ReadOnlySpan<double> StiffnessWrench => _wrenchInK;

    /// <summary>Jacobian of the stiffness frame at the measured positions, base axes, shape [6, 7], row-major.</summary>
    public ReadOnlySpan<double> Jacobian => _jacobian;

    /// <summary>Kinematics at the measured positions.</summary>
    public ArmKinematics Kinematics => _kinematics;

    /// <summary>Joints that have collided since the last recovery, shape [7].</summary>
    public ReadOnlySpan<bool> JointCollision => _jointCollision;

    /// <summary>Axes of the stiffness frame along which the hand has collided since the last recovery, shape [6].</summary>
    public ReadOnlySpan<bool> AxisCollision => _axisCollision;

    /// <summary>Forgets external torques: after the world was put back by hand.</summary>
    public void Clear() => _external.AsSpan().Clear();

    /// <summary>Forgets the latched collisions: a recovery is over.</summary>
    public void ForgetCollisions()
    {
        _jointCollision.AsSpan().Clear();
        _axisCollision.AsSpan().Clear();
    }

    /// <summary>Takes what the sensors felt in one cycle.</summary>
    /// <param name="applied">Motor torques, gravity compensation included, shape [7], N·m.</param>
    /// <param name="friction">Torques of friction that nothing made up for, shape [7], N·m.</param>
    /// <param name="accelerations">Joint accelerations, shape [7], rad/s².</param>
    /// <param name="contacts">Torques of contacts and pushes on the joints, shape [7], N·m.</param>
    public void Sense(
        ReadOnlySpan<double> applied, ReadOnlySpan<double> friction, ReadOnlySpan<double> accelerations, ReadOnlySpan<double> contacts)
    {
        for (int i = 0; i < Joints; i++)
        {
            _lastMeasured[i] = _measured[i];
            // Rotors turn, and gears rub, before the sensors: what they need is not measured.
            _measured[i] = applied[i] + friction[i] - (FrankaArm.RotorInertia[i] * accelerations[i]);
            // What the robot does to its surroundings, the opposite of what they do to it.
            _external[i] += FilterGain * (-contacts[i] - _external[i]);
        }
    }

    /// <summary>Works out the wrench at the stiffness frame. Near singular postures a direction without a lever is left out.</summary>
    /// <param name="positions">Measured joint positions, shape [7], rad.</param>
    public void UpdateWrench(ReadOnlySpan<double> positions)
    {
        Pose flangeFromStiffness = settings.FlangeFromStiffness;
        _kinematics.Update(positions);
        _kinematics.Jacobian(flangeFromStiffness.Position, _jacobian);
        JacobianSolver.Multiply(_jacobian, _external, _wrench);
        if (!JacobianSolver.TrySolveNormal(_jacobian, WrenchDamping, _wrench))
            _wrench.AsSpan().Clear();
        Quat stiffnessFromBase = (_kinematics.BaseFromFlange * flangeFromStiffness).Orientation.Conjugate;
        stiffnessFromBase.Rotate(Vec3.From(_wrench)).WriteTo(_wrenchInK);
        stiffnessFromBase.Rotate(Vec3.From(_wrench.AsSpan(3))).WriteTo(_wrenchInK.AsSpan(3));
    }

    /// <summary>Latches what is above the upper thresholds.</summary>
    /// <param name="isAccelerating">Which set of thresholds is in force.</param>
    /// <returns>The reflex it raises; along the axes before in the joints.</returns>
    public RobotErrorFlag LatchCollisions(bool isAccelerating)
    {
        (ReadOnlyMemory<double> torque, ReadOnlyMemory<double> force) = settings.ThresholdsFor(isAccelerating, isUpper: true);
        for (int i = 0; i < Joints; i++)
            _jointCollision[i] |= Math.Abs(_external[i]) > torque.Span[i];
        for (int i = 0; i < Axes; i++)
            _axisCollision[i] |= Math.Abs(_wrenchInK[i]) > force.Span[i];
        return _axisCollision.AsSpan().Contains(true) ? RobotErrorFlag.CartesianReflex
            : _jointCollision.AsSpan().Contains(true) ? RobotErrorFlag.JointReflex
            : RobotErrorFlag.None;
    }

    /// <summary>Shows what is above the lower thresholds: 1 where there is contact, else 0.</summary>
    /// <param name="isAccelerating">Which set of thresholds is in force.</param>
    /// <param name="joints">Result, shape [7].</param>
    /// <param name="axes">Result, shape [6].</param>
    public void WriteContacts(bool isAccelerating, Span<double> joints, Span<double> axes)
    {
        (ReadOnlyMemory<double> torque, ReadOnlyMemory<double> force) = settings.ThresholdsFor(isAccelerating, isUpper: false);
        for (int i = 0; i < Joints; i++)
            joints[i] = Math.Abs(_external[i]) > torque.Span[i] ? 1 : 0;
        for (int i = 0; i < Axes; i++)
            axes[i] = Math.Abs(_wrenchInK[i]) > force.Span[i] ? 1 : 0;
    }
}
