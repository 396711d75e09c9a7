namespace IntervenGen.Franka.Wire;

/// <summary>How the gripper answers.</summary>
public enum GripperStatus : ushort
{
    /// <summary>The action reached its goal.</summary>
    Success = 0,

    /// <summary>Failed; for Connect: the versions differ.</summary>
    Failed = 1,

    /// <summary>Ended without reaching its goal, such as a grasp of nothing.</summary>
    Unsuccessful = 2,

    /// <summary>The action was ended by a stop or by another action.</summary>
    Aborted = 3,
}
