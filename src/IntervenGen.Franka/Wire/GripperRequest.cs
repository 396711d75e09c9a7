namespace IntervenGen.Franka.Wire;

/// <summary>Requests of the gripper service, version 3, with their numbers on the wire.</summary>
public enum GripperRequest : ushort
{
    /// <summary>Handshake, as the robot service's.</summary>
    Connect = 0,

    /// <summary>Find the stops and the greatest width.</summary>
    Homing = 1,

    /// <summary>Close on an object.</summary>
    Grasp = 2,

    /// <summary>Move the fingers.</summary>
    Move = 3,

    /// <summary>Stop, and let go.</summary>
    Stop = 4,
}
