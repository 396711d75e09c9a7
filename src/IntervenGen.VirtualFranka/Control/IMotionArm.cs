namespace IntervenGen.VirtualFranka.Control;

/// <summary>What the life cycle of a motion asks of the arm.</summary>
internal interface IMotionArm
{
    /// <summary>Whether the arm's reference has come to rest.</summary>
    bool IsAtRest { get; }

    /// <summary>Reads joint positions, velocities, accelerations and contact torques anew.</summary>
    void Measure();

    /// <summary>Decelerates the reference for one cycle, as fast as the limits allow.</summary>
    void Brake();

    /// <summary>Takes the reference over from a client's torques, at the measured position and speed.</summary>
    void FollowMeasured();

    /// <summary>Puts the reference to rest at the measured position.</summary>
    void HoldMeasured();
}
