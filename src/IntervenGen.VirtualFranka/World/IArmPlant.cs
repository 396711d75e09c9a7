namespace IntervenGen.VirtualFranka.World;

/// <summary>What the controller measures and moves: the simulated world, or a stand-in of a test.</summary>
internal interface IArmPlant
{
    /// <summary>Copies joint positions, velocities, accelerations of the last step, and the torques of contacts and pushes on
    /// the joints.</summary>
    /// <param name="positions">Shape [7], rad.</param>
    /// <param name="velocities">Shape [7], rad/s.</param>
    /// <param name="accelerations">Shape [7], rad/s².</param>
    /// <param name="contacts">Shape [7], N·m.</param>
    void Read(Span<double> positions, Span<double> velocities, Span<double> accelerations, Span<double> contacts);

    /// <summary>Torques of the joints' friction in the last step, as far as nothing made up for them, shape [7], N·m.</summary>
    ReadOnlySpan<double> FrictionTorques { get; }

    /// <summary>Advances by one millisecond.</summary>
    /// <param name="torques">On the arm's joints, gravity compensation included, shape [7], N·m.</param>
    /// <param name="fingerForce">On each finger, positive opens, newtons.</param>
    /// <param name="frictionLeft">Share of the joints' friction that the controller does not make up for, 0 to 1.</param>
    void Step(ReadOnlySpan<double> torques, double fingerForce, double frictionLeft);
}
