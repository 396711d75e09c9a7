namespace IntervenGen.Franka;

/// <summary>Who turns the desired motion into torques.</summary>
public enum ControllerMode : byte
{
    /// <summary>The robot's joint impedance controller.</summary>
    JointImpedance = 0,

    /// <summary>The robot's Cartesian impedance controller.</summary>
    CartesianImpedance = 1,

    /// <summary>The client: it commands torques.</summary>
    ExternalController = 2,

    /// <summary>None of them; states only.</summary>
    Other = 3,
}
