using IntervenGen.Franka.Wire;

namespace IntervenGen.Franka.Motion;

/// <summary>A state and the command that answered it.</summary>
/// <param name="State">The state.</param>
/// <param name="Command">The command; empty fields where the motion has none.</param>
public sealed record MotionRecord(RobotState State, RobotCommand Command);
