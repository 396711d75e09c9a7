namespace IntervenGen.Franka;

/// <summary>Number fields of a state datagram, in their order on the wire.</summary>
/// <remarks>Each stands for a few consecutive numbers: <see cref="StateFields.Length"/>.</remarks>
public enum StateField
{
    /// <summary>Measured end effector in the base: column-major 4×4, metres.</summary>
    BaseFromEndEffector,

    /// <summary>Desired end effector in the base: column-major 4×4, metres.</summary>
    BaseFromEndEffectorDesired,

    /// <summary>End effector in the flange: column-major 4×4, metres.</summary>
    FlangeFromEndEffector,

    /// <summary>Stiffness frame in the end effector: column-major 4×4, metres.</summary>
    EndEffectorFromStiffness,

    /// <summary>Nominal end effector in the flange, set on the controller: column-major 4×4, metres.</summary>
    FlangeFromNominalEndEffector,

    /// <summary>End effector in the nominal one: column-major 4×4, metres.</summary>
    NominalEndEffectorFromEndEffector,

    /// <summary>Mass of the configured end effector, kg.</summary>
    EndEffectorMass,

    /// <summary>Its inertia about its centre of mass, flange axes, column-major 3×3, kg·m².</summary>
    EndEffectorInertia,

    /// <summary>Its centre of mass in the flange, metres.</summary>
    EndEffectorCentre,

    /// <summary>Mass of the payload, kg.</summary>
    LoadMass,

    /// <summary>Its inertia about its centre of mass, flange axes, column-major 3×3, kg·m².</summary>
    LoadInertia,

    /// <summary>Its centre of mass in the flange, metres.</summary>
    LoadCentre,

    /// <summary>Elbow: angle of joint 3 (rad), and the sign of joint 4's flip.</summary>
    Elbow,

    /// <summary>Desired elbow, as <see cref="Elbow"/>.</summary>
    ElbowDesired,

    /// <summary>Measured joint torques, gravity included, N·m.</summary>
    Torque,

    /// <summary>Desired joint torques without gravity, N·m.</summary>
    TorqueDesired,

    /// <summary>Derivative of the measured torques, N·m/s.</summary>
    TorqueRate,

    /// <summary>Measured joint positions, rad.</summary>
    Position,

    /// <summary>Desired joint positions, rad.</summary>
    PositionDesired,

    /// <summary>Measured joint velocities, rad/s.</summary>
    Velocity,

    /// <summary>Desired joint velocities, rad/s.</summary>
    VelocityDesired,

    /// <summary>Desired joint accelerations, rad/s².</summary>
    AccelerationDesired,

    /// <summary>1 where a joint's external torque is above the contact threshold.</summary>
    JointContact,

    /// <summary>1 where an axis' external force is above the contact threshold (x y z R P Y).</summary>
    CartesianContact,

    /// <summary>1 where a joint's external torque passed the collision threshold; until recovery.</summary>
    JointCollision,

    /// <summary>1 where an axis' external force passed the collision threshold; until recovery.</summary>
    CartesianCollision,

    /// <summary>Estimated external torques, filtered; what the robot exerts is positive, N·m.</summary>
    ExternalTorque,

    /// <summary>Estimated external wrench at the stiffness frame, base axes: N, then N·m.</summary>
    BaseWrench,

    /// <summary>Estimated external wrench at and in the stiffness frame: N, then N·m.</summary>
    StiffnessWrench,

    /// <summary>Desired twist of the end effector, base axes: m/s, then rad/s.</summary>
    TwistDesired,

    /// <summary>Acceleration of the base against free fall, (0, 0, −9.81) m/s².</summary>
    BaseAcceleration,

    /// <summary>Last commanded elbow, as <see cref="Elbow"/>.</summary>
    ElbowCommanded,

    /// <summary>Its rate, rad/s; then 0.</summary>
    ElbowVelocityCommanded,

    /// <summary>Its acceleration, rad/s²; then 0.</summary>
    ElbowAccelerationCommanded,

    /// <summary>Last commanded end effector in the base: column-major 4×4, metres.</summary>
    BaseFromEndEffectorCommanded,

    /// <summary>Last commanded twist, base axes: m/s, then rad/s.</summary>
    TwistCommanded,

    /// <summary>Last commanded twist's rate, base axes: m/s², then rad/s².</summary>
    TwistRateCommanded,

    /// <summary>Motor positions, rad.</summary>
    MotorPosition,

    /// <summary>Motor velocities, rad/s.</summary>
    MotorVelocity,

    /// <summary>Upper accelerometers, shape [6, 3], m/s²; from version 10 on.</summary>
    AccelerometerTop,

    /// <summary>Lower accelerometers, shape [6, 3], m/s²; from version 10 on.</summary>
    AccelerometerBottom,
}
