namespace IntervenGen.Franka;

/// <summary>Requests of the robot service. Their numbers on the wire depend on the version.</summary>
public enum FciRequest
{
    /// <summary>Handshake: versions and the port for states.</summary>
    Connect,

    /// <summary>Start a motion.</summary>
    Move,

    /// <summary>Stop the running motion.</summary>
    StopMove,

    /// <summary>Ask for a virtual wall; up to version 5.</summary>
    GetCartesianLimit,

    /// <summary>Thresholds of contacts and collisions.</summary>
    SetCollisionBehavior,

    /// <summary>Stiffness of the internal joint controller.</summary>
    SetJointImpedance,

    /// <summary>Stiffness of the internal Cartesian controller.</summary>
    SetCartesianImpedance,

    /// <summary>Which axes are free while guiding by hand.</summary>
    SetGuidingMode,

    /// <summary>Stiffness frame in the end effector.</summary>
    SetEEToK,

    /// <summary>End effector in the nominal end effector.</summary>
    SetNEToEE,

    /// <summary>Payload beyond the end effector.</summary>
    SetLoad,

    /// <summary>Cut-off frequencies; up to version 5.</summary>
    SetFilters,

    /// <summary>Leave the reflex mode.</summary>
    AutomaticErrorRecovery,

    /// <summary>Shared library with the robot's model; up to version 9.</summary>
    LoadModelLibrary,

    /// <summary>The robot's model as URDF; from version 8 on.</summary>
    GetRobotModel,
}
