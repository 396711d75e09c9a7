namespace IntervenGen.Simulation.Clearance;

/// <summary>An object of a task that moves freely and that the gripper may hold.</summary>
/// <param name="Body">Its body.</param>
/// <param name="Velocity">Where the six components of its velocity begin in qvel.</param>
/// <param name="Radius">Farthest that it reaches from its origin, metres.</param>
/// <param name="Pads">Contact pairs of which each is a touch of a finger pad: the object is held.</param>
public readonly record struct FreeObject(int Body, int Velocity, double Radius, ulong Pads);
